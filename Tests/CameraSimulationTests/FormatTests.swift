import ByteCoding
import CameraSimulation
import Foundation
import JPEGReading
import RawReading
import SensorModel
import TestSupport
import Testing

@Suite("Camera files by format")
struct FormatTests {
  static let sizes = [(640, 426), (333, 251), (64, 48)]

  @Test("LibRaw gives the mosaic the simulator meant", arguments: SimulatedFormat.allCases)
  func mosaics(format: SimulatedFormat) throws {
    for (width, height) in Self.sizes {
      let shot = format.shot(width: width, height: height, seed: 11)
      let file = format.file(of: shot)
      let read = try? RawReader.read(file, name: format.fileName(seed: 11)).mosaic
      let equal = read == format.mosaic(of: shot)
      if format.isReadByLibRaw {
        #expect(equal, "\(format.rawValue) \(width)x\(height)")
      } else {
        #expect(!equal, "this LibRaw reads \(format.rawValue) now: say so in isReadByLibRaw")
      }
    }
  }

  @Test("equal arguments give equal bytes, another seed others", arguments: SimulatedFormat.allCases)
  func repeatability(format: SimulatedFormat) {
    let (first, again) = (format.make(width: 64, height: 48, seed: 1), format.make(width: 64, height: 48, seed: 1))
    let other = format.make(width: 64, height: 48, seed: 2)
    let (equal, differs) = (first.bytes == again.bytes, first.bytes != other.bytes)
    #expect(equal && differs && first.fileName == again.fileName)
  }

  @Test("a lossy coding keeps what is near")
  func losses() {
    for format in [SimulatedFormat.nefLossy, .nefLossySplit] {
      let shot = format.shot(width: 320, height: 200, seed: 3)
      let kept = format.mosaic(of: shot)
      let differences = zip(kept.samples, shot.mosaic.samples).map { abs(Int($0) - Int($1)) }
      // Half a step of the curve: 7 values a code at the top; behind the split 16 codes more.
      let limit = format == .nefLossy ? 4 : 16 * 7
      #expect(differences.allSatisfy { $0 <= limit } && differences.contains { $0 > 0 }, "\(format.rawValue)")
    }
  }

  @Test("exiftool and exiv2 know the camera, and exiftool finds nothing wrong", arguments: SimulatedFormat.allCases)
  func cameras(format: SimulatedFormat) throws {
    let makes: [String: String] = [
      "cr2": "Canon", "crw": "Canon", "nef": "NIKON CORPORATION", "pef": "PENTAX Corporation", "arw": "SONY",
      "raf": "FUJIFILM", "orf": "OLYMPUS IMAGING CORP.", "rw2": "Panasonic", "cr3": "Canon", "kdc": "Eastman Kodak Company",
    ]
    try withTemporaryFolder { folder in
      let file = format.make(width: 200, height: 150, seed: 5)
      let place = folder.appendingPathComponent(file.fileName)
      try Data(file.bytes).write(to: place)
      let ending = format.fileNameExtension.lowercased()
      if let named = try runTool("exiftool", ["-s3", "-Make", "-Model", place.path]) {
        let lines = named.outputText.split(separator: "\n").map(String.init)
        #expect(lines.count == 2 && lines.first == (makes[ending] ?? "Glassine"), "\(format.rawValue): \(named.outputText)")
        if let checked = try runTool("exiftool", ["-validate", "-warning", "-error", "-a", "-s3", place.path]) {
          // Sony tells 14 bits of words of 16.
          let isOversized =
            format == .arwWords && checked.outputText.hasPrefix("1 Warning (minor)\n[minor] Oversized SubIFD StripByteCounts")
          let isFine = checked.outputText.hasPrefix("OK") || isOversized
          #expect(checked.status == 0 && isFine, "\(format.rawValue): \(checked.outputText)")
        }
        let key = ending == "rw2" ? "Exif.PanasonicRaw.Model" : "Exif.Image.Model"
        if let model = try runTool("exiv2", ["-q", "-K", key, "-Pt", place.path]) {
          #expect(model.status == 0 && lines.last == model.outputText.trimmingCharacters(in: .whitespacesAndNewlines), "\(format.rawValue)")
        }
      }
    }
  }

  @Test("previews are whole JPEGs that show the scene")
  func previews() throws {
    let counts: [(SimulatedFormat, Int)] = [
      (.cr2, 2), (.nefLossless14, 1), (.pef, 2), (.crw, 2), (.arw, 2), (.raf, 1), (.dngLosslessJPEG, 1),
    ]
    for (format, count) in counts {
      let file = format.make(width: 640, height: 426, seed: 4).bytes
      let found = EmbeddedJPEGs.find(in: file, minimum: 256)
      #expect(found.count == count, "\(format.rawValue): \(found.map(\.range))")
      for picture in found where picture.range.count > 5000 {
        try withTemporaryFolder { folder in
          let place = folder.appendingPathComponent("preview.jpg")
          try Data(file[picture.range]).write(to: place)
          guard let decoded = try runTool("djpeg", ["-grayscale", "-pnm", place.path]) else { return }
          #expect(decoded.status == 0 && decoded.errors.isEmpty, "\(decoded.errorText)")
          // The sky is brighter than the meadow, and 320 samples are a row.
          let pixels = decoded.output.suffix(320 * 200).map(Int.init)
          #expect(pixels.prefix(320 * 40).reduce(0, +) > pixels.suffix(320 * 40).reduce(0, +))
        }
      }
    }
  }
}
