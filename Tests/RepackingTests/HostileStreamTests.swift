import ByteCoding
import CameraSimulation
import RawReading
import Repacking
import SensorModel
import TestSupport
import Testing

/// Recipes of compressed streams from damaged archives: their layouts, headers and remainders with other bytes.
@Suite struct HostileStreamTests {
  /// What a replay of damaged bytes must come to: a fault, or as many bytes as the recipe says.
  private func survive(_ bytes: [UInt8], _ parts: Repacked, stored: Mosaic? = nil) {
    do throws(Fault) {
      let recipe = try Recipe(parsing: bytes[...], budget: Chain.budget)
      let (again, words) = (recipe.serialized() == bytes, recipe.description)
      #expect(again && !words.isEmpty, "a recipe has one form")
      var count = 0
      try RecipeReplayer.rebuild(
        recipe, skeleton: parts.skeleton[...], residue: parts.residue[...], stored: stored ?? parts.stored
      ) { (piece) throws(Fault) in count += piece.count }
      #expect(count == recipe.fileLength)
    } catch {
      #expect([.damaged, .unsupported, .overLimit].contains(error.kind), "\(error)")
      #expect(!error.code.isEmpty && !error.cause.isEmpty)
    }
  }

  private func parts(_ format: SimulatedFormat) throws -> Repacked {
    let shot = format.shot(width: 16, height: 16, seed: 3)
    let file = format.file(of: shot)
    // Where the samples of some containers begin, only the raw reader tells.
    let hints = (try? RawReader.read(file, name: format.fileName(seed: 3)))?.hints ?? StorageHints()
    return try RecipeFinder.find(file: file, mosaic: format.mosaic(of: shot), hints: hints)
  }

  @Test(arguments: SimulatedFormat.allCases)
  func bytesChanged(_ format: SimulatedFormat) throws {
    let parts = try parts(format)
    let bytes = parts.recipe.serialized()
    // As many trials as the size of the mosaic that each replay codes allows.
    let trials = min(bytes.count, max(4, 300_000 / parts.stored.samples.count))
    var random = RepeatableRandomNumberGenerator(seed: 17)
    for trial in 0..<trials {
      let index = trials == bytes.count ? trial : random.below(bytes.count)
      for value in [0, 1, 0x7F, 0x80, 0xFF, bytes[index] &+ 1, bytes[index] &- 1, bytes[index] ^ 0x10] {
        var changed = bytes
        changed[index] = value
        survive(changed, parts)
      }
      var changed = bytes
      for _ in 0...random.below(3) {
        let at = random.below(changed.count)
        switch random.below(3) {
        case 0: changed[at] = UInt8(random.below(256))
        case 1: changed.insert(contentsOf: random.bytes(1 + random.below(9)), at: at)
        default: changed.removeSubrange(at..<min(changed.count, at + 1 + random.below(3)))
        }
        if changed.isEmpty { changed = [1] }
      }
      survive(changed, parts)
    }
  }

  @Test(arguments: SimulatedFormat.allCases)
  func truncations(_ format: SimulatedFormat) throws {
    let bytes = try parts(format).recipe.serialized()
    for length in bytes.indices {
      #expect(throws: Fault.self, "\(format.rawValue), \(length)") { try Recipe(parsing: bytes[..<length], budget: Chain.budget) }
    }
    #expect(throws: Fault.self) { try Recipe(parsing: (bytes + [0])[...], budget: Chain.budget) }
  }

  /// Streams whose samples are not those they were made for: planes of a damaged unit, before its digest is looked at.
  @Test(arguments: SimulatedFormat.allCases)
  func samplesOfAnotherPicture(_ format: SimulatedFormat) throws {
    let parts = try parts(format)
    let (width, height) = (parts.stored.width, parts.stored.height)
    for (_, mosaic) in Mosaic.probes(width: width, height: height, bits: 16, seed: 4) {
      survive(parts.recipe.serialized(), parts, stored: mosaic)
    }
  }

  /// Found by fuzzing: nothing said how such a file is coded.
  @Test func noLayoutAtAll() {
    for size in [[10, 2], [0, 0]] as [[UInt8]] {
      let fault = #expect(throws: Fault.self) { try Recipe(parsing: ([1, 100] + size + [0, 0])[...]) }
      #expect(fault?.kind == .damaged && fault?.code == "recipe.values")
    }
  }

  /// Found by reading: one more than the number of slices was past the largest integer.
  @Test func slicesWithoutNumber() {
    let huge: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F]
    for place in 0..<3 {
      var fields: [UInt8] = [2, 0, 8]
      for index in 0..<3 { fields += index == place ? huge : [1] }
      fields.append(0)
      let recipe: [UInt8] = [1, 100, 8, 8, 1, 2, UInt8(fields.count)] + fields + [0]
      let fault = #expect(throws: Fault.self) { _ = try Recipe(parsing: recipe[...]).description }
      #expect(fault?.kind == .damaged && fault?.code == "recipe.values")
    }
  }
}
