import ByteCoding
import PlaneCodec
import SensorModel
import Testing

/// The worked example of the format document's chapter on planes, and a plane of each method that every later version has to decode.
@Suite struct PlaneExampleTests {
  static let payload = """
    0000 0000 01000000 03000000 02000000 03000000 02000000
    0000000000000000000000000000000000000000000000000000000000000000
    77cc8b628af3712926f7cde057ff1a18
    02 01 00 00 03000000 40 03 03
    03000000 9cd3d99a171a1ad1 182013f84ac23099
    00 640c
    """

  private func bytes(_ hex: String) throws -> [UInt8] { try #require([UInt8](hex: hex.filter { !$0.isWhitespace })) }

  @Test func theWorkedExample() throws {
    let plane = Plane(width: 3, height: 2, samples: [64, 68, 72, 68, 64, 76])
    let coded = try PlaneEncoder(profile: .stored).encode(plane, index: 1, cell: .bayer, earlier: [])
    #expect(coded.payload == (try bytes(Self.payload)))
    #expect(try PlaneDecoder.decode(bytes(Self.payload)[...], index: 1, width: 3, height: 2, cell: .bayer, earlier: []) == plane)
  }

  /// 32 x 16 samples in two JPEG XL tiles, written by libjxl 0.7.0: read for ever, written by no one else.
  static let twoTiles = """
    01000000000000002000000010000000100000001000000000000000000000000000000000000000000000000000000000000000000000003ca07a978a9e32e5
    bf32b7bfedf297e60b000000000000004a000000b3880a7cda37d1514e000000b4ad46510a663fa093bab4baf335f430ff0a43f003142d0208060100f0004b28
    37d61fbc9350300546d48d319631469eb2a2b4474bea1c00d2f5499224a06f49d2b6ab24fdff1745cefd6f82fffe1f70cbffffdfff1bc8ffdf7fff0a43f00314
    2d020806010000014b2837d61fbc93503005465c1a234bc618234f5931d9b32c7b1a00a3d9ab24493b3e922439f84bfaff57ff9fd64481d29fc9cefffbef77fc
    fffbff1652fffb0f
    """

  @Test func twoTilesOfJPEGXL() throws {
    let samples = (0..<512).map { (position: Int) -> UInt16 in
      let (row, column) = (position / 32, position % 32)
      return UInt16(column * 37 + row * 11 + 200)
    }
    let plane = Plane(width: 32, height: 16, samples: samples)
    let payload = try bytes(Self.twoTiles)
    #expect(try PlaneDecoder.decode(payload[...], index: 0, width: 32, height: 16, cell: .bayer, earlier: []) == plane)
    let summary = try PlaneDecoder.inspect(payload[...])
    #expect(summary.method == .jxl)
    #expect(summary.grid.columns == 2 && summary.grid.rows == 1)
  }
}
