import ByteCoding
import Foundation
import SensorModel
import ShotMetadata
import TestSupport
import Testing

@testable import RawReading

/// Real camera files, where the corpus is at hand.
@Suite struct CorpusReadingTests {
  @Test(.enabled(if: Corpus.folder != nil), arguments: CorpusEntry.readable)
  func sizesAndFiltersAreAsListed(entry: CorpusEntry) throws {
    let capture = try RawReader.read(try entry.bytes(), name: entry.description)
    let sensor = capture.facts.sensor
    #expect(capture.mosaic.width == entry.width && capture.mosaic.height == entry.height)
    #expect(sensor.activeArea.width == entry.visibleWidth && sensor.activeArea.height == entry.visibleHeight)
    #expect(capture.hints.decoderName == entry.routine)
    #expect(sensor.cfa.isBayer)
    // The list counts the phase from the visible area.
    let visible = [(0, 0), (0, 1), (1, 0), (1, 1)].map { row, column in
      sensor.cfa.letter(row: sensor.activeArea.top + row, column: sensor.activeArea.left + column)
    }
    #expect(String(visible) == entry.phase)
    let levels = capture.facts.levels
    #expect(levels.black.allSatisfy { $0 >= 0 && $0 < Double(levels.white) })
    #expect(levels.black.count == levels.blackPeriodWidth * levels.blackPeriodHeight)
    #expect(capture.facts.camera.uniqueModel?.isEmpty == false)
  }

  @Test(.enabled(if: Corpus.folder != nil), arguments: CorpusEntry.all.filter { !$0.isReadable })
  func refusalsAreAsListed(entry: CorpusEntry) throws {
    let expected = [
      "GoProHero7_vc5.GPR": "raw.newer-format", "NikonD500_lossy_linear.dng": "raw.not-a-mosaic",
      "NikonD70s_jpeg_only.nef": "raw.unrecognised", "PentaxK3_truncated.pef": "raw.truncated",
    ]
    let given = code { try RawReader.read(try entry.bytes(), name: entry.description) }
    #expect(given != nil)
    if let known = expected[entry.description], RawReader.libraryVersion.contains(" 0.20.") { #expect(given == known) }
  }

  /// The library's own sample program, with its own way from file to samples.
  @Test(.enabled(if: Corpus.folder != nil), arguments: CorpusEntry.readable)
  func samplesAreThoseOfAnotherProgram(entry: CorpusEntry) throws {
    try withTemporaryFolder { folder in
      let copy = folder.appendingPathComponent(entry.description)
      try FileManager.default.copyItem(at: entry.file, to: copy)
      guard let result = try runTool("unprocessed_raw", ["-q", "-T", copy.path], in: folder) else { return }
      #expect(result.status == 0)
      let tiff = [UInt8](try Data(contentsOf: copy.appendingPathExtension("tiff")))
      let mosaic = try RawReader.read(try entry.bytes(), name: entry.description).mosaic
      let bytes = mosaic.samples.count * 2
      // Its TIFF is uncompressed, in one strip, at the end, in this machine's byte order.
      try #require(tiff.count > bytes)
      #expect(mosaic.samples.withUnsafeBytes { $0.elementsEqual(tiff[(tiff.count - bytes)...]) })
    }
  }

  /// In a picture of the world the two greens of a cell are closer to each other than to the other colours.
  @Test(.enabled(if: Corpus.folder != nil), arguments: CorpusEntry.readable.filter { $0.hasTruePattern })
  func greensAreAlike(entry: CorpusEntry) throws {
    let capture = try RawReader.read(try entry.bytes(), name: entry.description)
    let (area, filters) = (capture.facts.sensor.activeArea, capture.facts.sensor.cfa)
    var means: [(color: Int, mean: Double)] = []
    for (row, column) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
      var sum = 0
      var count = 0
      for y in stride(from: area.top + row, to: area.top + area.height, by: 2) {
        for x in stride(from: area.left + column, to: area.left + area.width, by: 2) {
          sum += Int(capture.mosaic[y, x])
          count += 1
        }
      }
      means.append((filters.colorIndex(row: area.top + row, column: area.left + column), Double(sum) / Double(count)))
    }
    let greens = means.filter { $0.color == 1 }.map(\.mean)
    let others = means.filter { $0.color != 1 }.map(\.mean)
    try #require(greens.count == 2 && others.count == 2)
    let difference = abs(greens[0] - greens[1])
    // One of the others may happen to be as bright as green, in a grey scene; not both.
    #expect(others.contains { abs($0 - greens[0]) > 2 * difference }, "greens \(greens), others \(others)")
  }

  @Test(.enabled(if: Corpus.folder != nil), arguments: CorpusEntry.readable)
  func cutFilesAreFaults(entry: CorpusEntry) throws {
    let whole = try entry.bytes()
    for part in 1..<8 {
      let cut = Array(whole.prefix(whole.count * part / 8))
      // A file may hold previews or notes behind its samples; what is read nevertheless must be the whole mosaic.
      if let capture = try? RawReader.read(cut, name: "cut") {
        #expect(capture.mosaic == (try RawReader.read(whole, name: "whole")).mosaic, "\(part) eighths")
      }
    }
  }

  @Test(.enabled(if: Corpus.folder != nil)) func sideBySideDecodingGivesEqualMosaics() async throws {
    let files = try CorpusEntry.readable.prefix(8).map { try $0.bytes() }
    let alone = try files.map { try RawReader.read($0, name: "alone") }
    let together = try await withThrowingTaskGroup(of: (Int, RawCapture).self) { group in
      for (index, file) in files.enumerated() {
        for _ in 0..<2 { group.addTask { (index, try RawReader.read(file, name: "together")) } }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(together.count == 2 * files.count)
    for (index, capture) in together {
      #expect(capture.mosaic == alone[index].mosaic)
      #expect(capture.facts == alone[index].facts)
    }
  }

  @Test(.enabled(if: Corpus.folder != nil), arguments: CorpusEntry.readable.filter { $0.file.pathExtension == "CRW" })
  func previewsAreWholeJPEGs(entry: CorpusEntry) throws {
    let preview = try #require(RawReader.embeddedPreview(try entry.bytes(), name: entry.description))
    #expect(preview.starts(with: [0xff, 0xd8, 0xff]))
    // The camera may pad behind the end mark.
    let ends = preview.indices.dropLast().contains { preview[$0] == 0xff && preview[$0 + 1] == 0xd9 }
    #expect(ends)
    if let result = try runTool("exiftool", ["-b", "-JpgFromRaw", entry.file.path]), !result.output.isEmpty {
      #expect(result.output == preview)
    }
  }

  @Test(.enabled(if: Corpus.folder != nil)) func realFilesAreDeveloped() throws {
    let entry = try #require(CorpusEntry.readable.first { $0.description.hasPrefix("CanonD30") })
    let picture = try RawReader.develop(try entry.bytes(), name: entry.description, bits: 8, halfSize: true)
    #expect(picture.width == 1088 && picture.height == 724)
    #expect(Set(picture.samples).count > 100)
  }
}
