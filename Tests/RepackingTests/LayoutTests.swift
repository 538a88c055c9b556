import ByteCoding
import Repacking
import SensorModel
import Testing
import TestSupport

/// Strips and tiles in TIFF files.
@Suite struct LayoutTests {
  struct Form: Sendable, CustomStringConvertible {
    var packing: ReferencePacking
    var bigEndian: Bool
    var size: (width: Int, height: Int)
    var chunk: (width: Int, height: Int)?
    var stripRows = 0
    var repeatsEdge = false
    var description: String { "\(packing) \(bigEndian ? "MM" : "II") \(size) \(chunk.map { "tiles \($0)" } ?? "strips \(stripRows)")" }
  }

  static let forms: [Form] = {
    var forms: [Form] = []
    for bigEndian in [false, true] {
      for bits in [8, 10, 12, 14, 16] {
        let packing = ReferencePacking(
          form: bits == 16 ? .words(bigEndian: bigEndian, shift: 0) : .mostSignificantFirst(word: 1), bits: bits)
        for size in [(1, 1), (17, 13), (64, 48), (101, 37)] {
          for rows in [1, 5, 1000] { forms.append(Form(packing: packing, bigEndian: bigEndian, size: size, stripRows: rows)) }
          for repeatsEdge in [false, true] {
            for tile in [(16, 16), (64, 32), (128, 64)] {
              forms.append(Form(packing: packing, bigEndian: bigEndian, size: size, chunk: tile, repeatsEdge: repeatsEdge))
            }
          }
        }
      }
    }
    return forms
  }()

  @Test(arguments: forms)
  func stripsAndTiles(_ form: Form) throws {
    var random = RepeatableRandomNumberGenerator(seed: UInt64(form.size.width * 31 + form.packing.bits))
    let mosaic = Mosaic.noise(width: form.size.width, height: form.size.height, bits: form.packing.bits, seed: random.next())
    let file = Self.file(form, mosaic, random: &random)
    let repacked = try expectRepacked(file, mosaic, "\(form)")
    #expect(repacked.linearization == nil)
    // What belongs to no sample is zero or repeats the edge, but for the shuffled gaps, so nothing is left to correct.
    #expect(repacked.residue.isEmpty, "\(form): \(repacked.residue.count)")
  }

  /// A file whose chunks lie in a random order, with gaps between them.
  static func file(_ form: Form, _ mosaic: Mosaic, random: inout RepeatableRandomNumberGenerator) -> [UInt8] {
    let (width, height) = form.size
    var chunks: [[UInt8]] = []
    if let tile = form.chunk {
      for top in stride(from: 0, to: height, by: tile.height) {
        for left in stride(from: 0, to: width, by: tile.width) {
          chunks.append(
            (top..<(top + tile.height)).flatMap { y in
              form.packing.line(
                (left..<(left + tile.width)).map { x in
                  if !form.repeatsEdge, x >= width || y >= height { return 0 }
                  return mosaic[min(y, height - 1), min(x, width - 1)]
                })
            })
        }
      }
    } else {
      for top in stride(from: 0, to: height, by: form.stripRows) {
        chunks.append(form.packing.lines(mosaic, rows: Array(top..<min(top + form.stripRows, height))))
      }
    }
    var tiff = TIFFFile.picture(width: width, height: height, bits: form.packing.bits)
    tiff.bigEndian = form.bigEndian
    let isTiled = form.chunk != nil
    if let tile = form.chunk {
      tiff.entries += [(322, .longs([tile.width])), (323, .longs([tile.height]))]
    } else {
      tiff.entries.append((278, .longs([form.stripRows])))
    }
    tiff.entries.append((isTiled ? 325 : 279, .longs(chunks.map(\.count))))
    tiff.entries.append((isTiled ? 324 : 273, .longs(Array(repeating: 0, count: chunks.count))))
    var position = tiff.bytes().count + 3
    var offsets = Array(repeating: 0, count: chunks.count)
    var body: [UInt8] = random.bytes(3)
    var order = Array(chunks.indices)
    for index in order.indices.reversed() { order.swapAt(index, random.below(index + 1)) }
    for index in order {
      offsets[index] = position
      let gap = random.bytes(random.below(4))
      body += chunks[index] + gap
      position += chunks[index].count + gap.count
    }
    tiff.entries[tiff.entries.count - 1].value = .longs(offsets)
    return tiff.bytes() + body
  }

  /// The file's picture has a few rows and columns more than the reader's mosaic, or a few rows less.
  @Test func sizesThatDiffer() throws {
    let packing = ReferencePacking(form: .words(bigEndian: false, shift: 0), bits: 16)
    let stored = Mosaic.noise(width: 60, height: 50, bits: 14, seed: 8)
    for (width, height) in [(60, 48), (58, 50), (58, 47), (60, 53)] {
      let samples = (0..<(width * height)).map { index -> UInt16 in
        index / width < 50 ? stored[index / width, index % width] : 0
      }
      let mosaic = Mosaic(width: width, height: height, samples: samples)
      var tiff = TIFFFile.picture(width: 60, height: 50, bits: 16)
      tiff.entries += [(278, .longs([50])), (279, .longs([6000])), (273, .longs([0]))]
      let start = tiff.bytes().count
      tiff.entries[tiff.entries.count - 1].value = .longs([start])
      let file = tiff.bytes() + packing.lines(stored) + [1, 2]
      let repacked = try expectRepacked(file, mosaic, "\(width)x\(height)")
      #expect(repacked.linearization == nil && repacked.skeleton.count < start + 700)
    }
  }

  @Test func aFewSamplesTheReaderChanged() throws {
    let packing = ReferencePacking(form: .mostSignificantFirst(word: 1), bits: 12)
    let mosaic = Mosaic.noise(width: 200, height: 100, bits: 12, seed: 4)
    var changed = mosaic.samples
    for index in stride(from: 17, to: changed.count, by: 400) { changed[index] ^= 0x155 }
    let stored = Mosaic(width: 200, height: 100, samples: changed)
    let file = [1] + packing.lines(stored)
    let repacked = try expectRepacked(file, mosaic, offset: 1, bits: 12)
    #expect(!repacked.residue.isEmpty && repacked.residue.count < 400 && repacked.skeleton == [1])
  }

  @Test func compressedSamplesAreNamed() throws {
    var tiff = TIFFFile.picture(width: 64, height: 64, bits: 12, compression: 7)
    tiff.entries += [(273, .longs([200])), (279, .longs([3000]))]
    var random = RepeatableRandomNumberGenerator(seed: 1)
    let file = tiff.bytes() + random.bytes(3200)
    let mosaic = Mosaic.noise(width: 64, height: 64, bits: 12, seed: 2)
    let fault = #expect(throws: Fault.self) { try RecipeFinder.find(file: file, mosaic: mosaic, hints: StorageHints(dataOffset: 200)) }
    #expect(fault?.kind == .unsupported && fault?.code == "recipe.no-layout")
    #expect(fault?.cause.contains("Compression 7: JPEG") == true)
  }
}
