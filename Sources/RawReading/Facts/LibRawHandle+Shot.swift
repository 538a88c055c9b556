internal import ByteCoding
internal import CLibRaw
internal import SensorModel
internal import ShotMetadata

extension LibRawHandle {
  func shotFacts() throws(Fault) -> ShotFacts {
    ShotFacts(
      camera: cameraFacts(), lens: lensFacts(), exposure: exposureFacts(), sensor: try sensorFacts(), levels: levelFacts(),
      color: colorFacts(), reader: ReaderFacts(library: Self.libraryVersion, routine: text(glassine_raw_routine) ?? ""))
  }

  func storageHints() -> StorageHints {
    StorageHints(
      dataOffset: numbers.data_offset > 0 ? Int(exactly: numbers.data_offset) : nil, bitsPerSample: bitsPerSample,
      bigEndian: numbers.big_endian != 0, decoderName: text(glassine_raw_routine) ?? "", loadFlags: numbers.load_flags)
  }

  private func cameraFacts() -> CameraFacts {
    let (make, model) = (text(glassine_raw_make) ?? "", text(glassine_raw_model) ?? "")
    let normalised = [text(glassine_raw_normalised_make) ?? make, text(glassine_raw_normalised_model) ?? model]
      .filter { !$0.isEmpty }.joined(separator: " ")
    return CameraFacts(
      make: make, model: model, uniqueModel: text(glassine_raw_unique_model) ?? (normalised.isEmpty ? nil : normalised),
      serialNumber: text(glassine_raw_serial), software: text(glassine_raw_software))
  }

  private func lensFacts() -> LensFacts? {
    let lens = LensFacts(
      make: text(glassine_raw_lens_make), model: text(glassine_raw_lens_model),
      minimumFocalLength: Self.known(numbers.lens_focal_range.0), maximumFocalLength: Self.known(numbers.lens_focal_range.1),
      apertureAtMinimum: Self.known(numbers.lens_aperture_range.0), apertureAtMaximum: Self.known(numbers.lens_aperture_range.1))
    return lens == LensFacts() ? nil : lens
  }

  private func exposureFacts() -> ExposureFacts {
    ExposureFacts(
      iso: Self.known(numbers.iso), shutter: Self.known(numbers.shutter), aperture: Self.known(numbers.aperture),
      focalLength: Self.known(numbers.focal_length), timestamp: numbers.timestamp > 0 ? numbers.timestamp : nil,
      artist: text(glassine_raw_artist), description: text(glassine_raw_description))
  }

  /// A measure, or nil where the file has none: zero, infinity and nonsense are absence.
  private static func known(_ value: Float) -> Double? {
    value.isFinite && value > 0 && value < 1e9 ? Double(value) : nil
  }
}
