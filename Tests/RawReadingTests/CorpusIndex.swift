import Foundation
import TestSupport

/// One line of the corpus's list of camera files.
struct CorpusEntry: Sendable, CustomStringConvertible {
  let file: URL
  let width: Int
  let height: Int
  let visibleWidth: Int?
  let visibleHeight: Int?
  /// The phase counted from the visible area: `RGGB`.
  let phase: String
  let routine: String
  /// What LibRaw 0.20 makes of the file: begins with `yes`, `no` or `decodes but NOT a mosaic`.
  let verdict: String

  var description: String { file.lastPathComponent }
  var isReadable: Bool { verdict.hasPrefix("yes") }
  /// A dark frame shows no colours; the VGA file's tag says GBRG, but its samples are alike where the tag puts red and blue.
  var hasTruePattern: Bool { !description.contains("dark") && !description.hasPrefix("VGA_") }
  func bytes() throws -> [UInt8] { [UInt8](try Data(contentsOf: file)) }

  static let all: [CorpusEntry] = {
    guard let list = Corpus.folder?.appendingPathComponent("raws/index.tsv"), let text = try? String(contentsOf: list, encoding: .utf8)
    else { return [] }
    return text.split(separator: "\n").dropFirst().compactMap { line in
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard fields.count >= 9 else { return nil }
      let numbers = fields[4].split { !$0.isNumber }.compactMap { Int($0) }
      return CorpusEntry(
        file: list.deletingLastPathComponent().appendingPathComponent(fields[0]), width: numbers.first ?? 0,
        height: numbers.dropFirst().first ?? 0, visibleWidth: numbers.dropFirst(2).first, visibleHeight: numbers.dropFirst(3).first,
        phase: fields[6], routine: fields[7], verdict: fields[8])
    }
  }()

  static let readable = all.filter(\.isReadable)
}
