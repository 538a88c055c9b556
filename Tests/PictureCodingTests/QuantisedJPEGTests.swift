import ByteCoding
import Foundation
import JPEGReading
import PictureCoding
import TestSupport
import Testing

@Suite struct QuantisedJPEGTests {
  /// Coefficients times tables, through a DCT written here, give what djpeg gives but for rounding: so blocks, order and steps are right.
  @Test(arguments: [[], ["-progressive"], ["-grayscale"], ["-grayscale", "-progressive", "-restart", "1"]])
  func coefficientsAreThePicture(_ arguments: [String]) throws {
    let picture = Samples.picture(width: 67, height: 45)
    guard let jpeg = try Samples.cjpeg(picture, arguments + ["-quality", "60", "-sample", "1x1"]),
      let decoded = try Samples.djpeg(jpeg, ["-grayscale"])
    else { return }
    let read = try QuantisedJPEG(reading: jpeg)
    #expect((read.width, read.height) == (67, 45))
    #expect(read.colour == (arguments.contains("-grayscale") ? .grey : .ycc))
    let plane = read.planes[0]
    #expect((plane.width, plane.height, plane.blocksWide, plane.blocksHigh) == (67, 45, 9, 6))
    #expect(plane.coefficients.count == 9 * 6 * 64 && plane.table.count == 64)
    let luma = Picture(width: 67, height: 45, channels: 1, samples: Self.samples(plane))
    #expect(try #require(Samples.difference(luma, decoded)) <= 1)
  }

  private static func samples(_ plane: QuantisedPlane) -> [UInt8] {
    var samples = [UInt8](repeating: 0, count: plane.width * plane.height)
    func wave(_ place: Int, _ frequency: Int) -> Double {
      let angle = Double((2 * place + 1) * frequency) * Double.pi / 16
      return (frequency == 0 ? 0.5.squareRoot() : 1.0) / 2 * cos(angle)
    }
    let basis: [[Double]] = (0..<8).map { place in (0..<8).map { wave(place, $0) } }
    for row in 0..<plane.height {
      for column in 0..<plane.width {
        let start = (row / 8 * plane.blocksWide + column / 8) * 64
        var sum = 128.0
        for v in 0..<8 {
          for u in 0..<8 where plane.coefficients[start + v * 8 + u] != 0 {
            let value = Double(plane.coefficients[start + v * 8 + u]) * Double(plane.table[v * 8 + u])
            sum += value * basis[row % 8][v] * basis[column % 8][u]
          }
        }
        samples[row * plane.width + column] = UInt8(max(0, min(255, sum.rounded())))
      }
    }
    return samples
  }

  @Test func samplingIsTold() throws {
    let picture = Samples.picture(width: 51, height: 35)
    for (option, wide, high) in [("1x1", 51, 35), ("2x1", 26, 35), ("2x2", 26, 18), ("1x2", 51, 18), ("4x1", 13, 35), ("4x2", 13, 18)] {
      for progressive in [[], ["-progressive"]] {
        guard let jpeg = try Samples.cjpeg(picture, ["-sample", option] + progressive) else { return }
        let read = try QuantisedJPEG(reading: jpeg)
        #expect(read.planes.map(\.width) == [51, wide, wide], "\(option)")
        #expect(read.planes.map(\.height) == [35, high, high], "\(option)")
        #expect(read.planes[0].horizontal == 51.quotient(wide) && read.planes[0].vertical == 35.quotient(high))
        for plane in read.planes {
          #expect(plane.blocksWide == (plane.width + 7) / 8 && plane.blocksHigh == (plane.height + 7) / 8)
          #expect(plane.coefficients.count == plane.blocksWide * plane.blocksHigh * 64)
          #expect(plane.table.allSatisfy { $0 > 0 })
        }
      }
    }
    guard let jpeg = try Samples.cjpeg(picture, ["-rgb"]) else { return }
    #expect(try QuantisedJPEG(reading: jpeg).colour == .rgb)
  }

  @Test func metadataIsFound() throws {
    let plain = try PictureWriter.encode(Samples.picture(width: 16, height: 16), as: .jpeg(quality: 80))
    #expect(try QuantisedJPEG(reading: plain).icc == ColourManagement.sRGBProfile)
    #expect(try QuantisedJPEG(reading: plain).orientation == 1)
    for bigEndian in [false, true] {
      let exif = Samples.exif(orientation: 6, bigEndian: bigEndian)
      let marked = Samples.inserting([(0xE1, Array("Exif\0\0".utf8) + exif)], into: plain)
      let read = try QuantisedJPEG(reading: marked)
      #expect(read.exif == exif && read.orientation == 6)
      #expect(JPEGPicture.orientation(marked) == 6 && JPEGPicture.exif(marked) == exif)
    }
    // A profile in two parts, the second one first; then with one missing.
    let profile = (0..<1000).map { UInt8(truncatingIfNeeded: $0) }
    let bare = try JPEGStream(in: plain).pictureBytes(in: plain)
    let parts: [(marker: UInt8, payload: [UInt8])] = [
      (0xE2, Array("ICC_PROFILE\0".utf8) + [2, 2] + profile[400...]), (0xE2, Array("ICC_PROFILE\0".utf8) + [1, 2] + profile[..<400]),
    ]
    #expect(try QuantisedJPEG(reading: Samples.inserting(parts, into: bare)).icc == profile)
    #expect(try QuantisedJPEG(reading: Samples.inserting([parts[0]], into: bare)).icc == nil)
    #expect(try QuantisedJPEG(reading: Samples.inserting(parts + [parts[0]], into: bare)).icc == nil)
  }

