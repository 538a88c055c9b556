internal import ByteCoding

/// Reads a PAR 2.0 file packet by packet and holds each against its MD5. Memory: 1 MiB.
package enum PAR2Check {
  /// How many packets a file of `length` bytes consists of; nil where it does not consist of sound packets from end to end.
  ///
  /// `read` gives that many bytes from a position, fewer at the end.
  package static func packets<Failure: Error>(
    length: Int, _ read: (_ offset: Int, _ count: Int) throws(Failure) -> [UInt8]
  ) throws(Failure) -> Int? {
    var (offset, packets) = (0, 0)
    while offset < length {
      let head = try read(offset, PAR2Packet.headerBytes)
      guard head.count == PAR2Packet.headerBytes, head.starts(with: PAR2Packet.magic) else { return nil }
      let size = head[8..<16].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      guard size >= UInt64(PAR2Packet.headerBytes), size % 4 == 0, size <= UInt64(length - offset) else { return nil }
      var hasher = MD5Hasher()
      hasher.update(Array(head[32...]))
      let end = offset + Int(size)
      offset += PAR2Packet.headerBytes
      while offset < end {
        let piece = try read(offset, min(1 << 20, end - offset))
        guard !piece.isEmpty else { return nil }
        hasher.update(piece)
        offset += piece.count
      }
      guard hasher.finish() == Array(head[16..<32]) else { return nil }
      packets += 1
    }
    return packets
  }
}
