import ByteCoding
import Foundation
import MetadataCoding
import SensorModel
import TIFFWriting
import Testing

@Suite struct TIFFWriterTests {
  /// The samples of an uncompressed little-endian TIFF whose strips follow each other, read by hand.
  func samples(_ path: String, bytesEach: Int) throws -> [UInt16] {
    var reader = ByteReader(try bytes(of: path))
    #expect(try reader.u32() == 0x002A_4949)
    try reader.seek(to: Int(try reader.u32()))
    var (start, count) = (0, 0)
    for _ in 0..<(try reader.u16()) {
      let (tag, type, number, value) = (try reader.u16(), try reader.u16(), Int(try reader.u32()), try reader.u32())
      func first() throws -> Int {
        guard number > 1 else { return Int(value) }
        var inner = ByteReader(reader.bytes)
        try inner.seek(to: Int(value))
        return Int(try inner.u32())
      }
      func sum() throws -> Int {
        guard number > 1 else { return Int(value) }
        var (inner, total) = (ByteReader(reader.bytes), 0)
        try inner.seek(to: number * (type == 3 ? 2 : 4) <= 4 ? reader.offset - 4 : Int(value))
        for _ in 0..<number { total += type == 3 ? Int(try inner.u16()) : Int(try inner.u32()) }
        return total
      }
      if tag == 273 { start = try first() }
      if tag == 279 { count = try sum() }
    }
    try reader.seek(to: start)
    let run = Array(try reader.read(count))
    if bytesEach == 1 { return run.map { UInt16($0) } }
    return stride(from: 0, to: count, by: 2).map { UInt16(run[$0]) | UInt16(run[$0 + 1]) << 8 }
  }

  @Test(
    .enabled(if: Tool.tiffinfo.isThere && Tool.tiffcp.isThere), arguments: [(1, 1), (17, 5), (301, 277), (4000, 70)],
    TIFFCompression.allCases)
  func mosaicsComeBackBitForBit(_ size: (width: Int, height: Int), _ compression: TIFFCompression) throws {
    let mosaic = syntheticMosaic(size.width, size.height, bits: 16, seed: 11)
    let folder = try Folder()
    try MosaicTIFFWriter.write(mosaic, compression: compression, to: folder / "a.tif")
    let info = try Tool.tiffinfo.run("-D", folder / "a.tif")
    #expect(info.errors.isEmpty && info.status == 0, "\(info.errors)")
    #expect(try Tool.tiffcp.run("-c", "none", "-r", "\(size.height)", folder / "a.tif", folder / "b.tif").status == 0)
    #expect(try samples(folder / "b.tif", bytesEach: 2) == mosaic.samples)
    if compression == .none { #expect(try samples(folder / "a.tif", bytesEach: 2) == mosaic.samples) }
  }

  @Test(.enabled(if: Tool.tiffinfo.isThere && Tool.tiffcp.isThere), arguments: [8, 16], TIFFCompression.allCases)
  func picturesComeBackBitForBit(_ bits: Int, _ compression: TIFFCompression) throws {
    let (width, height) = (123, 457)
    let flat = syntheticMosaic(width * 3, height, bits: bits, seed: 3)
    let pixels = try #require(RGBPixels(width: width, height: height, bits: bits, samples: flat.samples))
    let folder = try Folder()
    let block = MetadataBlock(
      exif: [.rationals(33_434, [0.004]), .text(36_867, "2004:05:06 12:34:56")].compactMap { $0 },
      ifd0: [.text(271, "Testcam"), .text(306, "2004:05:06 12:34:56")].compactMap { $0 }, xmp: Array(SidecarXMPTests.embedded.utf8),
      iptc: [0x1C, 2, 5, 0, 1, 65])
    try RGBTIFFWriter.write(
      pixels, icc: [UInt8](repeating: 7, count: 129), metadata: block, compression: compression, software: "test", to: folder / "a.tif")
    let info = try Tool.tiffinfo.run("-D", folder / "a.tif")
    #expect(info.errors.isEmpty && info.status == 0, "\(info.errors)")
    #expect(try Tool.tiffcp.run("-c", "none", "-r", "\(height)", folder / "a.tif", folder / "b.tif").status == 0)
    #expect(try samples(folder / "b.tif", bytesEach: bits / 8) == pixels.samples)
    let back = try MetadataReader.read(try bytes(of: folder / "a.tif"), name: "a.tif")
    #expect(back.exif == block.exif)
    #expect(back.xmp == block.xmp)
    #expect(back.mainField(271)?.text == "Testcam")
  }

  @Test func aFullDiskIsAnEnvironmentFault() throws {
    let mosaic = syntheticMosaic(64, 64, bits: 12, seed: 1)
    for compression in TIFFCompression.allCases {
      let fault = #expect(throws: Fault.self) { try MosaicTIFFWriter.write(mosaic, compression: compression, to: "/dev/full") }
      #expect(fault?.kind == .environment && fault?.errno == 28)
    }
  }

  @Test func picturesOfTheWrongSizeAreNone() {
    #expect(RGBPixels(width: 2, height: 2, bits: 8, samples: [1, 2, 3]) == nil)
    #expect(RGBPixels(width: 0, height: 2, bits: 8, samples: []) == nil)
    #expect(RGBPixels(width: 1, height: 1, bits: 12, samples: [1, 2, 3]) == nil)
  }
}
