internal import ArchiveStore
internal import ByteCoding
internal import Proofs

/// What an earlier run made of one unit: a line `UNIT \t STATE \t KEY`.
struct IndexLine: Hashable {
  enum State: String {
    case pictures = "p"
    case restored = "r"
    /// The file holds no picture.
    case absent = "n"
  }

  let unit: [UInt8]
  let state: State
  let key: PictureKey

  init(unit: [UInt8], state: State, key: PictureKey) { (self.unit, self.state, self.key) = (unit, state, key) }

  /// Nil for a line that is none, or cut off.
  init?(_ bytes: [UInt8]) {
    let fields = bytes.split(separator: 0x09, omittingEmptySubsequences: false)
    guard fields.count == 3, !fields[0].isEmpty, let state = State(rawValue: String(decoding: fields[1], as: UTF8.self)),
      let key = PictureKey(fields[2])
    else { return nil }
    self.init(unit: Array(fields[0]), state: state, key: key)
  }

  var text: String { String(decoding: unit, as: UTF8.self) + "\t\(state.rawValue)\t\(key.text)\n" }
}

/// Reads an index line by line, in the order of units; what is no line is passed over.
struct IndexReader {
  private var lines: FileLines?
  private(set) var head: IndexLine?

  init(_ file: OpenFile?) throws(Fault) {
    lines = file.map { FileLines($0) }
    try advance()
  }

  mutating func advance() throws(Fault) {
    head = nil
    do throws(Fault) {
      while let bytes = try lines?.next({ Array($0) }) {
        guard let line = IndexLine(bytes) else { continue }
        head = line
        return
      }
    } catch {
      // An endless line: what follows is not ours, and pictures that no line names are made anew.
      guard error.kind == .damaged else { throw error }
      lines = nil
    }
  }

  /// The lines of a unit; units are asked for in byte order.
  mutating func lines(of unit: [UInt8]) throws(Fault) -> [IndexLine] {
    while let line = head, line.unit.lexicographicallyPrecedes(unit) { try advance() }
    var found: [IndexLine] = []
    while let line = head, line.unit == unit {
      if found.count < 100 { found.append(line) }
      try advance()
    }
    return found
  }
}
