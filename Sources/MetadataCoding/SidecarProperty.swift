internal import ShotMetadata

/// One XMP property by Exiv2 key, and how it holds its text.
struct SidecarProperty {
  enum Form {
    case text
    /// An ordered array of one item.
    case sequence
    /// The default language of a language alternative.
    case defaultLanguage
  }

  let key: String
  let text: String
  let form: Form
  /// Whether it takes the place of one in the embedded packet.
  let replaces: Bool

  /// Control characters, which XML cannot hold, become blanks.
  init(_ key: String, _ text: String, _ form: Form = .text, replaces: Bool = false) {
    self.key = key
    self.text = String(String.UnicodeScalarView(text.unicodeScalars.map { isXMLCharacter($0) ? $0 : " " }))
    self.form = form
    self.replaces = replaces
  }

  /// Everything a shot's facts and fields say in XMP's own schemas. Fields win over facts: they are what the camera wrote.
  static func all(of facts: ShotFacts, _ metadata: MetadataBlock) -> [SidecarProperty] {
    var list: [SidecarProperty] = []
    func add(_ key: String, _ text: String?, _ form: Form = .text) {
      if let text, !text.isEmpty { list.append(SidecarProperty(key, text, form)) }
    }
    func rational(_ tag: UInt16, _ fact: Double?) -> String? {
      if let field = metadata.exifField(tag)?.rational(), field.denominator != 0 { return field.text }
      return fact.flatMap { UnsignedRational($0) }?.text
    }
    let (exposure, sensor) = (facts.exposure, facts.sensor)
    add("Xmp.tiff.Make", metadata.mainField(271)?.text ?? facts.camera.make)
    add("Xmp.tiff.Model", metadata.mainField(272)?.text ?? facts.camera.model)
    add("Xmp.tiff.Orientation", (1...8).contains(sensor.orientation) ? "\(sensor.orientation)" : nil)
    add("Xmp.tiff.ImageWidth", "\(sensor.defaultCrop?.width ?? sensor.activeArea.width)")
    add("Xmp.tiff.ImageLength", "\(sensor.defaultCrop?.height ?? sensor.activeArea.height)")
    add("Xmp.exif.ExposureTime", rational(33_434, exposure.shutter))
    add("Xmp.exif.FNumber", rational(33_437, exposure.aperture))
    add("Xmp.exif.FocalLength", rational(37_386, exposure.focalLength))
    let sensitivity = metadata.exifField(34_855)?.integer.map { Double($0) } ?? exposure.iso
    if let sensitivity, sensitivity >= 1, sensitivity < 1e9 {
      add("Xmp.exif.ISOSpeedRatings", "\(Int(sensitivity.rounded()))", .sequence)
    }
    let taken =
      metadata.exifField(36_867)?.text.flatMap { CalendarTime(exif: $0) }
      ?? exposure.timestamp.flatMap { CalendarTime(secondsSince1970: $0) }
    add("Xmp.exif.DateTimeOriginal", taken?.iso8601)
    add("Xmp.xmp.CreateDate", taken?.iso8601)
    add("Xmp.aux.Lens", metadata.exifField(42_036)?.text ?? facts.lens?.model)
    add("Xmp.aux.SerialNumber", metadata.exifField(42_033)?.text ?? metadata.mainField(50_735)?.text ?? facts.camera.serialNumber)
    add("Xmp.dc.creator", metadata.mainField(315)?.text ?? exposure.artist, .sequence)
    add("Xmp.dc.description", metadata.mainField(270)?.text ?? exposure.description, .defaultLanguage)
    add("Xmp.dc.rights", metadata.mainField(33_432)?.text, .defaultLanguage)
    return list
  }
}

/// Whether XML 1.0 can hold a character.
private func isXMLCharacter(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x9, 0xA, 0xD, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
  default: false
  }
}
