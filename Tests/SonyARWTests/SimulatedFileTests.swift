import ByteCoding
import CameraSimulation
import RawReading
import SensorModel
import SonyARW
import TestSupport
import Testing

/// Simulated camera files: the room finds the stream and its samples, and LibRaw reads the same.
@Suite struct SimulatedFileTests {
  private func libRaw(_ file: [UInt8]) throws -> Mosaic { try RawReader.read(file, name: "simulated.arw").mosaic }

  @Test(arguments: SonyPlaces.allCases, [(32, 24), (640, 426), (1056, 35)])
  func lossyBlocks(places: SonyPlaces, size: (Int, Int)) throws {
    var sensor = SimulatedSensor.sonyLossy
    sensor.exposure = 1.1
    let shot = SimulatedShot(by: sensor, visibleWidth: size.0, visibleHeight: size.1, seed: 21)
    let (file, codes) = SimulatedRawWriter.arw2(shot, places: places, trailer: [1, 2, 3])
    let found = try SonyARWFile.find(in: file)
    guard case .arw2(let format) = found.coding else {
      Issue.record("\(found.coding)")
      return
    }
    #expect(found.width == size.0 && found.height == size.1 && found.unreadRows == 0 && found.length == codes.count)
    let stream = try ARW2Stream(file[found.range], format: format)
    var samples = [UInt16](repeating: 0, count: codes.count)
    let remainder = try samples.withUnsafeMutableBufferPointer { try stream.decodeProving(into: $0) }
    #expect(samples == codes)
    #expect(remainder.oddBlocks.isEmpty && remainder.tail.isEmpty)
    #expect(remainder.serialized().count < 64 + codes.count / 64)
    let mosaic = try libRaw(file)
    #expect(mosaic.width == size.0 && mosaic.samples == codes.map { found.curve[Int($0)] })
    // The simulator's own table says the same.
    #expect(found.curve == (0..<2048).map { SimulatedRawWriter.sonyCurve[2 * $0] })
  }

  /// Any bits at all: what the room makes of odd blocks is what LibRaw makes of them, but where LibRaw reads beyond a row.
  @Test(arguments: ReferenceBlock.Content.allCases)
  func anyBlocks(content: ReferenceBlock.Content) throws {
    var random = RepeatableRandomNumberGenerator(seed: 22)
    let shot = SimulatedShot(by: .sonyLossy, visibleWidth: 320, visibleHeight: 64, seed: 22)
    var (file, _) = SimulatedRawWriter.arw2(shot)
    let found = try SonyARWFile.find(in: file)
    let (bytes, _) = ReferenceBlock.stream([content], pairs: 10, rows: 64, &random)
    file.replaceSubrange(found.range, with: bytes)
    guard case .arw2(let format) = found.coding else { return }
    let (samples, remainder) = try ARW2Stream(file[found.range], format: format).decoded()
    let mosaic = try libRaw(file)
    var compared = 0
    for index in samples.indices {
      let (row, column) = (index / 320, index % 320)
      let block = row * 20 + column / 32 * 2 + column % 2
      // The last step of a row's last block, where both places are one, lies behind the row in memory; it is that of either last sample.
      if column >= 317, column % 2 == 1, remainder.oddBlocks.contains(where: { $0.block == block && $0.places == 0 }) { continue }
      compared += 1
      #expect(mosaic.samples[index] == found.curve[Int(samples[index])], "row \(row), column \(column)")
    }
    #expect(compared > 20_000)
  }

