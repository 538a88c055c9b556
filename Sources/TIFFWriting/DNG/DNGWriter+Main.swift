internal import ByteCoding
internal import MetadataCoding
internal import ShotMetadata

extension DNGWriter {
  /// The main directory: what the shot is, with a preview for its image.
  static func writeMain(
    to file: TIFFFile, plan: DNGPlan, metadata: MetadataBlock, directories: DNGMetadata.Offsets, preview: RGBPixels?, originalName: String,
    software: String
  ) throws(Fault) {
    let facts = plan.facts
    guard let picture = (preview?.reduced(toFit: 1024)) ?? RGBPixels(width: 1, height: 1, bits: 8, samples: [0, 0, 0]) else { return }
    try file.set(.newSubfileType, 1)
    try file.set(.imageWidth, picture.width)
    try file.set(.imageLength, picture.height)
    try file.set(.bitsPerSample, 8)
    try file.set(.samplesPerPixel, 3)
    try file.set(.planarConfiguration, 1)
    try file.set(.rowsPerStrip, picture.height)
    try file.setJPEG(quality: 90)
    try file.set(.previewColorSpace, 2)

    try file.set(.dngVersion, 1, 4, 0, 0)
    // 1.1 is the first version in which the lossless JPEG difference of 32768 takes no further bits.
    try file.set(.dngBackwardVersion, 1, 1, 0, 0)
    try file.set(.make, metadata.mainField(271)?.text ?? facts.camera.make)
    try file.set(.model, metadata.mainField(272)?.text ?? facts.camera.model)
    let uniqueModel = facts.camera.uniqueModel ?? "\(facts.camera.make) \(facts.camera.model)"
    try file.set(.uniqueCameraModel, uniqueModel.utf8.allSatisfy { $0 == 0x20 } ? "Unknown" : uniqueModel)
    try file.set(.orientation, (1...8).contains(facts.sensor.orientation) ? facts.sensor.orientation : 1)
    try file.set(.software, software)
    try file.set(.dateTime, dateTime(metadata, facts))
    try file.set(.artist, metadata.mainField(315)?.text ?? facts.exposure.artist)
    try file.set(.copyright, metadata.mainField(33_432)?.text)
    try file.set(.imageDescription, metadata.mainField(270)?.text ?? facts.exposure.description)
    try file.set(.cameraSerialNumber, metadata.mainField(50_735)?.text ?? facts.camera.serialNumber)
    try setColors(plan, in: file)

    try file.set(.originalRawFileName, bytes: originalName.utf8.filter { $0 != 0 } + [0])
    try file.set(.newRawImageDigest, bytes: NewRawImageDigest.of(plan.mosaic))
    // A DNG's private data describe its own maker note already.
    try file.set(.dngPrivateData, bytes: metadata.mainField(50_740)?.value ?? DNGPrivateData.bytes(metadata))
    try setPackets(metadata, in: file)
    if let offset = directories.exif { try file.set(.exifDirectory, offset) }
    if let offset = directories.gps { try file.set(.gpsDirectory, offset) }
    try file.expectChild()
    try file.write(strip: 0, picture.stripBytes(rows: 0..<picture.height))
    try file.endDirectory()
  }

  private static func setColors(_ plan: DNGPlan, in file: TIFFFile) throws(Fault) {
    if let matrix = plan.colorMatrix {
      // Some versions of LibRaw take an embedded matrix only from a pair; both are the one known, for D65.
      try file.set(.calibrationIlluminant1, 21)
      try file.set(.colorMatrix1, matrix)
      try file.set(.calibrationIlluminant2, 21)
      try file.set(.colorMatrix2, matrix)
    }
    if let neutral = plan.asShotNeutral { try file.set(.asShotNeutral, neutral) }
    let baseline = plan.facts.color.baselineExposure ?? 0
    try file.set(.baselineExposure, [baseline.isFinite && abs(baseline) < 100 ? baseline : 0])
  }

  /// Puts right what libtiff writes otherwise: child directories are LONG in DNG, and colours are decimal fractions, not floats.
  static func amendMain(of file: TIFFFile, plan: DNGPlan) throws(Fault) {
    try file.amend(.subdirectories)
    if let matrix = plan.colorMatrix {
      for tag in [TIFFTag.colorMatrix1, .colorMatrix2] { try file.amend(tag, value: decimalFractions(matrix, bigEndian: file.bigEndian)) }
    }
    if let neutral = plan.asShotNeutral { try file.amend(.asShotNeutral, value: decimalFractions(neutral, bigEndian: file.bigEndian)) }
  }

  /// Fractions of ten thousands where all values are such, as Adobe writes matrices, else of millions. Values are below 1000.
  private static func decimalFractions(_ values: [Double], bigEndian: Bool) -> [UInt8] {
    let short = values.allSatisfy { abs($0 * 10_000 - ($0 * 10_000).rounded()) < 1e-6 }
    let denominator: Int32 = short ? 10_000 : 1_000_000
    var writer = ByteWriter()
    for value in values {
      writer.u32(UInt32(bitPattern: Int32((value * Double(denominator)).rounded())), bigEndian: bigEndian)
      writer.u32(UInt32(bitPattern: denominator), bigEndian: bigEndian)
    }
    return writer.bytes
  }

  /// Exif's form of the time of the shot: the main directory's, else that of the facts.
  private static func dateTime(_ metadata: MetadataBlock, _ facts: ShotFacts) -> String? {
    if let text = metadata.mainField(306)?.text, CalendarTime(exif: text) != nil { return text }
    return facts.exposure.timestamp.flatMap { CalendarTime(secondsSince1970: $0) }?.exif
  }

  /// XMP verbatim; IPTC padded to whole longs, as its tag is counted.
  static func setPackets(_ metadata: MetadataBlock, in file: TIFFFile) throws(Fault) {
    try file.set(.xmp, bytes: metadata.xmp ?? [])
    var iptc = metadata.iptc ?? []
    while iptc.count % 4 != 0 { iptc.append(0) }
    try file.set(.iptc, bytes: iptc)
  }
}
