internal import ArchiveFormat
package import ByteCoding

/// What was published since the manifests were last written, kept on disk so that a crash loses no line.
///
/// One line an event, fields separated by tabs: `P digest path` before a file is published, `R path` before one is removed,
/// `O digest unit-path original-path` and `X original-path` for the originals' list, `T` before the tag files are rewritten. A line counts once its newline is on the medium.
package struct Journal {
  enum Event: Hashable, Sendable {
    case published(path: String, digest: SHA256Digest)
    case removed(path: String)
    /// An original's digest, valid when the unit is there.
    case original(path: [UInt8], digest: SHA256Digest, unit: String)
    /// A path whose newest version has no original that could be restored.
    case originalGone(path: [UInt8])
    /// The tag files are being rewritten: until the journal is emptied they may contradict each other.
    case rewriting
  }

  /// Manifests are rewritten long before: whatever is longer is no journal of ours, and is not taken into memory.
  private static let longest = 1 << 18

  private let file: OpenFile
  private var length: Int
  /// Lines since the manifests were last written.
  private(set) var count = 0

  /// Opens or makes the journal; a last line that a crash cut off is cut away.
  init(_ archive: Archive) throws(Fault) {
    file = try archive.root.open(creating: Array(Archive.journalName.utf8))
    try archive.root.synchronize()
    length = 0
    var reader = LineReader(file)
    while let line = try reader.line(partial: false) {
      length += line.count + 1
      count += 1
    }
    try file.truncate(to: length)
  }

  /// Appends events and waits until they are on the medium.
  mutating func append(_ events: [Event]) throws(Fault) {
    var bytes: [UInt8] = []
    for event in events { bytes += event.line }
    do throws(Fault) {
      try file.write(all: bytes, at: length)
      try file.synchronize()
    } catch {
      // Half a line must not stay in front of what another thread writes next.
      try? file.truncate(to: length)
      throw error
    }
    length += bytes.count
    count += events.count
  }

  /// All events, oldest first. Lines that cannot be read are damage and throw.
  func events() throws(Fault) -> [Event] { try Self.events(file) }

  /// The events of a journal that another process may be writing.
  static func events(_ file: OpenFile) throws(Fault) -> [Event] {
    var events: [Event] = []
    var reader = LineReader(file)
    while let line = try reader.line(partial: false) {
      guard let event = Event(parsing: line) else {
        throw Fault.damaged("journal.line", "a line of the journal cannot be read").in(file: file.path)
      }
      guard events.count < longest else {
        throw Fault.damaged("journal.long", "the journal has more lines than any run writes").in(file: file.path)
      }
      events.append(event)
    }
    return events
  }

  /// Notes what a repair found: files that are there and belong into the manifests, and the originals of units among them.
  ///
  /// The next `ArchiveWriter` works it in, and writes all tag files anew. The caller holds the archive's lock. Throws `.environment`.
  package static func note(
    _ archive: Archive, published: [(path: String, digest: SHA256Digest)],
    originals: [(path: [UInt8], digest: SHA256Digest, unit: String)]
  ) throws(Fault) {
    var journal = try Journal(archive)
    try journal.append(
      [.rewriting] + published.map { .published(path: $0.path, digest: $0.digest) }
        + originals.map { .original(path: $0.path, digest: $0.digest, unit: $0.unit) })
  }

  /// Replaces a journal that cannot be read by what of it proves itself; the old one is kept. False where there was none.
  ///
  /// Units and their originals are left out: a repair finds and proves units that no list knows. The caller holds the archive's lock.
  /// Throws `.environment`.
  package static func salvage(_ archive: Archive, keeping quarantine: Quarantine) throws(Fault) -> Bool {
    guard try archive.isUnfinished, let file = try? archive.file(Archive.journalName) else { return false }
    var events: [Event] = [.rewriting]
    var reader = LineReader(file)
    while events.count < longest {
      let line: [UInt8]?
      do throws(Fault) { line = try reader.line(partial: false) } catch {
        guard error.kind == .damaged else { throw error }
        continue
      }
      guard let line else { break }
      switch Event(parsing: line) {
      case .published(let path, let digest)? where path.startsWithBytes(of: "data/sidecars/"):
        if (try? archive.file(path).digest()) == digest { events.append(.published(path: path, digest: digest)) }
      case .removed(let path)? where path.startsWithBytes(of: "data/sidecars/"): events.append(.removed(path: path))
      default: break
      }
    }
    _ = try quarantine.move(Archive.journalName)
    var journal = try Journal(archive)
    try journal.append(events)
    return true
  }

  /// Empties the journal once the manifests hold everything.
  mutating func clear() throws(Fault) {
    try file.truncate(to: 0)
    try file.synchronize()
    length = 0
    count = 0
  }
}

extension Journal.Event {
  var line: [UInt8] {
    let tab: [UInt8] = [0x09]
    switch self {
    case .published(let path, let digest): return Array("P\t\(digest.hex)\t\(path)\n".utf8)
    case .removed(let path): return Array("R\t\(path)\n".utf8)
    case .originalGone(let path): return Array("X\t\(path.hex)\n".utf8)
    case .rewriting: return Array("T\n".utf8)
    case .original(let path, let digest, let unit):
      // Names may hold tabs and newlines: hexadecimal carries them.
      return Array("O\t\(digest.hex)\t\(unit)".utf8) + tab + Array(path.hex.utf8) + [0x0A]
    }
  }

  init?(parsing line: [UInt8]) {
    let fields = line.split(separator: 0x09, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
    switch (fields.first, fields.count) {
    case ("P", 3):
      guard let digest = SHA256Digest(hex: fields[1]), Self.isPayload(fields[2]) else { return nil }
      self = .published(path: fields[2], digest: digest)
    case ("R", 2):
      guard Self.isPayload(fields[1]) else { return nil }
      self = .removed(path: fields[1])
    case ("X", 2):
      guard let path = [UInt8](hex: fields[1]) else { return nil }
      self = .originalGone(path: path)
    case ("T", 1): self = .rewriting
    case ("O", 4):
      guard let digest = SHA256Digest(hex: fields[1]), let path = [UInt8](hex: fields[3]), Self.isPayload(fields[2]) else { return nil }
      self = .original(path: path, digest: digest, unit: fields[2])
    default: return nil
    }
  }

  /// A journal is a file like others: its paths may be anything, and must not lead out of the payload.
  private static func isPayload(_ path: String) -> Bool {
    guard let path = RelativePath(path) else { return false }
    return path.components.count > 1 && path.components[0] == Array("data".utf8)
  }
}
