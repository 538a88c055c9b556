package import ArchiveStore
package import ByteCoding

/// One file of the payload manifest, and the newest runs that proved it as it is listed.
package struct ProvedFile: Sendable {
  /// The manifest's line, without its newline.
  private let line: [UInt8]
  /// 0 where no run of the log proved the level.
  package let fixity: Int
  package let restore: Int

  fileprivate init(line: [UInt8], proof: Proof?) {
    self.line = line
    (fixity, restore) = (proof?.fixity ?? 0, proof?.restore ?? 0)
  }

  /// The path inside the archive, as bytes.
  package var path: ArraySlice<UInt8> { line.dropFirst(66) }

  package var digest: SHA256Digest? { SHA256Digest(hex: String(decoding: line.prefix(64), as: UTF8.self)) }

  /// True for units; all else are sidecars, which have no original to be rebuilt.
  package var isUnit: Bool { path.starts(with: Self.unitPrefix) && path.suffix(5) == Self.unitSuffix[...] }

  /// The newest run that proved a level, or for a sidecar its bytes, which is all there is to prove; 0 for none.
  package func run(at level: ProofLevel) -> Int { level == .restore && isUnit ? restore : fixity }

  private static let unitPrefix = Array("data/units/".utf8)
  private static let unitSuffix = Array(".glsn".utf8)
}

/// The payload manifest beside the proof log, as both were when this was made; may be gone through any number of times.
package struct ProvedFiles: Sendable {
  package let log: ProofLog
  private let manifest: OpenFile?

  /// An archive without a manifest has no files yet. Throws `.environment`.
  package init(_ archive: Archive, _ log: ProofLog) throws(Fault) {
    self.log = log
    manifest = try archive.status(Archive.manifestName) == nil ? nil : archive.file(Archive.manifestName)
  }

  /// Visits every file of the manifest in byte order of the paths, as `cursor` gives them.
  ///
  /// `body` gives false to stop. Throws `.environment`, and what `body` throws. Cost: reads manifest and log once, no other file.
  package func forEach(_ body: (ProvedFile) throws(Fault) -> Bool) throws(Fault) {
    var cursor = cursor()
    while let file = try cursor.next() {
      guard try body(file) else { return }
    }
  }

  /// A place before the first file.
  package func cursor() -> ProvedFileCursor { ProvedFileCursor(manifest, log) }
}

/// Gives every file of the manifest in byte order of the paths. Lines that are none, or out of order, are passed over: the audit names
/// them. Proofs of another content than the listed one do not count.
package struct ProvedFileCursor {
  private var lines: FileLines?
  private var cursor: ProofCursor
  private var proof: Proof?
  private var last: [UInt8] = []

  fileprivate init(_ manifest: OpenFile?, _ log: ProofLog) {
    lines = manifest.map { FileLines($0) }
    cursor = log.proofs()
    proof = cursor.next()
  }

  /// Nil at the end. Throws `.environment`.
  package mutating func next() throws(Fault) -> ProvedFile? {
    while let line = try lines?.next({ Array($0) }) {
      guard let content = Self.content(line), last.withUnsafeBytes({ old in line.withUnsafeBytes { Self.order(old, $0) < 0 } }) else {
        continue
      }
      var order: Int32 = 1
      while let candidate = proof {
        order = candidate.path.withUnsafeBytes { path in
          line.withUnsafeBytes { path.byteOrder(UnsafeRawBufferPointer(rebasing: $0[66...])) }
        }
        guard order < 0 else { break }
        proof = cursor.next()
        order = 1
      }
      let found = order == 0 && proof?.content == content ? proof : nil
      last = line
      return ProvedFile(line: line, proof: found)
    }
    return nil
  }

  /// The first eight bytes of a manifest line's digest; nil for a line that is none.
  private static func content(_ line: [UInt8]) -> UInt64? {
    guard line.count > 66, line[64] == 0x20, line[65] == 0x20 || line[65] == 0x2A else { return nil }
    return line.withUnsafeBytes { SegmentText.hexadecimal($0, 0) }
  }

  /// Order of two manifest lines by their paths; an empty one is before all.
  private static func order(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Int32 {
    guard left.count > 66 else { return -1 }
    return UnsafeRawBufferPointer(rebasing: left[66...]).byteOrder(UnsafeRawBufferPointer(rebasing: right[66...]))
  }
}
