package import ArchiveFormat
package import ByteCoding
internal import ZstdCoding

extension UnitEncoder {
  /// How many sections a file of this size takes when it is stored whole, its facts left out.
  package static func wholeSectionCount(size: Int64) -> Int { 1 + Int((size + Int64(pieceLength) - 1) / Int64(pieceLength)) }

  /// Writes a unit that keeps an original's bytes as they are. `read` gives the bytes from an offset on, in pieces of `pieceLength`.
  ///
  /// `facts` is an encoded `SHOT` section, where the file is a raw that could be read but not taken apart. Memory: a few pieces.
  package func writeWhole<Sink: ByteSink>(
    _ record: FileRecord, facts: [UInt8]?, to sink: Sink, read: (Int) throws(Fault) -> [UInt8]
  ) throws(Fault) -> Sink {
    let count = Self.wholeSectionCount(size: record.size) + (facts == nil ? 0 : 1)
    var writer = try UnitWriter(to: sink, sectionCount: count)
    try writer.append(.file, record.encoded())
    if let facts { try writer.append(.shot, facts) }
    var index: UInt32 = 0
    var offset = 0
    while Int64(offset) < record.size {
      let piece = try read(offset)
      guard piece.count == min(Self.pieceLength, Int(record.size) - offset) else {
        throw Fault(.environment, "file.changed", "the file changed while it was being read", advice: "run the command again")
      }
      try writer.append(.body, index: index, Self.wrapPiece(piece))
      offset += piece.count
      index += 1
    }
    return try writer.finish().sink
  }

  /// Small files get the strongest level; large pieces a strong one only where a quick look says that it pays (photos and films do not).
  static func wrapPiece(_ piece: [UInt8]) throws(Fault) -> [UInt8] {
    if piece.count <= 1 << 20 { return try Wrapping.wrap(piece, level: 19) }
    let quick = try Wrapping.wrap(piece, level: 3)
    guard quick.count * 100 < piece.count * 97 else { return quick }
    let strong = try Wrapping.wrap(piece, level: 12)
    return strong.count < quick.count ? strong : quick
  }
}
