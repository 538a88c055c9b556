import ByteCoding
import Foundation
import ParityCoding
import TestSupport
import Testing

/// A second decoder, written from the documents in another language, repairs the same damage.
@Suite struct IndependentDecoderTests {
  @Test(arguments: [600, 2000]) func pythonRepairsTheSame(_ overhead: Int) throws {
    try withTemporaryFolder { folder in
      let group = try Group(sizes: [4096 * 900 + 5, 0, 12_345, 4096 * 1300], overhead: overhead)
      var damaged = group
      let file = try group.opened()
      var random = RepeatableRandomNumberGenerator(seed: UInt64(overhead))
      for block in 0..<file.geometry.blockCount where random.below(1000) < overhead * 4 / 100 { damaged.damage(block: block, file) }
      for place in 0..<(group.parity.count / ParityBlock.size) where random.below(100) < 3 { damaged.damageParity(fileBlock: place) }
      let (input, output) = (folder.appendingPathComponent("in"), folder.appendingPathComponent("out"))
      try FileManager.default.createDirectory(at: input.appendingPathComponent("a"), withIntermediateDirectories: true)
      for (member, bytes) in zip(damaged.members, damaged.files) {
        try Data(bytes).write(to: input.appendingPathComponent(String(decoding: member.path, as: UTF8.self)))
      }
      let parity = folder.appendingPathComponent("parity")
      try Data(damaged.parity).write(to: parity)
      let script = Places.packageRoot.appendingPathComponent("Tests/Scripts/unparity.py")
      guard let result = try runTool("python3", [script.path, parity.path, input.path, output.path]) else { return }
      let plan = try damaged.repair()
      #expect(result.status == (plan.unrepairable.isEmpty ? 0 : 1), "\(result.errorText)")
      for (member, bytes) in zip(damaged.members, damaged.files) {
        let found = [UInt8](try Data(contentsOf: output.appendingPathComponent(String(decoding: member.path, as: UTF8.self))))
        #expect(found == bytes)
      }
      print("unparity.py: \(result.outputText)")
    }
  }
}
