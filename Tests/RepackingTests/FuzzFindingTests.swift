import ByteCoding
import Foundation
import Repacking
import SensorModel
import TIFFReading
import TestSupport
import Testing

/// Files that once kept the search busy for ever, or worse. `Fixtures/fuzz/README.md` says what each was.
@Suite struct FuzzFindingTests {
  static let files: [String] = {
    let folder = Places.fixtures.appendingPathComponent("fuzz").path
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasPrefix("Repacking-") || $0.hasPrefix("TIFFReading-") }.sorted()
  }()

  @Test func theFindingsAreThere() { #expect(!Self.files.isEmpty) }

  /// The limit is there to end a search that does not: a sound one takes a second.
  @Test(.timeLimit(.minutes(1)), arguments: files)
  func searchesEnd(_ name: String) throws {
    let file = try Places.fixture("fuzz/" + name)
    _ = try? TIFFStructure(parsing: file).images
    let mosaic = Mosaic.noise(width: 24, height: 16, bits: 12, seed: 1)
    #expect(throws: Fault.self) { _ = try RecipeFinder.find(file: file, mosaic: mosaic, hints: StorageHints(bitsPerSample: 12)) }
  }
}
