internal import ByteCoding

/// One picture as Canon's CR3 files hold it, coded without loss (CRX), by an encoder that is plain and slow.
///
/// Written from Laurent Clévy's description of CR3 (github.com/lclevy/canon_cr3) and what LibRaw's decoder reads.
package struct SimulatedCRXPicture: Sendable {
  /// Size of the mosaic and of its tiles; even.
  package var width: Int
  package var height: Int
  package var tileWidth: Int
  package var tileHeight: Int
  package var bits = 14
  /// 0: RGGB, 1: GRBG, 2: GBRG, 3: BGGR.
  package var layout = 0
  /// 0: colours, 1: signed values, 3: luminance and its like.
  package var encoding = 0
  /// 1: headers FF01...FF03, 2: headers FF11...FF13.
  package var version = 1
  /// Bits of the mosaic where an extended description gives others than the planes'; needs encoding 3.
  package var mosaicBits: Int?
  package var habit = SimulatedCRXHabit.usual
  /// Four planes of width / 2 by height / 2 values around 0, row by row.
  package var planes: [[Int]]

  /// A picture of four planes in one tile.
  package init(width: Int, height: Int, planes: [[Int]]) {
    (self.width, self.height, tileWidth, tileHeight, self.planes) = (width, height, width, height, planes)
  }

  /// The bytes of headers and bands.
  package var bytes: [UInt8] {
    var (headers, bands) = (ByteWriter(), [UInt8]())
    let mark: UInt16 = version == 1 ? 0xFF00 : 0xFF10
    func open(_ number: UInt16, _ own: UInt16, _ size: Int) {
      headers.u16(mark | number, bigEndian: true)
      headers.u16(own, bigEndian: true)
      headers.u32(UInt32(size), bigEndian: true)
    }
    var tile: UInt16 = 0
    for y in stride(from: 0, to: height, by: tileHeight) {
      for x in stride(from: 0, to: width, by: tileWidth) {
        let size = (width: min(tileWidth, width - x) / 2, height: min(tileHeight, height - y) / 2)
        let coded = planes.map { plane in
          CRXBandEncoder.coded(
            (0..<size.height).map { row in
              let start = (y / 2 + row) * (width / 2) + x / 2
              return Array(plane[start..<(start + size.width)])
            }, habit: habit)
        }
        let padded = coded.map { $0 + [UInt8](repeating: 0, count: ($0.count + 7) / 8 * 8 - $0.count) }
        open(1, 8, padded.map(\.count).reduce(0, +))
        headers.u16(tile, bigEndian: true)
        headers.u16(0)
        for plane in 0..<4 {
          open(2, 8, padded[plane].count)
          headers.write([UInt8(plane << 4 | 8), 0, 0, 0])
          let unused = padded[plane].count - coded[plane].count
          open(3, version == 1 ? 8 : 16, padded[plane].count)
          headers.write(version == 1 ? [0, 0x20, 0, UInt8(unused)] : [0, 0, 0, 0, 0, 0, 0, 0, 0, UInt8(unused), 0, 0])
        }
        bands += padded.joined()
        tile += 1
      }
    }
    let filler = [UInt8](repeating: 0, count: headerSize - headers.count)
    return headers.bytes + filler + bands
  }

  /// Bytes of the headers, up to a multiple of eight.
  var headerSize: Int {
    let tiles = ((width + tileWidth - 1) / tileWidth) * ((height + tileHeight - 1) / tileHeight)
    return (tiles * (12 + 4 * (version == 1 ? 24 : 32)) + 7) / 8 * 8
  }
}
