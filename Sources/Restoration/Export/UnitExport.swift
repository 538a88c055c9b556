internal import ArchiveFormat
internal import ArchiveStore
internal import ByteCoding
internal import MetadataCoding
internal import RawReading
internal import SensorModel
internal import ShotMetadata
internal import TIFFWriting
internal import UnitCoding

/// One unit on its way out, in the form that was asked for.
struct UnitExport {
  /// Where it goes, below the target folder.
  let path: RelativePath
  private let decoder: UnitDecoder
  private let options: RestoreOptions

  /// Nil where the file has no such form: a text file is no DNG.
  init?(decoder: UnitDecoder, path: RelativePath, options: RestoreOptions) throws(Fault) {
    self.decoder = decoder
    self.options = options
    guard options.form != .original else {
      self.path = path
      return
    }
    guard decoder.reader.table.section(.shot) != nil else { return nil }
    self.path = try Self.exportPath(path, options.form)
  }

  /// The original's whole name with the new ending, so that two raws of one stem never meet; a DNG as DNG keeps its name.
  private static func exportPath(_ path: RelativePath, _ form: RestoreOptions.Form) throws(Fault) -> RelativePath {
    let ending = form == .dng ? ".dng" : form == .tiff ? ".tiff" : ".rgb.tiff"
    let name = String(decoding: path.name.suffix(4), as: UTF8.self).lowercased() == ending ? path.name : path.name + Array(ending.utf8)
    guard let exported = RelativePath(components: path.components.dropLast() + [name]) else {
      throw Fault(.misuse, "restore.name", "a name that cannot be")
    }
    return exported
  }

  /// Writes into an open, empty file. Throws what decoding and writing throw.
  func write(to file: OpenFile) throws(Fault) {
    switch options.form {
    case .original:
      var offset = 0
      try decoder.original { bytes throws(Fault) in
        try file.write(bytes, at: offset)
        offset += bytes.count
      }
    case .dng: try writeDNG(file.writablePath)
    case .tiff: try MosaicTIFFWriter.write(try shot().mosaic, to: file.writablePath)
    case .tiffRGB: try writeRGB(file.writablePath)
    }
  }

  /// A raw's samples and what they mean, from the unit or, where it has no mosaic, by reading the original again.
  private struct Shot {
    var mosaic: Mosaic
    var facts: ShotFacts
    var metadata: MetadataBlock
    /// The rebuilt original, where there is one.
    var original: [UInt8]?
  }

  private func shot() throws(Fault) -> Shot {
    let name = "\(path)"
    guard let facts = try decoder.facts() else { throw Fault(.misuse, "restore.not-raw", "this file is not a raw") }
    if decoder.record.tier == .sensorExact {
      return Shot(mosaic: try decoder.linearMosaic(), facts: facts, metadata: try decoder.metadata() ?? MetadataBlock(), original: nil)
    }
    let original = try originalBytes()
    let metadata = (try? MetadataReader.read(original, name: name)) ?? MetadataBlock()
    if decoder.record.mosaic != nil {
      return Shot(mosaic: try decoder.linearMosaic(), facts: facts, metadata: metadata, original: original)
    }
    let capture = try RawReader.read(original, name: name, budget: options.budget, daring: true)
    return Shot(mosaic: capture.mosaic, facts: capture.facts, metadata: metadata, original: original)
  }

  private func originalBytes() throws(Fault) -> [UInt8] {
    guard decoder.record.size <= Int64(options.budget.fileBytes) else {
      throw Fault.overLimit("restore.large", "the original is too large to be read as a raw")
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Int(decoder.record.size))
    try decoder.original { bytes.append(contentsOf: $0) }
    return bytes
  }

  private func writeDNG(_ target: String) throws(Fault) {
    let shot = try shot()
    func write(_ preview: RGBPixels?) throws(Fault) {
      try DNGWriter.write(
        mosaic: shot.mosaic, facts: shot.facts, metadata: shot.metadata, preview: preview,
        originalName: String(decoding: try decoder.record.relativePath().name, as: UTF8.self),
        compression: options.uncompressed ? .uncompressed : .losslessJPEG, software: options.software, to: target)
    }
    var source = shot.original
    if source == nil {
      // Without an original the picture is developed from the DNG itself.
      try write(nil)
      source = try readBack(target)
    }
    // A raw without a picture that can be developed (no colour data, say) still makes a good DNG.
    let preview = source.flatMap { source in
      try? RawReader.develop(source, name: "\(path)", bits: 8, halfSize: true, upright: false)
    }
    try write(preview.flatMap { RGBPixels(width: $0.width, height: $0.height, bits: 8, samples: $0.samples) })
  }

  private func writeRGB(_ target: String) throws(Fault) {
    let shot = try shot()
    let source: [UInt8]
    if let original = shot.original {
      source = original
    } else {
      try DNGWriter.write(
        mosaic: shot.mosaic, facts: shot.facts, metadata: shot.metadata, preview: nil, originalName: "\(path)",
        compression: .uncompressed, software: options.software, to: target)
      source = try readBack(target)
    }
    let image = try RawReader.develop(source, name: "\(path)", bits: 16, halfSize: false)
    guard let pixels = RGBPixels(width: image.width, height: image.height, bits: 16, samples: image.samples) else {
      throw Fault(.unsupported, "restore.picture", "LibRaw developed a picture of an unusual size")
    }
    try RGBTIFFWriter.write(pixels, icc: nil, metadata: shot.metadata, software: options.software, to: target)
  }

  private func readBack(_ target: String) throws(Fault) -> [UInt8] {
    let file = try OpenFile.reading(following: target)
    return try file.read(at: 0, upTo: Int(try file.status().size))
  }
}
