/// How deep a file was looked at; each level holds the ones before.
package enum ProofLevel: String, Sendable, Codable, CaseIterable, Comparable {
  /// There, under its name, with a table that holds together.
  case structure
  /// Every byte against its digest.
  case fixity
  /// The original rebuilt and compared with the digest it had when it was archived.
  case restore

  package static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }
  private var rank: Int { self == .structure ? 0 : self == .fixity ? 1 : 2 }
}
