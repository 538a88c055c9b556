import ByteCoding
import SensorModel
import TIFFWriting
import Testing

@Suite struct NewRawImageDigestTests {
  func digest(_ bytes: [UInt8]) -> [UInt8] { bytes.withUnsafeBytes { MD5Digest.of($0) } }

  @Test func oneCellIsTheDigestOfADigest() {
    let mosaic = Mosaic(width: 2, height: 2, samples: [0x0102, 0x0304, 0xFFFE, 7])
    #expect(NewRawImageDigest.of(mosaic) == digest(digest([2, 1, 4, 3, 0xFE, 0xFF, 7, 0])))
    // MD5(MD5(two zero bytes)), from md5sum.
    #expect(NewRawImageDigest.of(Mosaic(width: 1, height: 1, samples: [0])).hex == "5a747bb86c9902671c571ebb19939bb5")
  }

  @Test(arguments: [(256, 256), (257, 1), (300, 600), (1, 513)])
  func cellsFollowRowByRow(_ size: (width: Int, height: Int)) {
    let mosaic = syntheticMosaic(size.width, size.height, bits: 16, seed: 5)
    var cells: [UInt8] = []
    for top in stride(from: 0, to: size.height, by: 256) {
      for left in stride(from: 0, to: size.width, by: 256) {
        var cell: [UInt8] = []
        for row in top..<size.height where row < top + 256 {
          for column in left..<size.width where column < left + 256 {
            cell += [UInt8(mosaic[row, column] & 0xFF), UInt8(mosaic[row, column] >> 8)]
          }
        }
        cells += digest(cell)
      }
    }
    #expect(NewRawImageDigest.of(mosaic) == digest(cells))
  }
}