  @Test func whatIsNotForThisRoomIsNamed() throws {
    let picture = Samples.picture(width: 33, height: 17)
    func code(_ bytes: [UInt8]) -> String? {
      do throws(Fault) {
        _ = try QuantisedJPEG(reading: bytes)
        return nil
      } catch {
        do throws(Fault) {
          _ = try JPEGPicture.decode(bytes)
          return "decoded, but not read: \(error.code)"
        } catch let other { return other.code == error.code ? error.code : "\(error.code) \(other.code)" }
      }
    }
    if let arithmetic = try Samples.cjpeg(picture, ["-arithmetic"]) { #expect(code(arithmetic) == "jpeg.arithmetic") }
    for (marker, precision, sampling, expected) in [
      (0xC3, 8, [(1, 1)], "jpeg.lossless"), (0xC5, 8, [(1, 1)], "jpeg.hierarchical"), (0xC1, 12, [(1, 1)], "jpeg.precision"),
      (0xC0, 8, [(1, 1), (1, 1), (1, 1), (1, 1)], "jpeg.cmyk"), (0xC0, 8, [(1, 1), (1, 1)], "jpeg.components"),
    ] as [(UInt8, UInt8, [(Int, Int)], String)] {
      var sample = SampleJPEG(width: 33, height: 17, sampling: sampling)
      (sample.frameMarker, sample.precision) = (marker, precision)
      #expect(code(sample.bytes) == expected)
    }
    #expect(code([]) == "jpeg.none" && code(Array("not a picture".utf8)) == "jpeg.none")
    var tall = SampleJPEG(width: 40, height: 24).bytes
    let frame = try #require(tall.indices.first { tall[$0] == 0xFF && tall[$0 + 1] == 0xC0 })
    (tall[frame + 5], tall[frame + 6]) = (0, 0)
    #expect(code(tall) == "jpeg.height")
    (tall[frame + 5], tall[frame + 6], tall[frame + 7], tall[frame + 8]) = (0xFF, 0xFF, 0xFF, 0xFF)
    #expect(code(tall) == "size.limit" || code(tall) == "jpeg.structure")
  }

  @Test func damageIsFound() throws {
    let picture = Samples.picture(width: 160, height: 120)
    for format in [[], ["-progressive"]] {
      guard let jpeg = try Samples.cjpeg(picture, format + ["-quality", "75"]) else { return }
      var accepted = 0
      for length in stride(from: 2, to: jpeg.count, by: 211) {
        let fault = #expect(throws: Fault.self) { try QuantisedJPEG(reading: Array(jpeg[..<length])) }
        #expect(fault?.code == "jpeg.truncated" && fault?.advice != nil, "\(length)")
        // With an EOI of its own it is complete by its markers, and libjpeg has to find out.
        do throws(Fault) {
          _ = try QuantisedJPEG(reading: Array(jpeg[..<length]) + [0xFF, 0xD9])
          accepted += 1
        } catch { #expect(error.kind == .damaged, "\(length): \(error)") }
      }
      // A progressive file cut just between two scans is a whole file of less quality.
      #expect(accepted <= (format.isEmpty ? 0 : 2))
      #expect(try QuantisedJPEG(reading: jpeg + [1, 2, 3]).width == 160)
    }
  }

  /// A progressive file with more scans than anyone writes is refused before all of them are decoded.
  @Test func scansAreLimited() throws {
    var sample = SampleJPEG(width: 64, height: 64, sampling: [(1, 1)])
    sample.isProgressive = true
    let jpeg = sample.bytes
    let last = try #require(jpeg.indices.dropLast().last { jpeg[$0] == 0xFF && jpeg[$0 + 1] == 0xDA })
    let scan = jpeg[last..<(jpeg.count - 2)]
    func repeated(_ count: Int) -> [UInt8] { jpeg.dropLast(2) + [[UInt8]](repeating: Array(scan), count: count).joined() + [0xFF, 0xD9] }
    let fault = #expect(throws: Fault.self) { try QuantisedJPEG(reading: repeated(300)) }
    // Sending a coefficient twice is a warning, too: whichever comes first.
    #expect(fault?.code == "jpeg.scans" || fault?.code == "jpeg.damaged")
  }

  /// Bytes exchanged at random places: a picture, or a fault, and never more.
  @Test func randomDamageIsAFaultOrAPicture() throws {
    var random = RepeatableRandomNumberGenerator(seed: 5)
    for isProgressive in [false, true] {
      var sample = SampleJPEG(width: 80, height: 56)
      sample.isProgressive = isProgressive
      sample.segments = [
        (0xE1, Array("Exif\0\0".utf8) + Samples.exif(orientation: 3)), (0xE2, Array("ICC_PROFILE\0".utf8) + [1, 1, 7]),
        (0xEE, Array("Adobe".utf8) + [0, 100, 0, 0, 0, 0, 1]),
      ]
      let jpeg = sample.bytes
      for _ in 0..<1500 {
        var bytes = jpeg
        for _ in 0...random.below(3) { bytes[random.below(random.below(2) == 0 ? bytes.count : 700)] = UInt8(random.below(256)) }
        let budget = MemoryBudget(samples: 1 << 20, side: 4096, fileBytes: 1 << 20)
        if let read = try? QuantisedJPEG(reading: bytes, budget: budget) {
          #expect(read.planes.allSatisfy { $0.coefficients.count == $0.blocksWide * $0.blocksHigh * 64 })
        }
        if let read = try? JPEGPicture.decode(bytes, reducedBy: [1, 2, 4, 8][random.below(4)], budget: budget) {
          #expect(read.width <= 4096)
        }
      }
    }
  }
}

extension Int {
  /// Rounded up.
  fileprivate func quotient(_ part: Int) -> Int { (self + part - 1) / part }
}
