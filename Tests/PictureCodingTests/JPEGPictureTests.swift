import ByteCoding
import PictureCoding
import TestSupport
import Testing

@Suite struct JPEGPictureTests {
  @Test func pixelsAreDjpegs() throws {
    for (channels, options) in [(3, ["-sample", "1x1"]), (3, ["-sample", "2x2"]), (3, ["-progressive"]), (1, [])] {
      let picture = Samples.picture(width: 83, height: 61, channels: channels)
      guard let jpeg = try Samples.cjpeg(picture, options + ["-quality", "80"]) else { return }
      for (divisor, scale) in [(1, "1/1"), (2, "1/2"), (4, "1/4"), (8, "1/8")] {
        let expected = try Samples.djpeg(jpeg, ["-scale", scale])
        #expect(try JPEGPicture.decode(jpeg, reducedBy: divisor) == expected, "\(options) \(scale)")
      }
      #expect(try JPEGPicture.size(jpeg) == (83, 61))
    }
    #expect(throws: Fault.self) { try JPEGPicture.decode([], reducedBy: 3) }
  }
}
