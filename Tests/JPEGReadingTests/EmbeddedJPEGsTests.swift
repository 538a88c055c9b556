import ByteCoding
import Foundation
import JPEGReading
import TIFFReading
import TestSupport
import Testing

@Suite struct EmbeddedJPEGsTests {
  @Test func plantedPicturesAreFound() {
    var random = RepeatableRandomNumberGenerator(seed: 8)
    for round in 0..<40 {
      var file: [UInt8] = []
      var planted: [Range<Int>] = []
      for index in 0...random.below(4) {
        // Noise without FF D8 FF; a start that leads nowhere; a picture that is too small.
        file += random.bytes(random.below(3000)).map { $0 == 0xD8 ? 0 : $0 } + [0xFF, 0xD8, 0xFF]
        if random.below(2) == 0 { file += SampleJPEG(width: 8, height: 8, seed: UInt64(index)).bytes }
        var sample = SampleJPEG(
          width: 150 + random.below(80), height: 100 + random.below(80), seed: UInt64(round * 10 + index))
        sample.isProgressive = random.below(2) == 0
        let jpeg = sample.bytes
        planted.append(file.count..<(file.count + jpeg.count))
        file += jpeg
      }
      file += random.bytes(100)
      #expect(EmbeddedJPEGs.find(in: file).map(\.range) == planted)
      let without = EmbeddedJPEGs.find(in: file, excluding: [planted[0]])
      #expect(without.map(\.range) == Array(planted.dropFirst()))
      #expect(EmbeddedJPEGs.find(in: Array(file.prefix(planted[0].upperBound - 1))).isEmpty)
    }
  }

  @Test func thumbnailsInsideAreFoundToo() throws {
    let inner = SampleJPEG(width: 160, height: 120, seed: 2).bytes
    var sample = SampleJPEG(width: 320, height: 200, seed: 3)
    let bare = sample.bytes
    sample.segments = [(0xE0, [1]), (0xE1, Array("Exif\0\0".utf8) + inner + [0, 0])]
    let file = sample.bytes + [0, 0] + sample.bytes
    let found = EmbeddedJPEGs.find(in: file)
    #expect(found.map { $0.pictureBytes(in: file) } == [bare, inner, bare, inner])
    #expect(found.map(\.range.lowerBound) == found.map(\.range.lowerBound).sorted())
    let runs = found.flatMap(\.picture).sorted { $0.lowerBound < $1.lowerBound }
    #expect(zip(runs, runs.dropFirst()).allSatisfy { $0.upperBound <= $1.lowerBound })
  }

  @Test func rawStreamsAreNotReported() {
    for marker in [0xC3, 0xC9, 0xCB] as [UInt8] {
      var sample = SampleJPEG(width: 300, height: 200, sampling: [(1, 1)])
      sample.frameMarker = marker
      #expect(EmbeddedJPEGs.find(in: [1, 2] + sample.bytes + sample.bytes).isEmpty)
    }
  }

  /// Headers that promise a JPEG, thousands of them, and no end in sight: work stays linear.
  @Test func hostileFilesAreSearchedInLinearTime() {
    let jpeg = SampleJPEG(width: 16, height: 16).bytes
    let head = Array(jpeg.dropLast(2))
    for unit in [head, [0xFF, 0xD8, 0xFF], [0xFF, 0xD8, 0xFF, 0xE0, 0xFF, 0xFF], [0xFF], [0xFF, 0xD8]] as [[UInt8]] {
      var file: [UInt8] = []
      while file.count < 1 << 20 { file += unit }
      let clock = ContinuousClock()
      let elapsed = clock.measure { #expect(EmbeddedJPEGs.find(in: file).isEmpty) }
      #expect(elapsed < .seconds(20))
    }
  }

  @Test func smallAndStrangeInputIsNothing() {
    for file in [[], [0xFF], [0xFF, 0xD8], [0xFF, 0xD8, 0xFF], [0xFF, 0xD8, 0xFF, 0xD9]] as [[UInt8]] {
      #expect(EmbeddedJPEGs.find(in: file, minimum: -1).isEmpty)
      #expect(EmbeddedJPEGs.find(in: file, excluding: [0..<9, 3..<4, 100..<200], minimum: 0).isEmpty)
    }
  }

  /// What the tags of TIFF-like files say about JPEGs, and what the search finds without them.
  @Test(arguments: Corpus.raws) func tagsAndSearchAgree(_ place: URL) throws {
    let file = [UInt8](try Data(contentsOf: place))
    let found = EmbeddedJPEGs.find(in: file, minimum: 0)
    guard let structure = try? TIFFStructure(parsing: file, lenient: true) else { return }
    for directory in structure.directories {
      guard let offset = directory[513]?.integer, let length = directory[514]?.integer, length > 0, offset < file.count - length
      else { continue }
      guard let stream = try? JPEGStream(in: file, at: offset), stream.frame.refusal == nil else { continue }
      #expect(stream.range.count <= length)
      #expect(found.contains(stream), "\(offset)")
    }
  }
}
