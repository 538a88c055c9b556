import ByteCoding
import MetadataCoding
import RawReading
import SensorModel
import ShotMetadata
import TIFFWriting
import Testing

/// DNGs go back in through the room that reads camera files: what went out must come in.
@Suite struct RereadingTests {
  @Test(arguments: Case.all.filter { $0.mosaic.width >= 22 }, DNGCompression.allCases)
  func factsComeBack(_ item: Case, _ compression: DNGCompression) throws {
    let folder = try Folder()
    var facts = item.facts
    facts.sensor.orientation = 6
    facts.sensor.pixelAspect = 2
    try DNGWriter.write(
      mosaic: item.mosaic, facts: facts, metadata: nil, preview: nil, originalName: "a", compression: compression, software: "test",
      to: folder / "a.dng")
    let back = try RawReader.read(try bytes(of: folder / "a.dng"), name: "a.dng")
    #expect(back.mosaic == item.mosaic)
    let (was, now) = (facts.sensor, back.facts.sensor)
    // LibRaw itself moves odd margins of 2x2 patterns to the next even ones.
    #expect(now.activeArea == was.activeArea || now.activeArea == evened(was.activeArea))
    #expect(now.defaultCrop ?? now.activeArea == was.defaultCrop ?? was.activeArea)
    #expect(now.orientation == was.orientation)
    #expect(abs(now.pixelAspect - was.pixelAspect) < 1e-3)
    if was.cfa.colors != "W" {
      for row in 0..<12 {
        for column in 0..<12 { #expect(now.cfa.letter(row: row, column: column) == was.cfa.letter(row: row, column: column)) }
      }
    }
    #expect(back.facts.levels.white == facts.levels.white)
    for row in 0..<12 {
      for column in 0..<12 { #expect(black(back.facts.levels, row, column) == black(facts.levels, row, column)) }
    }
    #expect(back.facts.exposure.timestamp == facts.exposure.timestamp)
    #expect(abs((back.facts.exposure.shutter ?? 0) - 0.004) < 1e-6)
    #expect(back.facts.camera.model == "Mark I")
    if was.cfa.colors == "RGB" {
      let matrix = back.facts.color.cameraFromXYZ.joined().map { ($0 * 10_000).rounded() }
      #expect(matrix == facts.color.cameraFromXYZ.joined().map { ($0 * 10_000).rounded() })
      let neutral = back.facts.color.asShotNeutral ?? []
      #expect(neutral.map { ($0 * 1_000).rounded() } == [500, 1000, 625])
    }
  }

  func evened(_ area: PixelRectangle) -> PixelRectangle {
    let (x, y) = (area.left % 2, area.top % 2)
    return PixelRectangle(left: area.left + x, top: area.top + y, width: area.width - x, height: area.height - y)
  }

  func black(_ levels: LevelFacts, _ row: Int, _ column: Int) -> Double {
    levels.black[row % levels.blackPeriodHeight * levels.blackPeriodWidth + column % levels.blackPeriodWidth]
  }
}
