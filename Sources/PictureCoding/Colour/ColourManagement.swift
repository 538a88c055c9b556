package import ByteCoding
internal import CLCMS

/// Colours from the space of a profile to sRGB.
package enum ColourManagement {
  /// The picture in sRGB (grey: with sRGB's tone curve) and without a profile, which means the same; a picture without one is given back.
  ///
  /// Relative colorimetric intent with black point compensation. A profile that moves no colour by more than rounding changes no sample.
  /// Throws `.unsupported` (`icc.refused`) for profiles of another kind of picture or that Little CMS cannot use, and `.environment`
  /// (`icc.memory`). Cost: some 100 megapixels a second, and a copy of the picture.
  package static func toSRGB(_ picture: Picture) throws(Fault) -> Picture {
    guard let icc = picture.icc else { return picture }
    var samples = picture.samples
    let pixels = picture.width * picture.height
    let status = samples.withUnsafeMutableBufferPointer {
      glassine_lcms_to_srgb(icc, icc.count, UInt32(picture.channels), $0.baseAddress, pixels)
    }
    switch status {
    case glassine_lcms_ok, glassine_lcms_same:
      return Picture(width: picture.width, height: picture.height, channels: picture.channels, samples: samples)
    case glassine_lcms_no_memory: throw Fault(.environment, "icc.memory", "there is not enough memory to convert the colours")
    default:
      throw .unsupported("icc.refused", "the ICC profile is damaged, or for another kind of picture than \(picture.channels) channels")
    }
  }

  /// The profile of sRGB, ICC version 4; the same bytes every time.
  package static let sRGBProfile = profile(glassine_lcms_srgb)
  /// Grey with the tone curve of sRGB.
  package static let greyProfile = profile(glassine_lcms_srgb_grey)
  /// Adobe RGB (1998), which cameras mean without saying so in a profile (`ExifBlock.isAdobeRGB`).
  package static let adobeRGBProfile = profile(glassine_lcms_adobe_rgb)

  private static func profile(_ kind: glassine_lcms_profile) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 16_384) { target, count in count = glassine_lcms_make(kind, target.baseAddress, target.count) }
  }
}
