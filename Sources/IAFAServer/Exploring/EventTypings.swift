internal import Events
internal import Reports

/// A project's events as types of TypeScript, for the tracker's `init<Events>` and
/// `Tracker<Events>`: with them a mistyped name does not compile.
struct EventTypings {
  let project: String
  let since: String
  let until: String
  let events: [EventSchema]

  var text: String {
    var text = """
      /** The events of \(Self.comment(project)), as seen from \(since) to \(until). */
      export type Events = {

      """
    for event in events {
      text += "  \(Self.quoted(event.type)): "
      if event.properties.isEmpty {
        text += "Record<string, never>;\n"
        continue
      }
      text += "{\n"
      for property in event.properties {
        text += "    \(Self.quoted(property.name))?: \(Self.type(property.kind));\n"
      }
      text += "  };\n"
    }
    return text + """
      };

      /** Anything that JSON has; what is not a text is stored as its JSON text. */
      export type Value = string | number | boolean | null | Value[] | { [key: string]: Value };

      """
  }

  /// What is stored as a text that reads as a number may have been sent as either.
  private static func type(_ kind: EventSchema.Kind) -> String {
    switch kind {
    case .number: "number | `${number}` | null"
    case .boolean: "boolean | 'true' | 'false' | null"
    case .other: "Value"
    }
  }

  /// JSON's texts are TypeScript's, too.
  private static func quoted(_ text: String) -> String { JSON.string(text).jsonText }

  /// A name that does not end the comment.
  private static func comment(_ name: String) -> String {
    quoted(name).split(separator: "*/", omittingEmptySubsequences: false).joined(separator: "* /")
  }
}