  /// Any points of the tone curve, rising or not, mean to the room what they mean to LibRaw.
  @Test func curves() throws {
    var random = RepeatableRandomNumberGenerator(seed: 29)
    let shot = SimulatedShot(by: .sonyLossy, visibleWidth: 64, visibleHeight: 64, seed: 29)
    var (file, _) = SimulatedRawWriter.arw2(shot)
    // Every code there is.
    let strip = try SonyARWFile.find(in: file).range
    file.replaceSubrange(strip, with: ReferenceBlock.stream([.plain], pairs: 2, rows: 64, &random).bytes)
    let usual = SimulatedRawWriter.sonyCurvePoints.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
    let place = try #require(file.indices.dropLast(8).first { file[$0..<($0 + 8)].elementsEqual(usual) })
    for round in 0..<24 {
      let points = (0..<4).map { _ in random.below(65_536) }
      let chosen = round % 3 == 0 ? points : points.map { $0 / 4 }.sorted()
      file.replaceSubrange(place..<(place + 8), with: chosen.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] })
      let found = try SonyARWFile.find(in: file)
      guard case .arw2(let format) = found.coding else { return }
      let samples = try ARW2Stream(file[found.range], format: format).decoded().samples
      #expect(try libRaw(file).samples == samples.map { found.curve[Int($0)] }, "\(chosen)")
    }
  }

  @Test(arguments: [(64, 40), (641, 426), (33, 34)])
  func huffmanSums(size: (Int, Int)) throws {
    let shot = SimulatedShot(by: .sony(bits: 12), visibleWidth: size.0, visibleHeight: size.1, seed: 23)
    let file = SimulatedRawWriter.arw1(shot, trailer: [9, 9])
    let found = try SonyARWFile.find(in: file)
    guard case .arw1(let format) = found.coding else {
      Issue.record("\(found.coding)")
      return
    }
    #expect(found.width == size.0 && found.height == size.1 && found.curve.isEmpty && found.unreadRows == 0)
    let (samples, remainder) = try ARW1Stream(file[found.range], format: format).decoded()
    #expect(samples == shot.stored.samples && remainder.tail.isEmpty)
    #expect(try ARW1Stream.encode(format: format, samples: samples, remainder: remainder)[...] == file[found.range])
    #expect(try libRaw(file).samples == samples)
  }

  /// The DSLR-A100 has a size of its own; a few rows more than its directory's picture make it the larger one.
  @Test func dslrA100() throws {
    let shot = SimulatedShot(by: .sony(bits: 12), visibleWidth: 3881, visibleHeight: 64, seed: 24)
    let file = SimulatedRawWriter.arwA100(shot, trailer: [1, 2, 3, 4])
    let found = try SonyARWFile.find(in: file)
    guard case .arw1(let format) = found.coding else {
      Issue.record("\(found.coding)")
      return
    }
    #expect(found.width == 3881 && found.height == 64 && found.unreadRows == 1)
    let (samples, remainder) = try ARW1Stream(file[found.range], format: format).decoded()
    #expect(samples == shot.stored.samples && remainder.tail == [1, 2, 3, 4])
    let mosaic = try libRaw(file)
    #expect(mosaic.width == 3881 && mosaic.height == 64)
    #expect(mosaic.samples.prefix(3881 * 63) == samples.prefix(3881 * 63))
  }

  /// Containers without a stream: LibRaw reads them, the room says why it does not.
  @Test func uncompressed() throws {
    let shot = SimulatedShot(by: .sony(bits: 14), visibleWidth: 322, visibleHeight: 201, seed: 25)
    for compression in [1, 32767] {
      let file = SimulatedRawWriter.arwWords(shot, compression: compression)
      #expect(try libRaw(file).samples == shot.stored.samples, "compression \(compression)")
      let fault = #expect(throws: Fault.self) { try SonyARWFile.find(in: file) }
      #expect(fault?.kind == .unsupported && fault?.code == (compression == 1 ? "arw.compression" : "arw.packed"))
    }
    let packed = SimulatedShot(by: .sony(bits: 12), visibleWidth: 322, visibleHeight: 201, seed: 26)
    let file = SimulatedRawWriter.arwPacked(packed)
    #expect(try libRaw(file).samples == packed.stored.samples)
    let fault = #expect(throws: Fault.self) { try SonyARWFile.find(in: file) }
    #expect(fault?.code == "arw.packed")
  }

  @Test func damagedFiles() throws {
    let shot = SimulatedShot(by: .sonyLossy, visibleWidth: 64, visibleHeight: 24, seed: 27)
    let sums = SimulatedShot(by: .sony(bits: 12), visibleWidth: 64, visibleHeight: 24, seed: 27)
    let wide = SimulatedShot(by: .sony(bits: 12), visibleWidth: 3881, visibleHeight: 24, seed: 27)
    var random = RepeatableRandomNumberGenerator(seed: 28)
    for file in [SimulatedRawWriter.arw2(shot).file, SimulatedRawWriter.arw1(sums), SimulatedRawWriter.arwA100(wide)] {
      for round in 0..<1500 {
        var damaged = file
        if round < 100 {
          damaged = Array(file[..<(file.count * round / 100)])
        } else {
          // Where the directories lie, so that damage meets them.
          for _ in 0...(round % 4) { damaged[random.below(min(800, damaged.count))] = UInt8(random.below(256)) }
        }
        do throws(Fault) {
          let found = try SonyARWFile.find(in: damaged)
          #expect(found.range.upperBound <= damaged.count && found.range.lowerBound >= 0)
          switch found.coding {
          case .arw1(let format): _ = try ARW1Stream(damaged[found.range], format: format).decoded()
          case .arw2(let format): _ = try ARW2Stream(damaged[found.range], format: format).decoded()
          }
        } catch {
          #expect(!error.code.isEmpty && error.kind != .misuse)
        }
      }
    }
  }
}
