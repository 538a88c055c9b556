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
    if found != size { parts.append("\(found) bytes instead of \(size)") }
    if badBlocks > 0 { parts.append("\(badBlocks) of \(ParityBlock.count(bytes: size)) blocks of 4 KiB are not what they were") }
    return parts.isEmpty ? "not what it was" : parts.joined(separator: ", ")
  }
}
