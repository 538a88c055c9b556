/// The tags this room reads, by their names in TIFF 6.0, Exif and DNG.
package enum TIFFTag {
  package static let imageWidth: UInt16 = 256
  package static let imageLength: UInt16 = 257
  package static let bitsPerSample: UInt16 = 258
  package static let compression: UInt16 = 259
  package static let photometricInterpretation: UInt16 = 262
  package static let fillOrder: UInt16 = 266
  package static let stripOffsets: UInt16 = 273
  package static let samplesPerPixel: UInt16 = 277
  package static let rowsPerStrip: UInt16 = 278
  package static let stripByteCounts: UInt16 = 279
  package static let planarConfiguration: UInt16 = 284
  package static let tileWidth: UInt16 = 322
  package static let tileLength: UInt16 = 323
  package static let tileOffsets: UInt16 = 324
  package static let tileByteCounts: UInt16 = 325
  package static let subIFDs: UInt16 = 330
  package static let exifIFD: UInt16 = 34_665
  package static let makerNote: UInt16 = 37_500
  package static let dngVersion: UInt16 = 50_706
  /// Canon's slices of a lossless JPEG.
  package static let canonSlices: UInt16 = 0xC640
  package static let linearizationTable: UInt16 = 50_712
}
