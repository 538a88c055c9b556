import ByteCoding
import CameraSimulation
import RawReading
import Repacking
import SensorModel
import TestSupport
import Testing

/// The whole way of every kind of camera file: LibRaw's mosaic, a recipe, and the file again.
@Suite("Recipes of simulated formats") struct SimulatedFormatTests {
  @Test(arguments: SimulatedFormat.allCases)
  func everyFormat(_ format: SimulatedFormat) throws {
    for (width, height) in [(64, 48), (333, 251)] {
      let shot = format.shot(width: width, height: height, seed: 31)
      let file = format.file(of: shot)
      let note: Comment = "\(format.rawValue) \(width)x\(height)"
      let (mosaic, hints) = try read(file, as: format, meant: format.mosaic(of: shot))
      let repacked = try RecipeFinder.find(file: file, mosaic: mosaic, hints: hints)
      let recipe = try Recipe(parsing: repacked.recipe.serialized()[...])
      #expect(recipe == repacked.recipe && repacked.isCrossChecked == (format != .arw), note)
      let same = try rebuilt(recipe, repacked) == file
      #expect(same, note)
      // Also where the reader leaves something out.
      let linear = repacked.linearization.map { repacked.stored.mapped(by: $0) } ?? repacked.stored
      let equal = linear == format.mosaic(of: shot)
      #expect(equal, note)
      #expect(repacked.residue.isEmpty, "\(format.rawValue): \(repacked.residue.count)")
    }
  }

  /// What LibRaw gives; of the tiles that it does not read, nothing.
  private func read(_ file: [UInt8], as format: SimulatedFormat, meant: Mosaic) throws -> (mosaic: Mosaic, hints: StorageHints) {
    if format == .arw { return (Mosaic.flat(width: meant.width, height: meant.height, value: 0), StorageHints()) }
    let capture = try RawReader.read(file, name: format.fileName(seed: 31))
    return (capture.mosaic, capture.hints)
  }
}
