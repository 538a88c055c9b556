/// What is known about a shot: the camera, the exposure, the sensor and what its numbers mean.
///
/// Facts are for people, sidecars and exports; no original is ever rebuilt from them.
package struct ShotFacts: Codable, Hashable, Sendable {
  package var camera: CameraFacts
  package var lens: LensFacts?
  package var exposure: ExposureFacts
  package var sensor: SensorFacts
  package var levels: LevelFacts
  package var color: ColorFacts
  /// Who decoded the file, and with which routine: `LibRaw 0.20.2`, `packed_dng_load_raw()`.
  package var reader: ReaderFacts

  package init(
    camera: CameraFacts, lens: LensFacts? = nil, exposure: ExposureFacts, sensor: SensorFacts, levels: LevelFacts, color: ColorFacts,
    reader: ReaderFacts
  ) {
    self.camera = camera
    self.lens = lens
    self.exposure = exposure
    self.sensor = sensor
    self.levels = levels
    self.color = color
    self.reader = reader
  }
}

/// Make and model as the file says them, and as LibRaw normalises them.
package struct CameraFacts: Codable, Hashable, Sendable {
  package var make: String
  package var model: String
  /// Adobe's unique model name from a DNG, else "make model".
  package var uniqueModel: String?
  package var serialNumber: String?
  package var software: String?

  package init(make: String, model: String, uniqueModel: String? = nil, serialNumber: String? = nil, software: String? = nil) {
    self.make = make
    self.model = model
    self.uniqueModel = uniqueModel
    self.serialNumber = serialNumber
    self.software = software
  }
}

/// The lens, as far as the file names it.
package struct LensFacts: Codable, Hashable, Sendable {
  package var make: String?
  package var model: String?
  /// Millimetres.
  package var minimumFocalLength: Double?
  package var maximumFocalLength: Double?
  /// F-numbers at the shortest and longest focal length.
  package var apertureAtMinimum: Double?
  package var apertureAtMaximum: Double?

  package init(
    make: String? = nil, model: String? = nil, minimumFocalLength: Double? = nil, maximumFocalLength: Double? = nil,
    apertureAtMinimum: Double? = nil, apertureAtMaximum: Double? = nil
  ) {
    self.make = make
    self.model = model
    self.minimumFocalLength = minimumFocalLength
    self.maximumFocalLength = maximumFocalLength
    self.apertureAtMinimum = apertureAtMinimum
    self.apertureAtMaximum = apertureAtMaximum
  }
}

/// How the shot was exposed. Absent values are unknown, never zero.
package struct ExposureFacts: Codable, Hashable, Sendable {
  package var iso: Double?
  /// Seconds.
  package var shutter: Double?
  /// F-number.
  package var aperture: Double?
  /// Millimetres.
  package var focalLength: Double?
  /// Seconds since 1970 of the camera's clock, read as UTC: cameras record no zone.
  package var timestamp: Int64?
  package var artist: String?
  package var description: String?

  package init(
    iso: Double? = nil, shutter: Double? = nil, aperture: Double? = nil, focalLength: Double? = nil, timestamp: Int64? = nil,
    artist: String? = nil, description: String? = nil
  ) {
    self.iso = iso
    self.shutter = shutter
    self.aperture = aperture
    self.focalLength = focalLength
    self.timestamp = timestamp
    self.artist = artist
    self.description = description
  }
}
