import ByteCoding
import Repacking
import SensorModel
import TestSupport
import Testing

/// Dumps without a container: a header nobody knows, then lines of samples.
@Suite struct PackingTests {
  @Test(arguments: ReferencePacking.all)
  func dumpsOfEveryPacking(_ packing: ReferencePacking) throws {
    var random = RepeatableRandomNumberGenerator(seed: UInt64(packing.bits))
    for (width, height) in [(1, 1), (7, 5), (10, 4), (103, 7)] {
      for padding in [0, 5] {
        for isDirty in [false, true] {
          let mosaic = Mosaic.noise(width: width, height: height, bits: packing.bits, seed: random.next())
          var file = random.bytes(37)
          var segment: [UInt8] = []
          for index in 0..<height {
            segment += packing.line(row(index, of: mosaic)) { isDirty ? UInt8(random.below(256)) : 0 }
            segment += isDirty ? random.bytes(padding) : Array(repeating: 0, count: padding)
          }
          file += packing.finished(segment) + random.bytes(11)
          // Padding of a few lines of a few samples is more than the samples: not worth a recipe.
          if padding > 0, width < 100 { continue }
          let repacked = try expectRepacked(
            file, mosaic, offset: 37, bits: packing.bits, "\(packing) \(width)x\(height), padding \(padding), dirty \(isDirty)")
          // Words with dirt in one or two low bits may also pass for codes with a curve.
          if !isDirty {
            #expect(repacked.linearization == nil)
            #expect(repacked.skeleton.count < 37 + 11 + padding + 2 && repacked.residue.isEmpty, "\(packing)")
          }
        }
      }
    }
  }

  @Test func theRecipeNamesThePacking() throws {
    let mosaic = Mosaic.noise(width: 60, height: 40, bits: 12, seed: 5)
    let names: [(ReferencePacking, String)] = [
      (.init(form: .mostSignificantFirst(word: 1), bits: 12), "12-bit MSB-first"),
      (.init(form: .mostSignificantFirst(word: 4), bits: 12), "12-bit MSB-first in 32-bit little-endian words"),
      (.init(form: .leastSignificantFirst, bits: 12), "12-bit LSB-first"),
      (.init(form: .words(bigEndian: false, shift: 0), bits: 16), "16-bit little-endian"),
      (.init(form: .words(bigEndian: true, shift: 4), bits: 12), "16-bit big-endian, shifted by 4"),
      (.init(form: .mipi, bits: 12), "MIPI RAW12"), (.init(form: .fillerAfterTen, bits: 12), "12-bit MSB-first, filler after ten"),
    ]
    for (packing, name) in names {
      let file = packing.finished(packing.lines(mosaic) { packing.form == .fillerAfterTen ? 0xFF : 0 })
      // A dump at offset 0 with every filler byte set.
      let repacked = try expectRepacked([9, 9] + file, mosaic, offset: 2, bits: 12)
      #expect(repacked.recipe.description.hasPrefix(name + ", lines of"), "\(repacked.recipe.description)")
      #expect(repacked.skeleton == [9, 9])
    }
  }

  /// The worked example of docs/FORMAT.md.
  @Test func theFormatsExample() throws {
    let mosaic = Mosaic(width: 2, height: 1, samples: [0x123, 0x456])
    let recipe: [UInt8] = [1, 6, 2, 1, 1, 1, 1, 12, 1, 0, 2, 1, 3, 1, 0, 1, 0, 2, 3, 0, 0]
    let file = try rebuilt(Recipe(parsing: recipe[...]), skeleton: [0xAB, 0xCD, 0xEF], residue: [], stored: mosaic)
    #expect(file == [0xAB, 0xCD, 0x12, 0x34, 0x56, 0xEF])
    let repacked = try expectRepacked(file, mosaic, offset: 2, bits: 12)
    #expect(repacked.recipe.serialized() == recipe && repacked.skeleton == [0xAB, 0xCD, 0xEF])
  }

  @Test func samplesWithoutByteBoundariesBetweenRows() throws {
    for bits in [9, 10, 11, 12, 13, 14, 15] {
      for (width, height) in [(33, 21), (35, 8), (1, 9), (5, 3), (34, 30)] {
        for form in [ReferencePacking.Form.mostSignificantFirst(word: 1), .leastSignificantFirst] {
          let mosaic = Mosaic.noise(width: width, height: height, bits: bits, seed: UInt64(bits * width))
          let packing = ReferencePacking(form: form, bits: bits)
          let file = [1, 2, 3] + packing.line(mosaic.samples) + [4, 5, 6]
          let repacked = try expectRepacked(file, mosaic, offset: 3, bits: bits, "\(packing) \(width)x\(height)")
          #expect(repacked.skeleton.count <= 7)
        }
      }
    }
  }

  @Test func halfFrames() throws {
    let packing = ReferencePacking(form: .mostSignificantFirst(word: 1), bits: 12)
    for height in [3, 4, 20, 21] {
      let mosaic = Mosaic.noise(width: 50, height: height, bits: 12, seed: UInt64(height))
      let even = packing.lines(mosaic, rows: Array(stride(from: 0, to: height, by: 2)))
      let odd = packing.lines(mosaic, rows: Array(stride(from: 1, to: height, by: 2)))
      let gap = Array(repeating: UInt8(7), count: 2048 - even.count)
      for between in [[], gap] as [[UInt8]] {
        let repacked = try expectRepacked([0, 1] + even + between + odd + [8], mosaic, offset: 2, bits: 12)
        #expect(repacked.skeleton == [0, 1] + between + [8])
        #expect(repacked.recipe.description.contains("every 2. row"))
      }
    }
  }

  @Test func rowsShiftedCyclically() throws {
    let (width, height) = (97, 60)
    let mosaic = Mosaic.noise(width: width, height: height, bits: 8, seed: 3)
    var file: [UInt8] = [1, 2, 3, 4]
    for index in 0..<height {
      let samples = row(index, of: mosaic)
      let shift = (index * [62, 92, 87, 92][index & 3] + [0, 36, 24, 12][index & 3]) % width
      file += (0..<width).map { UInt8(samples[($0 + width - shift) % width]) }
    }
    let repacked = try expectRepacked(file + [5], mosaic, offset: 4, bits: 8)
    #expect(repacked.recipe.description.contains("rotated rows"))
    #expect(repacked.residue.isEmpty && repacked.skeleton == [1, 2, 3, 4, 5])
    #expect(repacked.recipe.serialized().count < 60)
  }

  @Test func anyLineLength() throws {
    let packing = ReferencePacking(form: .mostSignificantFirst(word: 1), bits: 14)
    let mosaic = Mosaic.smooth(width: 120, height: 50, bits: 14, seed: 2)
    for padding in [1, 3, 17, 100] {
      let lines = packing.lines(mosaic, padding: Array(repeating: 0xAB, count: padding))
      try expectRepacked([3] + lines + Array(repeating: 0x55, count: 5000), mosaic, offset: 1, bits: 14, "padding \(padding)")
    }
  }
}
