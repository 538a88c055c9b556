internal import ByteCoding

/// Chooses a share of the files by a digest of their names: the same seed chooses the same files, in any order, on any machine.
struct Sampling {
  let share: Double
  let seed: UInt64

  func takes(_ path: String) -> Bool {
    guard share < 1 else { return true }
    let digest = SHA256Digest(of: Array("\(seed)/\(path)".utf8)).bytes.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    return Double(digest) < share * 4_294_967_296
  }
}
