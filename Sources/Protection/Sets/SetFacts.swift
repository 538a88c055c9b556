internal import ByteCoding

/// What `set.json` says of a set; all of it also follows from the set's groups.
struct SetFacts: Codable, Hashable, Sendable {
  /// What is covered: sets hold one kind, since sidecars change and units never do.
  enum Kind: String, Codable, Sendable, CaseIterable {
    case units, sidecars

    /// The kind of a payload file by its path; other files in `data/` count as sidecars.
    init(path: [UInt8]) { self = path.starts(with: Array("data/units/".utf8)) ? .units : .sidecars }
  }

  var format = 1
  var kind: Kind
  var files: Int
  /// Bytes of all files together.
  var bytes: Int64
  /// Blocks of 4 KiB of all files together, and of the largest file.
  var blocks: Int
  var largest: Int
  var groups: Int
  /// The most blocks of a group, by which the files were dealt.
  var groupBlocks: Int
  /// Bytes of all parity files.
  var parityBytes: Int64
  /// What was asked for, parts of 10,000.
  var overhead: Int
  /// Of `members.txt`.
  var members: SHA256Digest

  /// False for numbers no writer writes, so that sums over many sets stay numbers.
  var isSane: Bool {
    format == 1 && (0...1 << 32).contains(files) && (0...1 << 46).contains(bytes) && (0...1 << 34).contains(blocks)
      && (0...1 << 34).contains(largest) && (1...9999).contains(groups) && (1...1 << 22).contains(groupBlocks)
      && (0...1 << 46).contains(parityBytes) && (0...3000).contains(overhead)
  }
}
