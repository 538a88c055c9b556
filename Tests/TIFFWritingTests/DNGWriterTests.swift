import ByteCoding
import Foundation
import MetadataCoding
import SensorModel
import ShotMetadata
import TIFFWriting
import Testing

/// A mosaic and what is said of it; the name is for messages.
struct Case: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let mosaic: Mosaic
  let facts: ShotFacts

  static let all: [Case] = {
    var cases: [Case] = []
    for (index, phase) in ["RGGB", "BGGR", "GRBG", "GBRG"].enumerated() {
      guard let cfa = ColorFilterArray.bayer(phase) else { continue }
      let m = syntheticMosaic(300 + index, 281 - index, bits: 12 + index, seed: UInt64(index))
      cases.append(
        Case(
          testDescription: "\(phase) with odd margins", mosaic: m,
          facts: syntheticFacts(
            m, cfa, left: 7 + index, top: 5 - index, right: 3, bottom: 2,
            crop: PixelRectangle(left: 12 + index, top: 9, width: 250, height: 240), black: [64, 65, 66, 67], blackPeriod: (2, 2),
            white: (1 << (12 + index)) - 1)))
    }
    let cfa = ColorFilterArray.bayer("RGGB") ?? .monochrome
    for (width, height, bits) in [(64, 64, 8), (17, 33, 10), (33, 40, 12), (24, 22, 16), (513, 257, 16), (1024, 600, 14)] {
      let m = syntheticMosaic(width, height, bits: bits, seed: UInt64(width))
      cases.append(
        Case(
          testDescription: "\(width)x\(height) of \(bits) bits", mosaic: m,
          facts: syntheticFacts(m, cfa, black: [3], white: (1 << bits) - 1)))
    }
    let fuji = syntheticMosaic(310, 290, bits: 14, seed: 6)
    cases.append(
      Case(
        testDescription: "X-Trans", mosaic: fuji,
        facts: syntheticFacts(fuji, xtrans, left: 5, top: 4, right: 1, bottom: 3, black: [1024], white: 16_000)))
    let canon = syntheticMosaic(302, 300, bits: 10, seed: 7)
    cases.append(
      Case(testDescription: "GMCY", mosaic: canon, facts: syntheticFacts(canon, gmcy, left: 2, top: 4, right: 4, black: [32], white: 1_000))
    )
    let grey = syntheticMosaic(301, 277, bits: 12, seed: 8)
    cases.append(
      Case(
        testDescription: "monochrome", mosaic: grey, facts: syntheticFacts(grey, .monochrome, left: 1, top: 3, black: [16], white: 4_095)))
    return cases
  }()
}

@Suite struct DNGWriterTests {
  func write(_ item: Case, _ compression: DNGCompression, to path: String, metadata: MetadataBlock? = nil) throws {
    try DNGWriter.write(
      mosaic: item.mosaic, facts: item.facts, metadata: metadata, preview: nil, originalName: "IMG_0001.RAW", compression: compression,
      software: "glassine test", to: path)
  }

