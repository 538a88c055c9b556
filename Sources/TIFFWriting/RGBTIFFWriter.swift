package import ByteCoding
package import MetadataCoding

/// Writes developed pictures as RGB TIFF.
package enum RGBTIFFWriter {
  /// Writes one file, upright; whatever is at `path` is replaced.
  ///
  /// `icc` is the profile the samples are in (sRGB, say). Of the metadata all but the maker note is kept: its pointers would lead nowhere.
  /// Throws `environment` (`tiff.write`, with errno) where the disk says no.
  package static func write(
    _ pixels: RGBPixels, icc: [UInt8]?, metadata: MetadataBlock?, compression: TIFFCompression = .deflate, software: String? = nil,
    to path: String
  ) throws(Fault) {
    do throws(Fault) {
      let file = try TIFFFile(creating: path)
      let exif = try place(metadata?.exif, in: file)
      let gps = try place(metadata?.gps, in: file)
      let rows = max(1, min(pixels.height, (1 << 18) / (pixels.width * 3 * pixels.bits / 8)))
      try file.set(.newSubfileType, 0)
      try file.set(.imageWidth, pixels.width)
      try file.set(.imageLength, pixels.height)
      try file.set(.bitsPerSample, pixels.bits)
      try file.set(.samplesPerPixel, 3)
      try file.set(.planarConfiguration, 1)
      try file.set(.photometric, 2)
      try file.set(.orientation, 1)
      try file.set(.compression, compression == .deflate ? 8 : 1)
      if compression == .deflate { try file.set(.predictor, 2) }
      try file.set(.rowsPerStrip, rows)
      try file.set(.iccProfile, bytes: icc ?? [])
      try file.set(.software, software)
      if let metadata { try describe(metadata, in: file) }
      if let exif { try file.set(.exifDirectory, exif) }
      if let gps { try file.set(.gpsDirectory, gps) }
      for (strip, top) in stride(from: 0, to: pixels.height, by: rows).enumerated() {
        try file.write(strip: strip, pixels.stripBytes(rows: top..<min(top + rows, pixels.height)))
      }
      try file.endDirectory()
      try file.finish()
    } catch { throw error.in(file: path) }
  }

  private static func place(_ fields: [ExifField]?, in file: TIFFFile) throws(Fault) -> Int? {
    guard let fields, !fields.isEmpty else { return nil }
    let offset = file.end
    try file.place(ExifDirectory(fields: fields).bytes(at: offset), at: offset)
    return offset
  }

  private static func describe(_ metadata: MetadataBlock, in file: TIFFFile) throws(Fault) {
    try file.set(.make, metadata.mainField(271)?.text)
    try file.set(.model, metadata.mainField(272)?.text)
    if let time = metadata.mainField(306)?.text, CalendarTime(exif: time) != nil { try file.set(.dateTime, time) }
    try file.set(.artist, metadata.mainField(315)?.text)
    try file.set(.copyright, metadata.mainField(33_432)?.text)
    try file.set(.imageDescription, metadata.mainField(270)?.text)
    try DNGWriter.setPackets(metadata, in: file)
  }
}
