import ByteCoding
import CameraSimulation
import RawReading
import Repacking
import SensorModel
import TestSupport
import Testing

/// The whole way of simulated camera files: raw reader, finder, recipe as bytes, replay. Not a byte may be lost on it.
@Suite struct CameraChainTests {
  static let sizes = [(16, 16), (17, 19), (31, 64), (64, 48), (129, 97), (258, 131), (641, 427)]

  @Test(arguments: SimulatedFormat.allCases)
  func everyFormat(_ format: SimulatedFormat) throws {
    var sizesDone: Set<[Int]> = []
    for (width, height) in Self.sizes {
      let shot = format.shot(width: width, height: height, seed: UInt64(width))
      guard sizesDone.insert([shot.stored.width, shot.stored.height]).inserted else { continue }
      let meant = format.mosaic(of: shot)
      let what = "\(format.rawValue) \(meant.width)x\(meant.height)"
      let isRead = try expectTaken(format.file(of: shot), name: format.fileName(seed: 1), meant, what)
      // LibRaw takes no picture for one that is smaller than 22 rows and columns or so.
      if min(meant.width, meant.height) >= 48 { #expect(isRead == format.isReadByLibRaw, "\(what)") }
    }
  }

  @Test(arguments: [SimulatedFormat.dngLosslessJPEG, .cr2, .nefLossless14, .nefLossySplit, .pef, .crw])
  func oddThousands(_ format: SimulatedFormat) throws {
    let shot = format.shot(width: 2003, height: 1337, seed: 3)
    let isRead = try expectTaken(format.file(of: shot), name: format.fileName(seed: 3), format.mosaic(of: shot), format.rawValue)
    #expect(isRead, "\(format.rawValue)")
  }

  /// Samples that no scene has: every code of the depth, extremes side by side, one value everywhere.
  @Test(arguments: SimulatedFormat.allCases)
  func contents(_ format: SimulatedFormat) throws {
    let frame = format.shot(width: 48, height: 40, seed: 1)
    let (width, height, bits) = (frame.stored.width, frame.stored.height, frame.sensor.bits)
    var random = RepeatableRandomNumberGenerator(seed: 77)
    let top = UInt16((1 << bits) - 1)
    let contents: [(String, [UInt16])] = [
      ("noise", Mosaic.noise(width: width, height: height, bits: bits, seed: 5).samples),
      ("extremes", (0..<(width * height)).map { _ in random.below(2) == 0 ? 0 : top }),
      ("hot", Mosaic.hotPixels(width: width, height: height, bits: bits, seed: 5).samples),
    ]
    for (name, samples) in contents {
      let shot = SimulatedShot(frame, stored: samples)
      try expectTaken(format.file(of: shot), name: format.fileName(seed: 1), format.mosaic(of: shot), "\(format.rawValue), \(name)")
    }
  }

  /// Bytes behind a file, of which nothing in it speaks. A CRW has its directory at the end, and is no CRW any more.
  @Test(arguments: SimulatedFormat.allCases.filter { $0 != .crw && $0 != .crw10 })
  func trailers(_ format: SimulatedFormat) throws {
    let shot = format.shot(width: 64, height: 48, seed: 2)
    var random = RepeatableRandomNumberGenerator(seed: 5)
    for trailer in [[0], [0xFF, 0xD8, 0xFF], random.bytes(777), Array(repeating: 0, count: 5000)] {
      let file = format.file(of: shot) + trailer
      let isRead = try expectTaken(file, name: format.fileName(seed: 2), format.mosaic(of: shot), "\(format.rawValue) + \(trailer.count)")
      // LibRaw takes what stands behind a CR3's last box for a box.
      #expect(isRead == format.isReadByLibRaw || format == .cr3, "\(format.rawValue) + \(trailer.count)")
    }
  }

  /// A frame without any light has no curve and hardly a code: whether it can be taken apart depends on the form, but it comes back.
  @Test(arguments: SimulatedFormat.allCases)
  func flatFrames(_ format: SimulatedFormat) throws {
    let frame = format.shot(width: 48, height: 40, seed: 1)
    for value in [UInt16(0), 77, UInt16((1 << frame.sensor.bits) - 1)] {
      let shot = SimulatedShot(frame, stored: Array(repeating: value, count: frame.stored.samples.count))
      let known = format.isReadByLibRaw ? nil : format.mosaic(of: shot)
      try expectWholeOrRefused(format.file(of: shot), name: format.fileName(seed: 1), knowing: known, "\(format.rawValue), all \(value)")
    }
  }
}