  @Test(.enabled(if: Tool.unprocessedRaw.isThere), arguments: Case.all, DNGCompression.allCases)
  func libRawReadsTheSameMosaic(_ item: Case, _ compression: DNGCompression) throws {
    // LibRaw refuses sides under 22.
    try #require(item.mosaic.width >= 16)
    guard item.mosaic.width >= 22, item.mosaic.height >= 22 else { return }
    let folder = try Folder()
    try write(item, compression, to: folder / "a.dng")
    let outcome = try Tool.unprocessedRaw.run(folder / "a.dng")
    let read = try #require(portableGreymap(folder / "a.dng.pgm"), "\(outcome.output)\(outcome.errors)")
    let wrong = zip(read.samples, item.mosaic.samples).enumerated().filter { $0.element.0 != $0.element.1 }.map(\.offset)
    #expect(
      read.width == item.mosaic.width && wrong.isEmpty,
      "\(read.width)x\(read.height): \(wrong.count) samples differ, first at \(wrong.first ?? 0)"
    )
  }

  @Test(.enabled(if: Tool.exiftool.isThere), arguments: Case.all, DNGCompression.allCases)
  func exiftoolFindsNothingToComplainAbout(_ item: Case, _ compression: DNGCompression) throws {
    let folder = try Folder()
    try write(item, compression, to: folder / "a.dng")
    let outcome = try Tool.exiftool.run("-validate", "-warning", "-error", "-a", folder / "a.dng")
    #expect(outcome.output.contains("OK"), "\(outcome.output)")
    #expect(!outcome.output.contains("Warning"), "\(outcome.output)")
  }

  @Test(.enabled(if: Tool.exiftool.isThere), arguments: Case.all)
  func tagsSayWhatTheFactsSay(_ item: Case) throws {
    let folder = try Folder()
    try write(item, .losslessJPEG, to: folder / "a.dng")
    let text = try Tool.exiftool.run("-s", "-n", "-G1", "-a", "-c", "%.6f", folder / "a.dng").output
    func value(_ tag: String, in group: String) -> String? {
      text.split(separator: "\n").first { $0.hasPrefix("[\(group)]") && $0.contains(" \(tag) ") }?
        .split(separator: ":", maxSplits: 1).last.map { $0.trimmingCharacters(in: .whitespaces) }
    }
    let (facts, area) = (item.facts, item.facts.sensor.activeArea)
    #expect(value("ActiveArea", in: "SubIFD") == "\(area.top) \(area.left) \(area.top + area.height) \(area.left + area.width)")
    let crop = facts.sensor.defaultCrop ?? area
    #expect(value("DefaultCropOrigin", in: "SubIFD") == "\(crop.left - area.left) \(crop.top - area.top)")
    #expect(value("DefaultCropSize", in: "SubIFD") == "\(crop.width) \(crop.height)")
    #expect(value("BlackLevel", in: "SubIFD") == facts.levels.black.map { "\(Int($0))" }.joined(separator: " "))
    #expect(value("WhiteLevel", in: "SubIFD") == "\(facts.levels.white)")
    #expect(value("NewRawImageDigest", in: "IFD0") == NewRawImageDigest.of(item.mosaic).hex)
    #expect(value("OriginalRawFileName", in: "IFD0") == "IMG_0001.RAW")
    #expect(value("ExposureTime", in: "ExifIFD") == "0.004")
    #expect(value("DateTimeOriginal", in: "ExifIFD") == "2004:05:06 12:34:56")
    let cfa = facts.sensor.cfa
    if cfa.colors == "W" {
      #expect(value("PhotometricInterpretation", in: "SubIFD") == "34892")
      #expect(value("ColorMatrix1", in: "IFD0") == nil)
    } else {
      let codes: [Character: Int] = ["R": 0, "G": 1, "B": 2, "C": 3, "M": 4, "Y": 5]
      let pattern = (0..<cfa.periodHeight).flatMap { row in
        (0..<cfa.periodWidth).map { codes[cfa.letter(row: area.top + row, column: area.left + $0)] ?? -1 }
      }
      #expect(value("CFAPattern2", in: "SubIFD") == pattern.map { "\($0)" }.joined(separator: " "))
      #expect(value("CFARepeatPatternDim", in: "SubIFD") == "\(cfa.periodHeight) \(cfa.periodWidth)")
      let matrix = (value("ColorMatrix2", in: "IFD0") ?? "").split(separator: " ").compactMap { Double($0) }
      #expect(matrix.map { ($0 * 10_000).rounded() } == facts.color.cameraFromXYZ.joined().map { ($0 * 10_000).rounded() })
    }
  }

  @Test func writingTwiceGivesEqualBytes() throws {
    let folder = try Folder()
    for compression in DNGCompression.allCases {
      try write(Case.all[0], compression, to: folder / "a.dng")
      try write(Case.all[0], compression, to: folder / "b.dng")
      #expect(try bytes(of: folder / "a.dng") == bytes(of: folder / "b.dng"))
    }
  }

  @Test func aFullDiskIsAnEnvironmentFault() throws {
    try #require(FileManager.default.fileExists(atPath: "/dev/full"))
    for compression in DNGCompression.allCases {
      let fault = #expect(throws: Fault.self) { try write(Case.all[0], compression, to: "/dev/full") }
      #expect(fault?.kind == .environment)
      #expect(fault?.errno == 28)
    }
    let fault = #expect(throws: Fault.self) { try write(Case.all[0], .uncompressed, to: "/no/such/folder/a.dng") }
    #expect(fault?.errno == 2)
  }

  @Test func factsThatDoNotFitAreRefused() throws {
    let folder = try Folder()
    var item = Case.all[0].facts
    item.sensor.activeArea.width = Int.max
    let wrong = Case(testDescription: "area", mosaic: Case.all[0].mosaic, facts: item)
    #expect(throws: Fault.self) { try write(wrong, .losslessJPEG, to: folder / "a.dng") }
    var levels = Case.all[0].facts
    levels.levels.black = [1, 2]
    #expect(throws: Fault.self) {
      try write(Case(testDescription: "black", mosaic: Case.all[0].mosaic, facts: levels), .losslessJPEG, to: folder / "a.dng")
    }
  }

  @Test(.enabled(if: Tool.rawIdentify.isThere)) func libRawTakesTheMatrixAndTheLevels() throws {
    let folder = try Folder()
    try write(Case.all[9], .losslessJPEG, to: folder / "a.dng")
    let text = try Tool.rawIdentify.run("-v", folder / "a.dng").output
    #expect(text.contains("Testcam"), "\(text)")
    #expect(text.contains("0.7343"), "\(text)")
  }

  @Test(.enabled(if: Tool.darktable.isThere), arguments: [0, 8, 10])
  func darktableDevelopsIt(_ index: Int) throws {
    let folder = try Folder()
    try write(Case.all[index], .losslessJPEG, to: folder / "a.dng")
    let outcome = try Tool.darktable.run(folder / "a.dng", folder / "a.png", "--core", "--configdir", folder / "c", "--library", ":memory:")
    #expect(FileManager.default.fileExists(atPath: folder / "a.png"), "\(Case.all[index]): \(outcome.output)\(outcome.errors)")
  }

  @Test(.enabled(if: Tool.exiftool.isThere)) func previewsAreReducedToAThousandSamples() throws {
    let pixels = try #require(
      RGBPixels(width: 2100, height: 30, bits: 16, samples: (0..<(2100 * 30)).flatMap { _ in [65_535 as UInt16, 256 * 100, 0] }))
    let folder = try Folder()
    let item = Case.all[0]
    try DNGWriter.write(
      mosaic: item.mosaic, facts: item.facts, metadata: nil, preview: pixels, originalName: "a", compression: .losslessJPEG,
      software: "test", to: folder / "a.dng")
    let text = try Tool.exiftool.run("-validate", "-warning", "-a", "-s", "-IFD0:ImageWidth", "-IFD0:ImageHeight", folder / "a.dng").output
    #expect(text.contains("OK") && !text.contains("Warning"), "\(text)")
    #expect(text.contains(": 700\n") && text.contains(": 10\n"), "\(text)")
  }

  /// A 16-bit PGM as a mosaic.
  func portableGreymap(_ path: String) -> Mosaic? {
    guard let file = try? bytes(of: path) else { return nil }
    var (numbers, position): ([Int], Int) = ([], 2)
    while numbers.count < 3, position < file.count {
      let token = file[position...].drop { $0 <= 0x20 }.prefix { $0 > 0x20 }
      numbers.append(Int(String(decoding: token, as: UTF8.self)) ?? 0)
      position = token.endIndex
    }
    position += 1
    guard numbers.count == 3, numbers[2] > 255, file.count - position == numbers[0] * numbers[1] * 2 else { return nil }
    let samples = stride(from: position, to: file.count, by: 2).map { UInt16(file[$0]) << 8 | UInt16(file[$0 + 1]) }
    return Mosaic(width: numbers[0], height: numbers[1], samples: samples)
  }
}
