import ArchiveFormat
import ArchiveStore
import Archiving
import ByteCoding
import CameraSimulation
import Foundation
import JPEGReading
import PictureCoding
import PlaneCodec
import Reporting
import SensorModel
import TestSupport
import Testing
import UnitCoding

@testable import Previewing

/// Files in an archive of their own, and the maker of their previews.
private struct Subject {
  let folder: URL
  let archive: Archive

  init(_ files: [String: [UInt8]], in folder: URL, _ change: (inout ArchiveOptions) -> Void = { _ in }) throws {
    self.folder = folder
    let (source, place) = (folder.appendingPathComponent("source"), folder.appendingPathComponent("archive"))
    try FileManager.default.createDirectory(at: source, withIntermediateDirectories: true)
    for (name, bytes) in files { try Data(bytes).write(to: source.appendingPathComponent(name)) }
    var options = ArchiveOptions(
      planes: PlaneEncoder(profile: CodingProfile(jxlEffort: 1), workers: 1), jobs: 1, software: "glassine test")
    change(&options)
    try ArchiveRun(source: source.path, options: options, control: OperationControl { _ in }).run(into: place.path)
    archive = try Archive.open(place.path)
  }

  func decoder(_ name: String) throws -> UnitDecoder { try UnitDecoder(archive.unit("data/units/\(name).glsn")) }

  func maker(size: Int) throws -> PreviewMaker {
    PreviewMaker(size: size, scratch: try Folder.open(folder.path), software: "glassine test")
  }

  func preview(_ name: String, size: Int = 64) throws -> UnitPreview { try maker(size: size).preview(of: decoder(name), name: name) }

  func code(_ name: String) -> String? {
    do { _ = try preview(name) } catch let fault as Fault { return fault.code } catch {}
    return nil
  }
}

private enum Files {
  /// Soft colours; the top left corner is red.
  static func picture(width: Int, height: Int) -> Picture {
    var samples: [UInt8] = []
    for row in 0..<height {
      for column in 0..<width {
        let isCorner = row < height / 4 && column < width / 4
        samples += isCorner ? [220, 40, 40] : [UInt8(60 + column * 100 / width), UInt8(90 + row * 90 / height), 150]
      }
    }
    return Picture(width: width, height: height, channels: 3, samples: samples)
  }

  /// A JPEG with an Exif block: an orientation, and the mark of Adobe RGB where wanted; the profile that the writer adds is taken out.
  static func jpeg(width: Int, height: Int, orientation: UInt8, isAdobeRGB: Bool = false) throws -> [UInt8] {
    let plain = try PictureWriter.encode(picture(width: width, height: height), as: .jpeg(quality: 95))
    let bare = try JPEGStream(in: plain).pictureBytes(in: plain)
    let exif: [UInt8] =
      [0x49, 0x49, 42, 0, 8, 0, 0, 0, 2, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0x69, 0x87, 4, 0, 1, 0, 0, 0, 38, 0, 0, 0]
      + [0, 0, 0, 0, 1, 0, 0x05, 0xA0, 4, 0, 1, 0, 0, 0, 56, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 2, 0, 4, 0, 0, 0, 0x52, 0x30]
      + [isAdobeRGB ? 0x33 : 0x39, 0, 0, 0, 0, 0]
    let segment: [UInt8] = [0xFF, 0xE1, 0, UInt8(exif.count + 8)] + Array("Exif\0\0".utf8) + exif
    return bare.prefix(2) + segment + bare.dropFirst(2)
  }

  static func meanDifference(_ first: Picture, _ second: Picture) -> Double {
    guard first.samples.count == second.samples.count else { return .infinity }
    return zip(first.samples, second.samples).reduce(0.0) { $0 + abs(Double($1.0) - Double($1.1)) } / Double(first.samples.count)
  }
}

@Suite struct PreviewTests {
  @Test func theLargestJPEGOfARawIsItsPreview() throws {
    try withTemporaryFolder { folder in
      let raw = SimulatedFormat.pef.make(width: 400, height: 300, seed: 3).bytes
      let subject = try Subject(["a.pef": raw], in: folder)
      let preview = try subject.preview("a.pef")
      let largest = try #require(EmbeddedJPEGs.find(in: raw).max { $0.frame.width < $1.frame.width })
      let jpeg = Array(raw[largest.range])
      #expect(preview.origin == .embedded && preview.jpeg == jpeg && !preview.isRestored)
      #expect((preview.sourceWidth, preview.sourceHeight) == (largest.frame.width, largest.frame.height))
      #expect(preview.picture.longestSide == 64 && preview.picture.icc == nil)
      #expect(Files.meanDifference(preview.picture, try JPEGPicture.decode(jpeg).reduced(longestSide: 64)) < 3)
      let exif = try #require(ExifBlock(preview.exif))
      #expect(exif.statedOrientation == 1)
      // What is only a thumbnail is no preview where more is wanted.
      let large = try subject.preview("a.pef", size: 2000)
      #expect(large.origin == .developed && large.picture.width > 320 && large.jpeg == nil)
      #expect(ExifBlock(large.exif)?.statedOrientation == 1)
    }
  }

