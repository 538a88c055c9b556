import ByteCoding
import CameraSimulation
import FujiRAF
import SensorModel
import TestSupport
import Testing

/// Streams in simulated camera files: found where they are, and refused with a reason where they are not.
@Suite struct ContainerTests {
  private func file(_ samples: RAFSamples, bits: Int = 14, cfa: ColorFilterArray = SimulatedMosaic.xTrans, width: Int = 48) -> [UInt8] {
    SimulatedRawWriter.raf(SimulatedCamera.shot(cfa, bits: bits, width: width, height: 12), samples: samples)
  }

  /// The code of the fault that finding ends with; nil where something is found.
  private func code(_ file: [UInt8]) -> String? {
    do throws(Fault) {
      _ = try FujiRAFFile.find(in: file)
      return nil
    } catch {
      return error.code
    }
  }

  @Test func partsAreFound() throws {
    for cfa in [SimulatedMosaic.all[0], SimulatedMosaic.xTrans, SimulatedMosaic.splitXTrans] {
      let bytes = file(.compressed, cfa: cfa)
      let container = try RAFContainer(parsing: bytes[...])
      #expect(container.model == "X-Pro2")
      let preview = try #require(container.preview)
      #expect(bytes[preview].starts(with: [0xFF, 0xD8]) && bytes[preview].suffix(2) == [0xFF, 0xD9])
      #expect(container.xTransColors == (cfa.periodWidth == 6 ? cfa.cells : nil))
      let directory = try #require(container.rawDirectory)
      #expect(directory.width == 48 && directory.height == 12 && directory.bits == 14)
      let found = try FujiRAFFile.find(in: bytes)
      #expect(found.count == 1 && found[0].range == directory.samples && found[0].range.upperBound == bytes.count)
      #expect(try found[0].format.filters == SimulatedMosaic.filters(cfa))
    }
  }

  @Test func reasons() throws {
    let good = file(.compressed)
    let start = try FujiRAFFile.find(in: good)[0].range.lowerBound
    #expect(code(good) == nil)
    #expect(code([]) == "raf.header" && code(Array("FUJIFILMCCD-RAW".utf8)) == "bytes.short")
    for samples in RAFSamples.allCases where samples != .compressed {
      #expect(code(file(samples, bits: samples == .words || samples == .packed14 ? 14 : 12)) == "fuji.signature")
    }
    func changed(_ offset: Int, _ value: UInt8) -> String? {
      var bytes = good
      bytes[start + offset] = value
      return code(bytes)
    }
    #expect(changed(2, 0) == "fuji.lossy" && changed(2, 2) == "fuji.version")
    #expect(changed(3, 7) == "fuji.header" && changed(4, 13) == "fuji.format")
    #expect(changed(6, 13) == "fuji.format" && changed(10, 49) == "fuji.format")
    #expect(code(Array(good.prefix(start + 10))) == "fuji.short")
    // The stream itself holds the header to the format.
    for offset in [7, 8, 11, 12, 13, 14, 15] {
      var bytes = good
      bytes[start + offset] ^= 1
      let found = try FujiRAFFile.find(in: bytes)[0]
      #expect(throws: Fault.self) { try FujiRAFStream(bytes[found.range], format: found.format) }
    }
    // Filters in an order that is not coded so.
    let shifted = SimulatedMosaic.shifted(SimulatedMosaic.xTrans.cells, down: 1, across: 0)
    let cell = try #require(good.firstRange(of: Array(SimulatedMosaic.xTrans.cells.reversed())))
    var bytes = good
    bytes.replaceSubrange(cell, with: shifted.reversed())
    #expect(code(bytes) == "fuji.filters")
  }

  /// Raw data without a directory of their own.
  @Test func streamWithoutDirectory() throws {
    let good = file(.compressed)
    let found = try FujiRAFFile.find(in: good)[0]
    var bytes = good
    let start = UInt32(found.range.lowerBound)
    for (index, shift) in [24, 16, 8, 0].enumerated() { bytes[100 + index] = UInt8(truncatingIfNeeded: start >> UInt32(shift)) }
    #expect(try FujiRAFFile.find(in: bytes) == [found])
  }

  @Test func damagedContainers() throws {
    var random = RepeatableRandomNumberGenerator(seed: 12)
    let good = file(.compressed, width: 24)
    let heads = Array(0..<148) + Array((good.count - 3600)..<good.count)
    for round in 0..<4000 {
      var bytes = good
      for _ in 0...(round % 4) { bytes[heads[random.below(heads.count)]] = UInt8(random.below(256)) }
      if round % 5 == 0 { bytes = Array(bytes.prefix(random.below(bytes.count))) }
      do throws(Fault) {
        for found in try FujiRAFFile.find(in: bytes) {
          _ = try FujiRAFStream(bytes[found.range], format: found.format).decoded()
        }
      } catch {
        #expect(!error.code.isEmpty && error.kind != .misuse)
      }
    }
  }
}
