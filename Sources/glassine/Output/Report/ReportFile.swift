import ArchiveStore
import ByteCoding
import Foundation

/// A report's file: written aside in pieces, and given its name when it is whole.
///
/// Memory holds one piece. What is not finished leaves nothing behind.
final class ReportFile {
  private static let pieceLength = 1 << 18

  private let folder: Folder
  private let name: [UInt8]
  private let aside: [UInt8]
  private let file: OpenFile
  private var buffer: [UInt8] = []
  private var length = 0
  private var isFinished = false

  /// Throws `.environment`, or `.misuse` (`report.kind`) where something other than a file has the name.
  init(_ path: String) throws(Fault) {
    let url = URL(fileURLWithPath: path)
    folder = try Folder.open(url.deletingLastPathComponent().path)
    name = Array(url.lastPathComponent.utf8)
    if let kind = try folder.status(name)?.kind, kind != .file {
      throw Fault(
        .misuse, "report.kind", "this is a \(kind.rawValue); a report is written as a new file", file: path, advice: "name a file")
    }
    aside = Array(".\(url.lastPathComponent).\(ProcessInfo.processInfo.processIdentifier)".utf8)
    file = try folder.create(aside)
  }

  deinit { if !isFinished { try? folder.remove(aside) } }

  /// Adds text at the end. Throws `.environment`.
  func write(_ text: String) throws(Fault) {
    buffer.append(contentsOf: text.utf8)
    if buffer.count >= Self.pieceLength { try flush() }
  }

  /// Gives the file its name, in place of an older report. Throws `.environment`.
  func finish() throws(Fault) {
    try flush()
    try file.synchronize()
    try folder.rename(aside, to: folder, as: name, replacing: true)
    isFinished = true
    try folder.synchronize()
  }

  private func flush() throws(Fault) {
    try file.write(all: buffer, at: length)
    length += buffer.count
    buffer.removeAll(keepingCapacity: true)
  }

  /// Writes a whole text as a report.
  static func write(_ text: String, to path: String) throws(Fault) {
    let file = try ReportFile(path)
    try file.write(text)
    try file.finish()
  }
}
