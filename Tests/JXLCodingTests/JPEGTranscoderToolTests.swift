import ByteCoding
import Foundation
import JPEGReading
import JXLCoding
import TestSupport
import Testing

/// The transcoder beside other people's programs and other people's JPEGs.
@Suite struct JPEGTranscoderToolTests {
  @Test func theReferenceDecoderGivesTheSameJPEG() throws {
    for (isProgressive, interval) in [(false, 0), (true, 0), (false, 5)] {
      var sample = SampleJPEG(width: 123, height: 77)
      (sample.isProgressive, sample.restartInterval) = (isProgressive, interval)
      let jpeg = sample.bytes
      let file = try JPEGTranscoder.encode(jpeg)
      try withTemporaryFolder { folder in
        try Data(file).write(to: folder.appendingPathComponent("in.jxl"))
        guard let result = try runTool("djxl", ["in.jxl", "out.jpg"], in: folder) else { return }
        #expect(result.status == 0, "\(result.errorText)")
        #expect([UInt8](try Data(contentsOf: folder.appendingPathComponent("out.jpg"))) == jpeg)
      }
    }
  }

  /// What libjpeg writes: refinement scans, end-of-band runs, optimized tables, arithmetic coding.
  @Test(arguments: [
    ["-copy", "none", "-progressive"], ["-copy", "none", "-optimize"], ["-copy", "none", "-grayscale"],
    ["-copy", "none", "-restart", "1"], ["-copy", "none", "-restart", "3B", "-progressive"], ["-copy", "none", "-arithmetic"],
    ["-copy", "none", "-rotate", "90", "-trim"],
  ])
  func whatLibjpegWritesComesBack(_ words: [String]) throws {
    for sampling in [[(2, 2), (1, 1), (1, 1)], [(1, 1), (1, 1), (1, 1)], [(2, 1), (1, 1), (1, 1)]] {
      let sample = SampleJPEG(width: 333, height: 211, sampling: sampling).bytes
      try withTemporaryFolder { folder in
        try Data(sample).write(to: folder.appendingPathComponent("in.jpg"))
        guard let result = try runTool("jpegtran", words + ["-outfile", "out.jpg", "in.jpg"], in: folder) else { return }
        #expect(result.status == 0, "\(result.errorText)")
        let written = [UInt8](try Data(contentsOf: folder.appendingPathComponent("out.jpg")))
        let stream = try JPEGStream(in: written)
        #expect(stream.range == 0..<written.count)
        let bare = stream.pictureBytes(in: written)
        if words.contains("-arithmetic") {
          let fault = #expect(throws: Fault.self) { try JPEGTranscoder.encode(bare) }
          #expect(fault?.code == "jpeg.arithmetic")
        } else {
          let file = try JPEGTranscoder.encode(bare)
          #expect(try JPEGTranscoder.decode(file[...], expecting: bare.count) == bare)
        }
      }
    }
  }

  @Test(arguments: Corpus.raws) func picturesInRealFilesComeBackAndAreSmaller(_ place: URL) throws {
    let file = [UInt8](try Data(contentsOf: place))
    for stream in EmbeddedJPEGs.find(in: file) {
      let bare = stream.pictureBytes(in: file)
      let coded = try JPEGTranscoder.encode(bare)
      #expect(coded.count < bare.count, "\(stream.range)")
      #expect(try JPEGTranscoder.decode(coded[...], expecting: bare.count) == bare)
    }
  }
}
