import ByteCoding
import Repacking
import SensorModel
import Testing
import TestSupport

/// Files whose codes are not the reader's values.
@Suite struct CurveTests {
  static let curves: [(name: String, bits: Int, table: @Sendable (Int) -> Int)] = [
    ("square", 8, { $0 * $0 }), ("square", 12, { $0 * $0 >> 9 }), ("black clamped", 12, { max(0, $0 - 64) }),
    ("scaled", 10, { $0 << 2 }), ("halved", 14, { $0 >> 1 }), ("offset", 16, { min(65_535, $0 + 5) }),
  ]

  @Test func everyCurveInEveryCommonPacking() throws {
    for (name, bits, table) in Self.curves {
      let stored = Mosaic.noise(width: 90, height: 70, bits: bits, seed: UInt64(bits))
      let full = (0..<(1 << bits)).map { UInt16(clamping: table($0)) }
      let mosaic = stored.mapped(by: full)
      var forms: [ReferencePacking.Form] = [.words(bigEndian: false, shift: 0), .words(bigEndian: true, shift: 0)]
      if bits < 16 { forms += [.mostSignificantFirst(word: 1), .leastSignificantFirst] }
      for form in forms {
        let packing = ReferencePacking(form: form, bits: bits)
        let file = [5, 5, 5] + packing.lines(stored)
        let repacked = try expectRepacked(
          file, mosaic, offset: 3, bits: bits, bigEndian: form == .words(bigEndian: true, shift: 0), "\(name) \(packing)")
        let curve = try #require(repacked.linearization, "\(name) \(packing)")
        #expect(repacked.stored == stored, "\(name) \(packing)")
        #expect(zip(curve, curve.dropFirst()).allSatisfy { $0 <= $1 })
        #expect(curve.count == Int(stored.samples.max() ?? 0) + 1)
      }
    }
  }

  @Test func aTableInATIFFFile() throws {
    let stored = Mosaic.noise(width: 64, height: 64, bits: 8, seed: 1)
    let mosaic = stored.mapped(by: (0..<256).map { UInt16($0 * $0) })
    var tiff = TIFFFile.picture(width: 64, height: 64, bits: 8)
    tiff.entries += [(50_712, .shorts((0..<256).map { $0 * $0 })), (278, .longs([64])), (279, .longs([4096])), (273, .longs([0]))]
    let start = tiff.bytes().count
    tiff.entries[tiff.entries.count - 1].value = .longs([start])
    let repacked = try expectRepacked(tiff.bytes() + stored.samples.map { UInt8($0) }, mosaic)
    #expect(repacked.stored == stored && repacked.residue.isEmpty && repacked.skeleton.count == start)
  }

  @Test func whatIsNoCurveIsRefused() throws {
    let stored = Mosaic.noise(width: 64, height: 64, bits: 8, seed: 1)
    var random = RepeatableRandomNumberGenerator(seed: 2)
    var table = (0..<256).map { UInt16($0 * 16) }
    for index in table.indices.reversed() { table.swapAt(index, random.below(index + 1)) }
    let file = stored.samples.map { UInt8($0) }
    let fault = #expect(throws: Fault.self) {
      try RecipeFinder.find(file: file, mosaic: stored.mapped(by: table), hints: StorageHints(dataOffset: 0))
    }
    #expect(fault?.code == "recipe.no-layout")
  }

  @Test func aConstantMosaicIsNoProof() throws {
    var random = RepeatableRandomNumberGenerator(seed: 3)
    let mosaic = Mosaic.flat(width: 64, height: 64, value: 77)
    #expect(throws: Fault.self) {
      try RecipeFinder.find(file: random.bytes(20_000), mosaic: mosaic, hints: StorageHints(dataOffset: 10))
    }
  }
}
