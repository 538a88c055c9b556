import CameraSimulation
import RawReading
import Repacking
import TestSupport
import Testing

/// Camera files that were damaged before they came here: taken apart exactly as they are, or refused with a reason. Never a trap.
@Suite struct CameraDamageTests {
  static let flips = 400

  @Test(arguments: SimulatedFormat.allCases)
  func simulatedFiles(_ format: SimulatedFormat) throws {
    let shot = format.shot(width: 64, height: 48, seed: 9)
    let (file, meant) = (format.file(of: shot), format.mosaic(of: shot))
    let name = format.fileName(seed: 9)
    // The raw reader cannot know every format; the finder must stand damage all the same.
    let known = format.isReadByLibRaw ? nil : meant
    guard case .exact(let whole, _) = Chain.of(file, name: name, knowing: known) else {
      Issue.record("\(format.rawValue) is not taken apart")
      return
    }
    var damage = Damage(file, samples: whole.recipe.sampleRanges, seed: 2026)
    // Larger files are slower to read; theirs is the same code.
    let every = file.count > 200_000 ? 4 : 1
    var exact = 0
    var trials = 0
    func attempt(_ copy: (bytes: [UInt8], what: String)) throws {
      trials += 1
      if try expectWholeOrRefused(copy.bytes, name: name, knowing: known, "\(format.rawValue), \(copy.what)") { exact += 1 }
    }
    for percent in stride(from: 0, to: 100, by: every) { try attempt(damage.cut(at: percent)) }
    for number in 0..<(Self.flips / every) { try attempt(damage.flipped(number)) }
    // A flipped bit in a picture or in a value nobody needs changes nothing.
    #expect(exact > 0 && exact < trials, "\(format.rawValue): \(exact) of \(trials)")
  }

  /// One real file of each kind: name, and every which percent it is cut at.
  static let corpus = [
    ("BlackmagicPocket_ljpeg_lut.dng", 4), ("CanonD30_0001.CRW", 5), ("DC120_P003908.KDC", 1), ("NikonD1_0001.NEF", 5),
  ]

  @Test(arguments: corpus)
  func realFiles(_ name: String, _ every: Int) throws {
    guard let file = try Corpus.file(name) else { return }
    guard case .exact(let whole, _) = Chain.of(file, name: name) else {
      Issue.record("\(name) is not taken apart")
      return
    }
    var damage = Damage(file, samples: whole.recipe.sampleRanges, seed: 31)
    for percent in stride(from: every / 2, to: 100, by: every) {
      let copy = damage.cut(at: percent)
      try expectWholeOrRefused(copy.bytes, name: name, "\(name), \(copy.what)")
    }
    for number in 0..<(80 / every) {
      let copy = damage.flipped(number)
      try expectWholeOrRefused(copy.bytes, name: name, "\(name), \(copy.what)")
    }
  }
}
