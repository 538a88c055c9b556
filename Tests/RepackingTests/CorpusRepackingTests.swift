import ByteCoding
import Foundation
import Repacking
import SensorModel
import TIFFReading
import TestSupport
import Testing

/// Real camera files, with mosaics from LibRaw's own command.
@Suite struct CorpusRepackingTests {
  /// Name, packing, and bytes that may be left outside the samples.
  static let uncompressed: [(name: String, form: String, skeleton: Int)] = [
    ("CanonKissX4_mlv_uncompressed.dng", "14-bit MSB-first, lines of 3304 bytes, 1 segment", 1536),
    ("DC120_P003908.KDC", "8-bit MSB-first, lines of 848 bytes, rotated rows, 1 segment", 15_680),
    ("GoProHero7_12MP_uncompressed.dng", "16-bit little-endian, lines of 8000 bytes, 1 segment", 14_610),
    ("IMX296_bright.dng", "10-bit MSB-first, lines of 1820 bytes, 1 segment", 748),
    ("IMX296_dark.dng", "10-bit MSB-first, lines of 1820 bytes, 1 segment", 748),
    ("IMX296_dim.dng", "16-bit little-endian, lines of 2912 bytes, 1 segment", 19_324),
    ("NikonD1_0001.NEF", "12-bit MSB-first, lines of 3018 bytes, 67 segments", 59_642),
    ("VGA_gbrg10.dng", "10-bit MSB-first, lines of 800 bytes, 1 segment", 252),
  ]

  @Test func uncompressedFilesRepackWithoutResidue() throws {
    for (name, form, skeleton) in Self.uncompressed {
      guard let (file, mosaic) = try read(name) else { continue }
      let repacked = try RecipeFinder.find(file: file, mosaic: mosaic, hints: StorageHints())
      let recipe = try Recipe(parsing: repacked.recipe.serialized()[...])
      #expect(repacked.recipe.description == form, "\(name)")
      #expect(repacked.residue.isEmpty && repacked.linearization == nil, "\(name)")
      #expect(repacked.skeleton.count == skeleton, "\(name)")
      #expect(try rebuilt(recipe, repacked) == file, "\(name)")
    }
  }

  /// Compressed streams: name, form.
  static let compressed: [(name: String, form: String)] = [
    ("BlackmagicPocket_ljpeg_lut.dng", "lossless JPEG, 12 bits, predictor 6, 1 component, 2 segments"),
    ("CanonD30_0001.CRW", "Canon CRW, 12 bits, 1 segment"),
    ("PowerShotG2_CRW_0304.CRW", "Canon CRW, 10 bits, 1 segment"),
    ("PowerShotG2_CRW_0305.CRW", "Canon CRW, 10 bits, 1 segment"),
    ("PowerShotS40_CRW_0101.CRW", "Canon CRW, 10 bits, 1 segment"),
    ("PowerShotS40_CRW_0104.CRW", "Canon CRW, 10 bits, 1 segment"),
    ("PowerShotS40_CRW_0105.CRW", "Canon CRW, 10 bits, 1 segment"),
    ("PowerShotS40_CRW_0112.CRW", "Canon CRW, 10 bits, 1 segment"),
  ]

  @Test(arguments: compressed)
  func compressedStreamsRepack(_ name: String, _ form: String) throws {
    guard let (file, mosaic) = try read(name) else { return }
    let repacked = try RecipeFinder.find(file: file, mosaic: mosaic, hints: StorageHints())
    let recipe = try Recipe(parsing: repacked.recipe.serialized()[...])
    #expect(recipe == repacked.recipe && recipe.description == form)
    #expect(repacked.residue.isEmpty)
    #expect(repacked.linearization.map { repacked.stored.mapped(by: $0) } ?? repacked.stored == mosaic)
    #expect(try rebuilt(recipe, repacked) == file)
  }

  @Test func otherCompressedFilesSaySo() throws {
    for (name, cause) in [("DC120_P003911.KDC", "Compression 7: JPEG"), ("DC50_DC0008L.KDC", "Compression 32867")] {
      guard let (file, mosaic) = try read(name) else { continue }
      let fault = #expect(throws: Fault.self, "\(name)") { try RecipeFinder.find(file: file, mosaic: mosaic, hints: StorageHints()) }
      #expect(fault?.kind == .unsupported && fault?.code == "recipe.no-layout", "\(name)")
      #expect(fault?.cause.contains(cause) == true, "\(name): \(fault?.cause ?? "")")
    }
  }

  /// A corpus file and its mosaic; nil, after a loud line, where file or tool are missing.
  private func read(_ name: String) throws -> ([UInt8], Mosaic)? {
    guard let place = Corpus.raws.first(where: { $0.lastPathComponent == name }) else {
      announce("NO \(name) in the corpus: its recipe is not tested.")
      return nil
    }
    let file = [UInt8](try Data(contentsOf: place))
    return try withTemporaryFolder { folder in
      let copy = folder.appendingPathComponent(name)
      try Data(file).write(to: copy)
      guard let result = try runTool("unprocessed_raw", ["-T", copy.path]) else { return nil }
      #expect(result.status == 0, "\(result.errorText)")
      let unpacked = [UInt8](try Data(contentsOf: URL(fileURLWithPath: copy.path + ".tiff")))
      let structure = try TIFFStructure(parsing: unpacked)
      let image = try #require(structure.images.first)
      let chunk = try #require(image.chunks.first)
      try #require(chunk.byteCount == image.width * image.height * 2)
      let samples = stride(from: chunk.offset, to: chunk.offset + chunk.byteCount, by: 2).map { at -> UInt16 in
        let (first, second) = (UInt16(unpacked[at]), UInt16(unpacked[at + 1]))
        return structure.bigEndian ? first << 8 | second : second << 8 | first
      }
      return (file, Mosaic(width: image.width, height: image.height, samples: samples))
    }
  }
}
