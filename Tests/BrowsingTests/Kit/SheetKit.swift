import ArchiveStore
import Archiving
import ByteCoding
import Cataloguing
import Foundation
import PlaneCodec
import Reporting
import Synchronization
import TestSupport
import Testing

@testable import Browsing

/// Pictures that are bytes naming their file, made by a stand-in for the room that makes real ones.
final class MadeUpPreviews: PreviewSource {
  let identity: String
  private let restores: Bool
  private let calls = Mutex<[String]>([])
  private let told: @Sendable (Int) -> Void

  init(identity: String = "1", restores: Bool = true, told: @escaping @Sendable (Int) -> Void = { _ in }) {
    (self.identity, self.restores, self.told) = (identity, restores, told)
  }

  /// Paths that were asked for, in order.
  var asked: [String] { calls.withLock { $0.sorted() } }

  func pictures(of entry: CatalogEntry) throws(Fault) -> SheetPictures? {
    told(
      calls.withLock { calls in
        calls.append(entry.path)
        return calls.count
      })
    if entry.path.contains("broken") { throw Fault.damaged("test.broken", "the picture </script> is broken", at: "section PICT 0") }
    if entry.path.contains("odd") { throw Fault.unsupported("test.odd", "a kind that nobody knows") }
    if entry.path.hasSuffix(".txt") || entry.path.hasSuffix(".xmp") { return nil }
    let restored = restores && entry.path.contains("restored") ? Array("restored \(identity) \(entry.path)".utf8) : nil
    return SheetPictures(
      full: Array("full \(identity) \(entry.path)".utf8), thumbnail: Array("small \(identity) \(entry.path)".utf8), restored: restored)
  }
}

/// An archive of small files, and the folder of its sheet.
struct SheetKit {
  let folder: URL
  var source: URL { folder.appendingPathComponent("source") }
  var archive: URL { folder.appendingPathComponent("archive") }
  var sheet: URL { folder.appendingPathComponent("sheet") }

  init(_ folder: URL, files: [String: String]) throws {
    self.folder = folder
    for (path, text) in files { try write(path, text) }
    try takeIn()
  }

  func write(_ path: String, _ text: String) throws {
    let file = source.appendingPathComponent(path)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  func takeIn() throws {
    let options = ArchiveOptions(
      planes: PlaneEncoder(profile: CodingProfile(jxlEffort: 1), workers: 1), jobs: 2, software: "glassine test")
    try ArchiveRun(source: source.path, options: options, control: OperationControl()).run(into: archive.path)
  }

  @discardableResult
  func browse(
    _ previews: MadeUpPreviews = MadeUpPreviews(), into target: URL? = nil, control: OperationControl = OperationControl(),
    _ change: (inout BrowseOptions) -> Void = { _ in }
  ) throws -> BrowseSummary {
    var options = BrowseOptions(title: "Test", jobs: 2, software: "glassine test")
    change(&options)
    return try BrowseRun(Archive.open(archive.path), source: previews, options: options, control: control)
      .run(into: (target ?? sheet).path, archiveName: "archive")
  }

  /// The objects of the data, as a browser would read them.
  func shots() throws -> [[String: Any]] {
    let head = try object("data/sheet.js", "glassine.begin(") as? [String: Any]
    let files = try #require(head?["files"] as? Int)
    var shots: [[String: Any]] = []
    for number in stride(from: 1, through: files, by: 1) {
      let name = "data/" + String(repeating: "0", count: 6 - "\(number)".count) + "\(number).js"
      shots += try #require(try object(name, "glassine.add(\(number),") as? [[String: Any]])
    }
    #expect(head?["shots"] as? Int == shots.count)
    return shots
  }

  private func object(_ name: String, _ start: String) throws -> Any {
    let text = try String(contentsOf: sheet.appendingPathComponent(name), encoding: .utf8)
    try #require(text.hasPrefix(start) && text.hasSuffix(");\n"), "\(name): \(text.prefix(40))")
    return try JSONSerialization.jsonObject(with: Data(text.dropFirst(start.count).dropLast(3).utf8))
  }

  func text(_ kind: String, _ shot: [String: Any]) throws -> String {
    let place = try #require(shot["picture"] as? String)
    return try String(contentsOf: sheet.appendingPathComponent("\(kind)/\(place).jpg"), encoding: .utf8)
  }

  /// All files of the sheet with what they hold and when they were written, but for the program's own notes.
  func files() throws -> [[UInt8]: FolderSnapshot.Entry] {
    try FolderSnapshot(of: sheet).entries.filter { path, entry in
      if case .folder = entry.kind { return false }
      return !path.starts(with: ".glassine".utf8)
    }
  }

  var pictureCount: Int {
    get throws { try files().keys.filter { $0.suffix(4).elementsEqual(".jpg".utf8) }.count }
  }
}
