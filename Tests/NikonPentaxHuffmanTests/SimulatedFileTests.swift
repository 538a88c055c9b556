import ByteCoding
import Foundation
import NikonPentaxHuffman
import TestSupport
import Testing

/// Simulated camera files, which LibRaw reads: its mosaic is the samples as coded, through the file's curve.
@Suite struct SimulatedFileTests {
  /// The mosaic by LibRaw's own command; nil, after a loud line, where it is not installed.
  private func libRawMosaic(_ file: [UInt8], _ name: String) throws -> [UInt16]? {
    try withTemporaryFolder { folder in
      let place = folder.appendingPathComponent(name)
      try Data(file).write(to: place)
      guard let result = try runTool("unprocessed_raw", ["-q", place.path]) else { return nil }
      #expect(result.status == 0, "\(result.errorText)")
      let image = [UInt8](try Data(contentsOf: URL(fileURLWithPath: place.path + ".pgm")))
      // P5, the size, 65535: three lines.
      let start = image.indices.filter { image[$0] == UInt8(ascii: "\n") }[2] + 1
      return stride(from: start, to: image.count, by: 2).map { UInt16(image[$0]) << 8 | UInt16(image[$0 + 1]) }
    }
  }

  /// Lossless, lossy by a whole curve, lossy by points of a curve with a split.
  @Test(arguments: [12, 14], [[0x46, 0x30], [0x44, 0x10], [0x44, 0x20]] as [[UInt8]])
  func nikon(bits: Int, version: [UInt8]) throws {
    var random = RepeatableRandomNumberGenerator(seed: UInt64(bits) + UInt64(version[1]))
    let size = 1 << bits
    let points =
      switch version {
      case [0x46, 0x30]: [Int]()
      case [0x44, 0x10]: (0..<(size / 4)).map { $0 * 3 + $0 * $0 / size }
      default: (0...32).map { $0 * 20 + $0 * $0 * (size - 700) / 1024 }
      }
    let (width, height, splitRow) = (640, 426, version == [0x44, 0x20] ? 301 : 0)
    let content = SimulatedFile.nikonContent(version, [400, 410, 420, 430], curve: points, splitRow: splitRow)
    let compression = try NikonCompression(parsing: content[...], bigEndian: true, bits: bits)
    let format = try compression.format(width: width, height: height)
    var strip = ReferenceStrip(
      width: width, height: height, code: format.code, splitRow: format.splitRow, splitCode: format.splitCode,
      predictors: format.predictors)
    #expect(strip.splitRow == splitRow && strip.predictors == [400, 410, 420, 430])
    let codedBits = version == [0x44, 0x10] ? bits - 2 : bits
    for content in [ReferenceStrip.Content.smooth, .noise] {
      strip.fill(content, bits: codedBits, &random)
      // Bits that are dropped sum up: noise beyond the split would leave the curve.
      strip.twinStep = 2
      let (bytes, samples, _) = strip.encoded()
      let (found, remainder) = try NikonPentaxStream(bytes[...], format: format).decoded()
      #expect(found == samples)
      #expect(try NikonPentaxStream.encode(format: format, samples: found, remainder: remainder) == bytes)
      let camera = SimulatedFile(make: "NIKON CORPORATION", model: "NIKON D300", bits: bits, compression: 34713) { _ in
        SimulatedFile.nikonNote(SimulatedFile.nikonContent(version, [400, 410, 420, 430], curve: points, splitRow: splitRow))
      }
      guard let read = try libRawMosaic(camera.file(bytes, width: width, height: height), "simulated.nef") else { return }
      let curve = compression.curve
      let linear = samples.map { curve.isEmpty ? $0 : curve[min(curve.count - 1, max(0, Int(Int16(bitPattern: $0))))] }
      #expect(read == linear, "\(bits) bits, version \(version), \(content)")
    }
  }

  @Test func pentax() throws {
    var random = RepeatableRandomNumberGenerator(seed: 41)
    // Sizes 0...12 by codes of these lengths, in an order of their own.
    let lengths = [5, 4, 3, 2, 2, 3, 4, 6, 7, 8, 9, 10, 10]
    for turn in 0..<3 {
      var left = 0
      var codes = [(left: Int, length: Int)](repeating: (0, 0), count: lengths.count)
      for size in lengths.indices.sorted(by: { (lengths[$0], ($0 + turn * 5) % 13) < (lengths[$1], ($1 + turn * 5) % 13) }) {
        codes[size] = (left, lengths[size])
        left += 4096 >> lengths[size]
      }
      let table = SimulatedFile.pentaxTable(codes)
      var strip = ReferenceStrip(width: 642, height: 428, code: try .pentax(table[...], bigEndian: true))
      strip.fill([.smooth, .noise, .extreme][turn], bits: 12, &random)
      let (bytes, samples, _) = strip.encoded()
      let (found, remainder) = try NikonPentaxStream(bytes[...], format: try strip.format()).decoded()
      #expect(found == samples)
      #expect(try NikonPentaxStream.encode(format: try strip.format(), samples: found, remainder: remainder) == bytes)
      let camera = SimulatedFile(make: "PENTAX Corporation", model: "PENTAX K10D", bits: 12, compression: 65535) {
        SimulatedFile.pentaxNote(table, at: $0)
      }
      guard let read = try libRawMosaic(camera.file(bytes, width: 642, height: 428), "simulated.pef") else { return }
      #expect(read == samples, "code \(turn)")
    }
  }

  @Test func damagedContents() throws {
    var random = RepeatableRandomNumberGenerator(seed: 42)
    let content = SimulatedFile.nikonContent([0x44, 0x20], [1, 2, 3, 4], curve: Array(0..<33), splitRow: 9)
    for round in 0..<2000 {
      var damaged = Array(content.prefix(random.below(content.count + 1)))
      for _ in 0..<(round % 4) where !damaged.isEmpty { damaged[random.below(min(40, damaged.count))] = UInt8(random.below(256)) }
      do throws(Fault) {
        let read = try NikonCompression(parsing: damaged[...], bigEndian: round % 2 == 0, bits: [12, 14][round / 2 % 2])
        _ = try read.format(width: 10, height: 1 + round % 20)
      } catch {
        #expect(!error.code.isEmpty && error.kind != .misuse)
      }
    }
  }
}
