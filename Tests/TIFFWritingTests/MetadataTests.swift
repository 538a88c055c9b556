import ByteCoding
import Foundation
import MetadataCoding
import SensorModel
import ShotMetadata
import TIFFWriting
import Testing

@Suite struct MetadataTests {
  static let raws = ["NikonD1_0001.NEF", "PowerShotG2_CRW_0304.CRW", "CanonD30_0001.CRW", "GoProHero7_12MP_uncompressed.dng"]

  func read(_ name: String) throws -> MetadataBlock {
    let path = try #require(Corpus.path(name))
    return try MetadataReader.read(try bytes(of: path), name: name)
  }

  @Test func filesOfNoKnownFormatHaveNone() throws {
    #expect(try MetadataReader.read([], name: "empty").isEmpty)
    #expect(try MetadataReader.read(Array("not a picture at all".utf8), name: "text").isEmpty)
  }

  @Test func damagedFilesNeverTrap() throws {
    let folder = try Folder()
    let item = Case.all[0]
    try DNGWriter.write(
      mosaic: item.mosaic, facts: item.facts, metadata: nil, preview: nil, originalName: "a", compression: .losslessJPEG, software: "test",
      to: folder / "a.dng")
    let file = try bytes(of: folder / "a.dng")
    var random = SplitMix(state: 9)
    for _ in 0..<200 {
      var copy = file
      for _ in 0..<8 { copy[Int(random.next() % UInt64(min(4096, copy.count)))] = UInt8(truncatingIfNeeded: random.next()) }
      _ = try? MetadataReader.read(copy, name: "flipped")
    }
    for length in stride(from: 0, to: 4096, by: 37) { _ = try? MetadataReader.read(Array(file[..<length]), name: "cut") }
  }

  @Test(.enabled(if: Corpus.path("NikonD1_0001.NEF") != nil)) func aNikonFileIsReadWhole() throws {
    let block = try read("NikonD1_0001.NEF")
    #expect(block.mainField(271)?.text?.hasPrefix("NIKON") == true)
    #expect(block.exifField(33_434)?.rational() != nil)
    #expect(block.makerNote != nil)
    let (note, offset) = (try #require(block.makerNote), try #require(block.makerNoteOffset))
    let file = try bytes(of: try #require(Corpus.path("NikonD1_0001.NEF")))
    #expect(Array(file[offset..<(offset + note.count)]) == note)
    #expect(block.exif == block.exif.sorted { $0.tag < $1.tag })
  }

  @Test(.enabled(if: Corpus.path("NikonD1_0001.NEF") != nil), arguments: raws)
  func aDNGKeepsEveryField(_ name: String) throws {
    let block = try read(name)
    let folder = try Folder()
    let item = Case.all[0]
    try DNGWriter.write(
      mosaic: item.mosaic, facts: item.facts, metadata: block, preview: nil, originalName: name, compression: .losslessJPEG,
      software: "test", to: folder / "a.dng")
    let back = try MetadataReader.read(try bytes(of: folder / "a.dng"), name: "a.dng")
    #expect(!block.exif.isEmpty)
    for field in block.exif { #expect(back.exifField(field.tag) == field) }
    #expect(back.gps == block.gps)
    #expect(back.makerNote == block.makerNote)
    #expect(back.xmp == block.xmp)
    for tag in [UInt16(271), 272, 315, 33_432] where block.mainField(tag) != nil {
      #expect(back.mainField(tag)?.text == block.mainField(tag)?.text)
    }
    if let offset = block.makerNoteOffset, offset % 2 == 0, offset < 1 << 17 { #expect(back.makerNoteOffset == offset) }
    if block.makerNote != nil {
      let privateData = try #require(back.mainField(50_740)?.value)
      #expect(Array(privateData[..<10]) == Array("Adobe\0MakN".utf8))
    }
  }

  @Test(.enabled(if: Corpus.path("NikonD1_0001.NEF") != nil && Tool.exiv2.isThere && Tool.exiftool.isThere))
  func otherProgramsReadTheMakerNote() throws {
    let block = try read("NikonD1_0001.NEF")
    let folder = try Folder()
    let item = Case.all[0]
    try DNGWriter.write(
      mosaic: item.mosaic, facts: item.facts, metadata: block, preview: nil, originalName: "a.nef", compression: .losslessJPEG,
      software: "test", to: folder / "a.dng")
    let original = try #require(Corpus.path("NikonD1_0001.NEF"))
    func makerNote(_ path: String) throws -> [Substring] {
      try Tool.exiv2.run("-PEkt", "-g", "Nikon", path).output.split(separator: "\n").filter { !$0.contains("MakerNote.") }
    }
    #expect(try !makerNote(original).isEmpty)
    #expect(try makerNote(folder / "a.dng") == makerNote(original))
    func nikonTags(_ path: String) throws -> Set<Substring> {
      Set(try Tool.exiftool.run("-Nikon:all", "-s", "-a", path).output.split(separator: "\n"))
    }
    // What the DNG adds, it has from its private data: the same tags again.
    #expect(try nikonTags(folder / "a.dng") == nikonTags(original))
    #expect(try nikonTags(original).count > 5)
  }

  @Test func blocksSurviveJSON() throws {
    let block = MetadataBlock(
      exif: [.rationals(33_434, [0.004]), .text(36_867, "2004:05:06 12:34:56")].compactMap { $0 },
      ifd0: [.short(274, 6)].compactMap { $0 }, makerNote: [1, 2, 3], makerNoteOffset: 900, makerNoteBigEndian: true, xmp: [60], iptc: nil)
    let data = try JSONEncoder().encode(block)
    #expect(try JSONDecoder().decode(MetadataBlock.self, from: data) == block)
    let bad = Data(#"{"exif":[{"tag":1,"type":5,"count":9,"value":"AA=="}]}"#.utf8)
    #expect(throws: (any Error).self) { try JSONDecoder().decode(MetadataBlock.self, from: bad) }
  }

  @Test func fractionsAreTheSimplest() {
    for (value, text) in [(0.004, "1/250"), (2.8, "14/5"), (35, "35/1"), (0, "0/1"), (1.0 / 3, "1/3"), (0.0125, "1/80")] {
      #expect(UnsignedRational(value)?.text == text)
    }
    for value in [-1, .nan, .infinity, 1e12] { #expect(UnsignedRational(value) == nil) }
    for value in stride(from: 1e-5, to: 4000, by: 17.123) {
      let rational = UnsignedRational(value)
      let back = rational.map { Double($0.numerator) / Double($0.denominator) } ?? 0
      #expect(abs(back - value) <= value * 1e-5)
    }
  }

  @Test func calendarTimes() {
    for (seconds, text) in [
      (Int64(0), "1970-01-01T00:00:00"), (951_782_400, "2000-02-29T00:00:00"), (1_083_846_896, "2004-05-06T12:34:56"),
      (-1, "1969-12-31T23:59:59"), (253_402_300_799, "9999-12-31T23:59:59"), (-62_135_596_800, "0001-01-01T00:00:00"),
    ] { #expect(CalendarTime(secondsSince1970: seconds)?.iso8601 == text) }
    #expect(CalendarTime(secondsSince1970: .min) == nil)
    #expect(CalendarTime(exif: "2004:05:06 12:34:56")?.iso8601 == "2004-05-06T12:34:56")
    for text in ["    :  :     :  :  ", "0000:00:00 00:00:00", "2004:13:01 00:00:00", ""] { #expect(CalendarTime(exif: text) == nil) }
  }
}
