internal import Funnels
internal import Segments

/// Numbers for the ids of a scan and for the persons behind them.
struct PersonNumbers {
  private let persons: Persons
  private var ids = ByteInterner()
  /// The persons' own ids; unused where no two ids are one person.
  private var names = ByteInterner()
  /// By an id's number.
  private var personOfID: [Int32] = []
  private(set) var traits: PersonTraits
  private let hasTraits: Bool

  init(_ persons: Persons, traits keys: [PropertyKey]) {
    self.persons = persons
    traits = PersonTraits(keys)
    hasTraits = !keys.isEmpty
  }

  /// How many persons there are.
  var count: Int { persons.hasMerges ? names.count : ids.count }

  func name(ofPerson person: Int) -> [UInt8] {
    persons.hasMerges ? names[person] : ids[person]
  }

  /// The number of an id. Most stand beside others of their own.
  mutating func number(ofID bytes: Span<UInt8>, near last: Int) -> Int {
    let (number, isNew) = ids.intern(bytes, guess: last)
    guard isNew, persons.hasMerges || hasTraits else { return number }
    let id = ids[number]
    if persons.hasMerges {
      let name = persons.canonical(id) ?? id
      personOfID.append(Int32(names.intern(name.span).number))
    }
    if hasTraits { traits.append(persons.traits(of: id)) }
    return number
  }

  func person(ofID number: Int) -> Int {
    persons.hasMerges ? Int(personOfID[number]) : number
  }
}
