package import ByteCoding
package import SensorModel

/// How samples of a plain TIFF file are coded.
package enum TIFFCompression: String, Hashable, Sendable, CaseIterable {
  case none
  /// zlib's Deflate, as every TIFF reader knows it.
  case deflate
}

/// Writes a mosaic as 16-bit grey TIFF, bit for bit: for science, and for whoever trusts nothing else.
package enum MosaicTIFFWriter {
  /// Writes one file; whatever is at `path` is replaced. Throws `environment` (`tiff.write`, with errno) where the disk says no.
  package static func write(_ mosaic: Mosaic, compression: TIFFCompression = .deflate, to path: String) throws(Fault) {
    do throws(Fault) {
      let file = try TIFFFile(creating: path)
      try file.set(.newSubfileType, 0)
      try file.set(.imageWidth, mosaic.width)
      try file.set(.imageLength, mosaic.height)
      try file.set(.bitsPerSample, 16)
      try file.set(.samplesPerPixel, 1)
      try file.set(.planarConfiguration, 1)
      try file.set(.photometric, 1)
      try file.set(.orientation, 1)
      try file.set(.compression, compression == .deflate ? 8 : 1)
      try file.write(stripsOf: mosaic)
      try file.endDirectory()
      try file.finish()
    } catch { throw error.in(file: path) }
  }
}
