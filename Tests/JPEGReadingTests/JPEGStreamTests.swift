import ByteCoding
import JPEGReading
import TestSupport
import Testing

@Suite struct JPEGStreamTests {
  @Test func aJPEGEndsWhereItEnds() throws {
    for (isProgressive, interval) in [(false, 0), (false, 3), (true, 0), (true, 2)] {
      var sample = SampleJPEG()
      (sample.isProgressive, sample.restartInterval) = (isProgressive, interval)
      let jpeg = sample.bytes
      for tail in [[], [0], [0xFF, 0xD9], [0xFF, 0xD8, 0xFF, 0xE0], jpeg] as [[UInt8]] {
        let stream = try JPEGStream(in: jpeg + tail)
        #expect(stream.range == 0..<jpeg.count)
        #expect(stream.picture == [0..<jpeg.count])
        #expect(stream.setAside.isEmpty && stream.frame.refusal == nil)
        #expect((stream.frame.width, stream.frame.height, stream.frame.isProgressive) == (40, 24, isProgressive))
      }
      #expect(try JPEGStream(in: [1, 2, 3] + jpeg, at: 3).range == 3..<(3 + jpeg.count))
    }
  }

  @Test func segmentsThatAreNoPictureAreSetAside() throws {
    var sample = SampleJPEG()
    let plain = sample.bytes
    // A comment that holds markers, and an application segment that holds a JPEG.
    sample.segments = [(0xE1, Array("Exif\0\0".utf8) + plain), (0xFE, [0xFF, 0xD9, 0xFF, 0xDA]), (0xEE, [])]
    let jpeg = sample.bytes
    let stream = try JPEGStream(in: jpeg)
    #expect(stream.range == 0..<jpeg.count)
    #expect(stream.pictureBytes(in: jpeg) == plain)
    #expect(stream.setAside == [2..<(2 + jpeg.count - plain.count)])
    let thumbnail = 2 + 4 + 6
    #expect(try JPEGStream(in: jpeg, at: thumbnail).range == thumbnail..<(thumbnail + plain.count))
  }

  @Test func fillBetweenSegmentsIsSetAside() throws {
    let plain = SampleJPEG().bytes
    for fill in [[0xFF], [0xFF, 0xFF, 0xFF], [0], [0, 0, 0xFF]] as [[UInt8]] {
      // Before the first table and before EOI.
      let jpeg = plain[..<2] + fill + plain[2..<(plain.count - 2)] + fill + plain.suffix(2)
      let stream = try? JPEGStream(in: Array(jpeg))
      // Zeros at a scan's end are for all we know coded data.
      #expect(stream?.range == 0..<jpeg.count)
      let ending = fill.filter { $0 == 0 }
      #expect(stream?.pictureBytes(in: Array(jpeg)) == plain.dropLast(2) + ending + plain.suffix(2))
    }
  }

  @Test func kindsThatAreNotForTranscodingAreNamed() throws {
    let kinds: [(UInt8, UInt8, [(Int, Int)], String)] = [
      (0xC3, 8, [(1, 1)], "jpeg.lossless"), (0xC3, 14, [(1, 1)], "jpeg.lossless"), (0xC5, 8, [(1, 1)], "jpeg.hierarchical"),
      (0xC9, 8, [(1, 1)], "jpeg.arithmetic"), (0xCA, 8, [(1, 1)], "jpeg.arithmetic"), (0xCB, 8, [(1, 1)], "jpeg.lossless"),
      (0xC1, 12, [(1, 1)], "jpeg.precision"), (0xC0, 8, [(1, 1), (1, 1), (1, 1), (1, 1)], "jpeg.components"),
      (0xC0, 8, [(1, 1), (1, 1)], "jpeg.components"), (0xC0, 8, [(4, 1), (1, 1), (1, 1)], "jpeg.sampling"),
    ]
    for (marker, precision, sampling, code) in kinds {
      var sample = SampleJPEG(width: 33, height: 17, sampling: sampling)
      (sample.frameMarker, sample.precision) = (marker, precision)
      #expect(try JPEGStream(in: sample.bytes).frame.refusal?.code == code)
    }
  }

  @Test func everyTruncationIsSeen() throws {
    for isProgressive in [false, true] {
      var sample = SampleJPEG(width: 20, height: 20)
      sample.isProgressive = isProgressive
      sample.segments = [(0xE1, [1, 2, 3])]
      let jpeg = sample.bytes
      for length in jpeg.indices {
        let problem = #expect(throws: JPEGStreamProblem.self) { try JPEGStream(in: Array(jpeg.prefix(length))) }
        #expect(problem == (length < 2 ? .noStart : .truncated), "\(length) of \(jpeg.count)")
      }
    }
  }

  @Test func changedBytesNeverTrap() throws {
    var random = RepeatableRandomNumberGenerator(seed: 3)
    let jpeg = SampleJPEG(width: 20, height: 20).bytes
    for _ in 0..<20_000 {
      var changed = jpeg
      for _ in 0...random.below(3) { changed[random.below(jpeg.count)] = random.below(3) == 0 ? 0xFF : random.bytes(1)[0] }
      guard let stream = try? JPEGStream(in: changed) else { continue }
      #expect(stream.range.upperBound <= changed.count && stream.picture.last?.upperBound == stream.range.upperBound)
    }
    for start in [-5, -1, jpeg.count - 1, jpeg.count, jpeg.count + 7, Int.max] {
      #expect(throws: JPEGStreamProblem.self) { try JPEGStream(in: jpeg, at: start) }
    }
  }
}