  @Test func rawsWithoutJPEGAreDeveloped() throws {
    try withTemporaryFolder { folder in
      let raw = SimulationPreset.words14.make(width: 200, height: 150, seed: 5).bytes
      let subject = try Subject(["a.dng": raw], in: folder)
      let preview = try subject.preview("a.dng")
      #expect(preview.origin == .developed && preview.picture.width == 64 && preview.picture.height == 48)
      #expect(Set(preview.picture.samples).count > 30)
      let sensorOnly = try Subject(["b.dng": raw], in: folder.appendingPathComponent("second")) { $0.keep = .mosaic }
      #expect(try sensorOnly.decoder("b.dng").record.tier == .sensorExact)
      let developed = try sensorOnly.preview("b.dng")
      #expect(developed.origin == .developed && Files.meanDifference(developed.picture, preview.picture) < 12)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).allSatisfy { !$0.hasPrefix(".glassine") })
    }
  }

  @Test func theOutlineIsTheFileWithoutItsSamples() throws {
    try withTemporaryFolder { folder in
      let raw = SimulationPreset.bayerRGGB12.make(width: 200, height: 150, seed: 5).bytes
      let subject = try Subject(["a.dng": raw], in: folder)
      let outline = try #require(try subject.decoder("a.dng").outline())
      #expect(outline.count == raw.count)
      #expect(zip(outline, raw).allSatisfy { $0 == $1 || $0 == 0 })
      #expect(EmbeddedJPEGs.find(in: outline).count == EmbeddedJPEGs.find(in: raw).count)
    }
  }

  @Test func jpegsAreTurnedAndConverted() throws {
    try withTemporaryFolder { folder in
      var files: [String: [UInt8]] = [:]
      for orientation in 1...8 as ClosedRange<UInt8> {
        files["\(orientation).jpg"] = try Files.jpeg(width: 96, height: 64, orientation: orientation)
      }
      files["adobe.jpg"] = try Files.jpeg(width: 96, height: 64, orientation: 1, isAdobeRGB: true)
      let subject = try Subject(files, in: folder)
      let plain = try subject.preview("1.jpg", size: 500)
      #expect(plain.origin == .jpeg && plain.picture.width == 96)
      for orientation in 1...8 {
        let preview = try subject.preview("\(orientation).jpg", size: 500)
        #expect(preview.picture.samples == plain.picture.oriented(orientation).samples, "\(orientation)")
        #expect(ExifBlock(preview.exif)?.statedOrientation == 1)
      }
      // Adobe RGB is the wider space: the same codes are stronger colours.
      let adobe = try subject.preview("adobe.jpg", size: 500).picture
      let (strong, weak) = (Array(adobe.samples[..<3]), Array(plain.picture.samples[..<3]))
      #expect(strong[0] > weak[0] + 10 && adobe.icc == nil, "\(strong) \(weak)")
    }
  }

  @Test func whatHasNoPictureIsNamed() throws {
    try withTemporaryFolder { folder in
      let jpeg = try Files.jpeg(width: 96, height: 64, orientation: 1)
      var inks = SampleJPEG(width: 33, height: 17, sampling: [(1, 1), (1, 1), (1, 1), (1, 1)])
      inks.frameMarker = 0xC0
      let subject = try Subject(
        [
          "notes.txt": Array("II am a text\n".utf8), "empty": [], "inks.jpg": inks.bytes, "cut.jpg": Array(jpeg.dropLast(40)),
          "tiff.tif": [0x49, 0x49, 42, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        ], in: folder)
      #expect(subject.code("notes.txt") == "preview.none" && subject.code("empty") == "preview.none")
      #expect(subject.code("inks.jpg") == "jpeg.cmyk" && subject.code("cut.jpg") == "jpeg.truncated")
      #expect(subject.code("tiff.tif") != nil)
    }
  }

  @Test func networksSeeTheJPEG() throws {
    try withTemporaryFolder { folder in
      let raw = SimulationPreset.words14.make(width: 64, height: 48, seed: 5).bytes
      let subject = try Subject(
        ["a.jpg": try Files.jpeg(width: 96, height: 64, orientation: 6), "b.dng": raw], in: folder)
      let maker = try subject.maker(size: 48)
      let restorer: PreviewMaker.Restorer = { (jpeg) throws(Fault) in
        Picture(
          width: jpeg.width, height: jpeg.height, channels: 3, samples: [UInt8](repeating: 77, count: jpeg.width * jpeg.height * 3))
      }
      let restored = try maker.restored(maker.preview(of: subject.decoder("a.jpg"), name: "a.jpg"), by: restorer)
      #expect(restored.isRestored && restored.picture.width == 32 && restored.picture.height == 48)
      #expect(restored.picture.samples.allSatisfy { $0 == 77 })
      let developed = try maker.restored(maker.preview(of: subject.decoder("b.dng"), name: "b.dng"), by: restorer)
      #expect(!developed.isRestored && developed.origin == .developed)
      let fault = Fault(.environment, "test", "no")
      #expect(throws: fault) {
        try maker.restored(maker.preview(of: subject.decoder("a.jpg"), name: "a.jpg")) { (_) throws(Fault) in throw fault }
      }
    }
  }
}
