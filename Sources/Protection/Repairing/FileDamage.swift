internal import ByteCoding
internal import ParityCoding
internal import Reporting

/// A covered file that is not as its parity knows it.
struct FileDamage: Sendable {
  let path: [UInt8]
  /// What the parity knows of it.
  let size: Int
  let digest: SHA256Digest
  /// False where nothing lies under the name.
  let isThere: Bool
  /// Whether parity of a part of it, or of all, cannot be used: nobody knows which blocks of that part are bad.
  var isPartial = false
  /// What was found, by place.
  let findings: [(place: GroupSet.Place, found: ParityFindings)]

  var text: String { String(decoding: path, as: UTF8.self) }
  var badBlocks: Int { findings.reduce(0) { $0 + $1.found.badBlocks.count } }

  var kind: Finding.Kind {
    if !isThere { return .missing }
    return findings.contains { $0.found.isTruncated || $0.found.isExtended } ? .truncated : .damaged
  }

  var detail: String {
    if !isThere { return "not there" }
    let found = findings.first?.found.size ?? 0
    var parts: [String] = []
    if !findings.isEmpty, found != size { parts.append("\(found) bytes instead of \(size)") }
    if badBlocks > 0 { parts.append("\(badBlocks) of \(ParityBlock.count(bytes: size)) blocks of 4 KiB are not what they were") }
    return parts.isEmpty ? "does not have its digest" : parts.joined(separator: ", ")
  }

  /// The same without the blocks' numbers, which would take memory for each damaged block of an archive.
  var withoutBlocks: FileDamage {
    FileDamage(path: path, size: size, digest: digest, isThere: isThere, isPartial: isPartial, findings: [])
  }
}
