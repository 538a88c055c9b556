import ByteCoding
import CameraSimulation
import TestSupport
import Testing

extension TakingTests {
  /// LibRaw decodes compressed RAF and CR3 files on threads of its own, which nothing thrown may leave: damage there once ended the program.
  @Test(arguments: [SimulatedFormat.raf, .rafBayer, .cr3])
  func damageNeverEndsTheProgram(_ format: SimulatedFormat) throws {
    let made = format.make(width: 64, height: 48, seed: 1)
    var random = RepeatableRandomNumberGenerator(seed: 21)
    for trial in 0..<150 {
      var copy = made.bytes
      for _ in 0..<[1, 1, 4, 20][trial % 4] {
        let range = trial % 2 == 0 ? copy.count : min(copy.count, 4000)
        copy[random.below(range)] ^= UInt8(1) << UInt8(random.below(8))
      }
      if trial % 3 == 0 { copy.removeLast(random.below(copy.count)) }
      _ = try expectOriginal(copy, name: made.fileName, "\(format.rawValue), trial \(trial)")
    }
  }
}
