import ByteCoding
import Repacking
import SensorModel
import Testing
import TestSupport

/// Recipes, skeletons and residues from damaged archives: a fault or other bytes, never a trap and never without end.
@Suite struct HostileRecipeTests {
  static let parts: [Repacked] = {
    var random = RepeatableRandomNumberGenerator(seed: 11)
    var parts: [Repacked] = []
    for packing in [
      ReferencePacking(form: .mostSignificantFirst(word: 4), bits: 12), .init(form: .leastSignificantFirst, bits: 10),
      .init(form: .words(bigEndian: true, shift: 2), bits: 14), .init(form: .mipi, bits: 10), .init(form: .fillerAfterTen, bits: 12),
    ] {
      let mosaic = Mosaic.noise(width: 24, height: 9, bits: packing.bits, seed: random.next())
      let lines = packing.finished(packing.lines(mosaic, padding: [0, 0, 0, UInt8(random.below(256))]))
      let file = random.bytes(9) + lines + random.bytes(5)
      if let found = try? RecipeFinder.find(file: file, mosaic: mosaic, hints: StorageHints(dataOffset: 9, bitsPerSample: packing.bits)) {
        parts.append(found)
      }
    }
    // Tiles, and rows shifted cyclically.
    let mosaic = Mosaic.noise(width: 40, height: 40, bits: 12, seed: 1)
    let form = LayoutTests.Form(
      packing: .init(form: .mostSignificantFirst(word: 1), bits: 12), bigEndian: false, size: (40, 40), chunk: (16, 16),
      repeatsEdge: true)
    let tiles = LayoutTests.file(form, mosaic, random: &random)
    if let found = try? RecipeFinder.find(file: tiles, mosaic: mosaic, hints: StorageHints()) { parts.append(found) }
    let bytes = Mosaic.noise(width: 40, height: 40, bits: 8, seed: 1)
    let turned = (0..<40).flatMap { y in (0..<40).map { x in UInt8(bytes[y, (x + 40 - y * 7 % 40) % 40]) } }
    if let found = try? RecipeFinder.find(file: turned, mosaic: bytes, hints: StorageHints(dataOffset: 0)) { parts.append(found) }
    return parts
  }()

  /// Replays into nothing, and demands that what comes has the length the recipe says.
  private func survive(_ bytes: [UInt8], _ parts: Repacked, skeleton: [UInt8]? = nil, residue: [UInt8]? = nil) {
    do throws(Fault) {
      let recipe = try Recipe(parsing: bytes[...], budget: MemoryBudget(samples: 1 << 20, fileBytes: 1 << 22))
      var count = 0
      try RecipeReplayer.rebuild(
        recipe, skeleton: (skeleton ?? parts.skeleton)[...], residue: (residue ?? parts.residue)[...], stored: parts.stored
      ) { (piece) throws(Fault) in count += piece.count }
      #expect(count == recipe.fileLength)
    } catch {
      #expect([.damaged, .unsupported, .overLimit].contains(error.kind), "\(error)")
      #expect(!error.code.isEmpty && !error.cause.isEmpty)
    }
  }

  @Test func everyByteChanged() {
    #expect(Self.parts.count == 7)
    for parts in Self.parts {
      let bytes = parts.recipe.serialized()
      for index in bytes.indices {
        for value in [0, 1, 2, 3, 7, 8, 16, 0x40, 0x7F, 0x80, 0xFF, bytes[index] &+ 1, bytes[index] &- 1, bytes[index] ^ 0x80] {
          var changed = bytes
          changed[index] = value
          survive(changed, parts)
        }
      }
    }
  }

  @Test func everyTruncation() {
    for parts in Self.parts {
      let bytes = parts.recipe.serialized()
      for length in bytes.indices {
        #expect(throws: Fault.self) { try Recipe(parsing: bytes[..<length]) }
      }
      #expect(throws: Fault.self) { try Recipe(parsing: (bytes + [0])[...]) }
      for length in 0..<min(64, parts.residue.count) { survive(bytes, parts, residue: Array(parts.residue[..<length])) }
      survive(bytes, parts, skeleton: Array(parts.skeleton.dropLast()))
      survive(bytes, parts, residue: parts.residue + [0])
    }
  }

  @Test func randomDamage() {
    var random = RepeatableRandomNumberGenerator(seed: 99)
    for parts in Self.parts {
      let bytes = parts.recipe.serialized()
      for _ in 0..<1500 {
        var changed = bytes
        for _ in 0...random.below(4) {
          let at = random.below(changed.count)
          switch random.below(3) {
          case 0: changed[at] = UInt8(random.below(256))
          case 1: changed.insert(contentsOf: random.bytes(random.below(9)), at: at)
          default: changed.removeSubrange(at..<min(changed.count, at + random.below(3)))
          }
          if changed.isEmpty { changed = [1] }
        }
        survive(changed, parts)
        var residue = parts.residue + random.bytes(random.below(6))
        if !residue.isEmpty { residue[random.below(residue.count)] = UInt8(random.below(256)) }
        survive(bytes, parts, residue: residue)
      }
    }
  }

  @Test func formsOfLaterVersions() throws {
    let bytes = try #require(Self.parts.first).recipe.serialized()
    for (change, code) in [(0, "version"), (6, "kind")] {
      var newer = bytes
      newer[change] = 99
      let fault = #expect(throws: Fault.self, "\(code)") { try Recipe(parsing: newer[...]) }
      #expect(fault?.kind == .unsupported && fault?.code == "recipe.newer", "\(code)")
    }
  }

  @Test func partsThatDoNotBelongTogether() throws {
    let parts = try #require(Self.parts.first)
    let recipe = parts.recipe
    let other = Mosaic.flat(width: 3, height: 3, value: 0)
    #expect(throws: Fault.self) { try rebuilt(recipe, skeleton: parts.skeleton, residue: parts.residue, stored: other) }
    for skeleton in [[], parts.skeleton + [1]] {
      let fault = #expect(throws: Fault.self) {
        try rebuilt(recipe, skeleton: skeleton, residue: parts.residue, stored: parts.stored)
      }
      #expect(fault?.kind == .damaged && fault?.code == "recipe.length")
    }
    let far = #expect(throws: Fault.self) {
      try rebuilt(recipe, skeleton: parts.skeleton, residue: [0xFF, 0xFF, 0x03, 1, 1], stored: parts.stored)
    }
    #expect(far?.code == "recipe.residue")
    let huge: [UInt8] = [1, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 1, 1, 0, 0]
    #expect(throws: Fault.self) { try Recipe(parsing: huge[...]) }
  }

  @Test func aSinkThatFailsIsHeard() throws {
    let parts = try #require(Self.parts.first)
    let full = Fault(.environment, "test.full", "the disk is full")
    let fault = #expect(throws: Fault.self) {
      try RecipeReplayer.rebuild(parts.recipe, skeleton: parts.skeleton[...], residue: parts.residue[...], stored: parts.stored) {
        (_) throws(Fault) in throw full
      }
    }
    #expect(fault == full)
  }
}
