internal import ByteCoding
package import SensorModel

/// DNG's NewRawImageDigest: with it any DNG reader can tell whether the mosaic is still the one that was written.
package enum NewRawImageDigest {
  /// The MD5 of the MD5s of cells of up to 256x256 samples, row by row of cells; samples little-endian, edge cells smaller. 16 bytes.
  ///
  /// Over the full area as stored. Cost: one pass and one cell of memory.
  package static func of(_ mosaic: Mosaic) -> [UInt8] {
    var digests: [UInt8] = []
    var cell: [UInt16] = []
    cell.reserveCapacity(256 * 256)
    for top in stride(from: 0, to: mosaic.height, by: 256) {
      for left in stride(from: 0, to: mosaic.width, by: 256) {
        cell.removeAll(keepingCapacity: true)
        let columns = left..<min(left + 256, mosaic.width)
        for row in top..<min(top + 256, mosaic.height) {
          let start = row * mosaic.width
          cell.append(contentsOf: mosaic.samples[(start + columns.lowerBound)..<(start + columns.upperBound)])
        }
        #if _endian(big)
          for index in cell.indices { cell[index] = cell[index].littleEndian }
        #endif
        digests += cell.withUnsafeBytes { MD5Digest.of($0) }
      }
    }
    return digests.withUnsafeBytes { MD5Digest.of($0) }
  }
}
