package import Events

extension Funnel {
  /// The numbers of the stages that an event could fill, as far as it shows by itself: by its name
  /// and properties.
  ///
  /// What other events decide is not looked at (the person's way so far, which event was the
  /// first), nor what is known of the person: a filter on traits passes.
  package func stages(thatTake event: Event) -> [Int] {
    stages.indices.filter { place in
      stages[place].acceptsEvent(named: event.type)
        && stages[place].filters.allSatisfy { filter in
          filter.matches(judging: { test in
            test.property.scope == .user || test.accepts(event.text(of: test.property.name))
          })
        }
    }.map { $0 + 1 }
  }
}

extension Event {
  /// A property as filters name it: the event's own, a dotted path into it, or a built-in one.
  func text(of name: String) -> String? {
    let own = PropertyPath.text(of: name) { key in
      properties?.first { $0.key.utf8.elementsEqual(key.utf8) }?.value
    }
    guard own == nil, let builtIn = BuiltInProperty(rawValue: name) else { return own }
    return text(of: builtIn.source).flatMap(builtIn.derive)
  }

  private func text(of source: BuiltInProperty.Source) -> String? {
    switch source {
    case .eventType: type
    case .url: url
    case .referrer: referrer
    case .userAgent: userAgent
    case .sessionID: sessionID
    }
  }
}
