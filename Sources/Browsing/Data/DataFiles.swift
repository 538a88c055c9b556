internal import ArchiveStore
internal import ByteCoding

/// The scripts of data: `data/000001.js` and on with so many shots each, and `data/sheet.js` with what holds for all.
///
/// All are written aside first, so that a sheet that is open in a browser stays whole until the new one is. Memory: one of them.
struct DataFiles {
  private let sheet: SheetFolder
  private let staging: Folder
  private let data: Folder
  private let most: Int
  private var waiting: [String] = []
  private(set) var count = 0

  init(_ sheet: SheetFolder, most: Int) throws(Fault) {
    (self.sheet, self.most) = (sheet, most)
    staging = try sheet.notes.folder(creating: Array("data".utf8))
    for name in try staging.names() where Self.isOurs(name) { try staging.remove(name) }
    data = try sheet.root.folder(creating: Array("data".utf8))
  }

  private static func name(_ number: Int) -> [UInt8] {
    let digits = String(number)
    return Array((String(repeating: "0", count: max(0, 6 - digits.count)) + digits + ".js").utf8)
  }

  private static func isOurs(_ name: [UInt8]) -> Bool {
    name.count >= 9 && name.suffix(3).elementsEqual(".js".utf8) && name.dropLast(3).allSatisfy { (0x30...0x39).contains($0) }
  }

  mutating func add(_ shot: Shot) throws(Fault) {
    waiting.append(shot.literal)
    if waiting.count >= most { try flush() }
  }

  private mutating func flush() throws(Fault) {
    guard !waiting.isEmpty else { return }
    count += 1
    let text = "glassine.add(\(count),[\n" + waiting.joined(separator: ",\n") + "\n]);\n"
    waiting.removeAll(keepingCapacity: true)
    try sheet.publish(Array(text.utf8), in: staging, as: Self.name(count))
  }

  /// Writes the last one; afterwards `count` says how many there are.
  mutating func finish() throws(Fault) { try flush() }

  /// Gives all of them their names, and takes away those that an earlier, longer sheet had. Gives how many changed and did not.
  func publish(_ head: ScriptObject) throws(Fault) -> (written: Int, kept: Int) {
    var counts = (written: 0, kept: 0)
    for number in stride(from: 1, through: count, by: 1) {
      let name = Self.name(number)
      if try isEqual(name) {
        try staging.remove(name)
        counts.kept += 1
      } else {
        try staging.rename(name, to: data, as: name, replacing: true)
        counts.written += 1
      }
    }
    let text = Array("glassine.begin(\(head.literal));\n".utf8)
    if try sheet.publishIfChanged(text, in: data, as: Array("sheet.js".utf8)) { counts.written += 1 } else { counts.kept += 1 }
    for number in (count + 1)... {
      guard try data.status(Self.name(number))?.kind == .file else { break }
      try data.remove(Self.name(number))
    }
    return counts
  }

  private func isEqual(_ name: [UInt8]) throws(Fault) -> Bool {
    guard let old = try data.status(name), old.kind == .file, let new = try staging.status(name), old.size == new.size else { return false }
    let length = Int(clamping: new.size)
    return try data.file(name).read(at: 0, upTo: length) == staging.file(name).read(at: 0, upTo: length)
  }
}
