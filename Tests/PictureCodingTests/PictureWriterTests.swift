import ByteCoding
import Foundation
import PictureCoding
import TestSupport
import Testing

@Suite struct PictureWriterTests {
  /// Reads a file with NumPy and Pillow where they are, and prints mode, size and raw samples.
  private static func pillow(_ file: URL) throws -> Picture? {
    let script = """
      import sys
      from PIL import Image
      i = Image.open(sys.argv[1]); i.load()
      sys.stdout.buffer.write(b'%s\\n%d %d\\n255\\n' % (b'P5' if i.mode == 'L' else b'P6', i.width, i.height) + i.tobytes())
      """
    guard let run = try runTool("python3", ["-c", script, file.path]), run.status == 0 else { return nil }
    return Samples.picture(portable: run.output)
  }

  @Test(arguments: [1, 3]) func losslessFilesAreExact(_ channels: Int) throws {
    let picture = Samples.picture(width: 203, height: 151, channels: channels)
    let exif = Samples.exif(orientation: 1, bigEndian: channels == 1)
    try withTemporaryFolder { folder in
      for (format, name) in [(PictureFormat.png, "a.png"), (.tiff, "a.tif"), (.jxl(distance: 0), "a.jxl")] {
        let file = folder.appendingPathComponent(name)
        try PictureWriter.write(picture, as: format, exif: exif, to: file.path)
        if name == "a.jxl" {
          let target = folder.appendingPathComponent("b.p\(channels == 1 ? "g" : "p")m")
          guard let run = try runTool("djxl", [file.path, target.path]) else { continue }
          #expect(run.status == 0, "\(run.errorText)")
          #expect(Samples.picture(portable: [UInt8](try Data(contentsOf: target)))?.samples == picture.samples)
        } else if let read = try Self.pillow(file) {
          #expect(read.samples == picture.samples && read.width == 203)
        }
        if let run = try runTool("exiftool", ["-s", "-Make", "-Orientation#", file.path]) {
          // Version 12 does not read Exif of JPEG XL from a compressed box; ours is none.
          #expect(run.outputText.contains("Testcam"), "\(name): \(run.outputText)\(run.errorText)")
        }
      }
      if let run = try runTool("tiffinfo", [folder.appendingPathComponent("a.tif").path]) {
        // libtiff does not know the tag of the test's interoperability directory, and warns.
        let problems = run.errorText.split(separator: "\n").filter { !$0.contains("40965") && !$0.allSatisfy(\.isWhitespace) }
        #expect(run.status == 0 && problems.isEmpty, "\(run.errorText)")
        #expect(run.outputText.contains("Image Width: 203 Image Length: 151") && run.outputText.contains("ICC Profile: <present>"))
      }
      if let run = try runTool("pngcheck", ["-v", folder.appendingPathComponent("a.png").path]) { #expect(run.status == 0) }
    }
  }

  @Test func tiffsWithoutExifAreReadToo() throws {
    let picture = Samples.picture(width: 31, height: 7)
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("x.tiff")
      try PictureWriter.write(picture, as: .tiff, to: file.path)
      if let read = try Self.pillow(file) { #expect(read.samples == picture.samples) }
      if let run = try runTool("tiffinfo", [file.path]) { #expect(run.status == 0 && run.errors.isEmpty, "\(run.errorText)") }
    }
  }

  /// Found by PictureJPEGFuzz: of a tag that stands twice, the first that can be read counts, in the block and in the file.
  @Test func unreadableEntriesAreNotTakenOver() throws {
    var block: [UInt8] = [0x49, 0x49, 42, 0, 8, 0, 0, 0, 2, 0]
    block += [0x12, 1, 0, 0, 1, 0, 0, 0, 9, 0, 0, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0]
    #expect(ExifBlock(block)?.orientation == 6)
    let file = try PictureWriter.encode(Samples.picture(width: 5, height: 4), as: .tiff, exif: block)
    #expect(ExifBlock(file)?.orientation == 6)
  }

  @Test(arguments: [1, 3]) func jpegsAreReadByDjpeg(_ channels: Int) throws {
    let picture = Samples.picture(width: 119, height: 77, channels: channels)
    let exif = Samples.exif(orientation: 1)
    for quality in [75, 95] {
      let jpeg = try PictureWriter.encode(picture, as: .jpeg(quality: quality), exif: exif)
      #expect(jpeg == (try PictureWriter.encode(picture, as: .jpeg(quality: quality), exif: exif)))
      #expect(JPEGPicture.exif(jpeg) == exif)
      let own = try JPEGPicture.decode(jpeg)
      #expect(Samples.meanSquare(own, picture) < (quality == 95 ? 12 : 120))
      if let read = try Samples.djpeg(jpeg) { #expect(read.samples == own.samples) }
      let planes = try QuantisedJPEG(reading: jpeg).planes
      #expect(planes[0].horizontal == (channels == 3 && quality < 90 ? 2 : 1))
    }
    // More Exif than a segment holds is left out, not cut.
    let long = exif + [UInt8](repeating: 0, count: 70_000)
    #expect(JPEGPicture.exif(try PictureWriter.encode(picture, as: .jpeg(quality: 50), exif: long)) == nil)
    #expect(throws: Fault.self) { try PictureWriter.encode(picture, as: .jpeg(quality: 0)) }
  }

  @Test func lossyJXLLooksAlike() throws {
    let picture = Samples.picture(width: 150, height: 90)
    let file = try PictureWriter.encode(picture, as: .jxl(distance: 1))
    #expect(file.count < picture.samples.count / 3)
    try withTemporaryFolder { folder in
      let (source, target) = (folder.appendingPathComponent("a.jxl"), folder.appendingPathComponent("a.ppm"))
      try Data(file).write(to: source)
      guard let run = try runTool("djxl", [source.path, target.path]) else { return }
      #expect(run.status == 0)
      let read = try #require(Samples.picture(portable: [UInt8](try Data(contentsOf: target))))
      #expect(Samples.meanSquare(read, picture) < 60)
    }
  }

  @Test func profilesAreKept() throws {
    var picture = Samples.picture(width: 20, height: 20)
    picture.icc = ColourManagement.adobeRGBProfile
    #expect(try QuantisedJPEG(reading: PictureWriter.encode(picture, as: .jpeg(quality: 90))).icc == picture.icc)
    try withTemporaryFolder { folder in
      for name in ["a.png", "a.tif", "a.jpg"] {
        let file = folder.appendingPathComponent(name).path
        try PictureWriter.write(picture, as: #require(PictureFormat(fileName: name)), to: file)
        guard let run = try runTool("exiftool", ["-b", "-ICC_Profile", file]) else { continue }
        #expect(run.output == picture.icc, "\(name)")
      }
    }
  }

  @Test func namesSayTheFormat() {
    #expect(PictureFormat(fileName: "a/b.JPG") == .jpeg(quality: 90) && PictureFormat(fileName: "x.jpeg") == .jpeg(quality: 90))
    #expect(PictureFormat(fileName: "x.y.png") == .png && PictureFormat(fileName: "x.jxl") == .jxl(distance: 1))
    #expect(PictureFormat(fileName: "x.tif") == .tiff && PictureFormat(fileName: "x.TIFF") == .tiff)
    for name in ["x", "png", "x.", "x.gif", ""] { #expect(PictureFormat(fileName: name) == nil) }
    #expect(PictureFormat.jxlDistance(quality: 100) == 0 && abs(PictureFormat.jxlDistance(quality: 90) - 1) < 0.01)
  }

  @Test func filesAreWholeOrNotThere() throws {
    let picture = Samples.picture(width: 20, height: 20)
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("a.png")
      try PictureWriter.write(picture, as: .png, to: file.path)
      let fault = #expect(throws: Fault.self) { try PictureWriter.write(picture, as: .png, to: file.path, replacing: false) }
      #expect(fault?.code == "picture.exists")
      try PictureWriter.write(Samples.picture(width: 9, height: 9), as: .png, to: file.path)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a.png"])
      #expect(throws: Fault.self) { try PictureWriter.write(picture, as: .png, to: folder.path + "/nowhere/a.png") }
      #expect(throws: Fault.self) { try PictureWriter.write(picture, as: .png, to: folder.path + "/") }
      #expect(throws: Fault.self) { try PictureWriter.write(picture, as: .png, to: "") }
    }
  }
}
