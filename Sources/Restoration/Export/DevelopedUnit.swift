internal import ArchiveFormat
package import ArchiveStore
package import ByteCoding
internal import MetadataCoding
package import RawReading
internal import ShotMetadata
internal import TIFFWriting
package import UnitCoding

/// A unit's mosaic as a picture, through LibRaw.
package enum DevelopedUnit {
  /// Develops to 8 bits, sRGB, upright; `halfSize` takes one pixel of each 2x2 cell.
  ///
  /// Where there is an original it is rebuilt, checked, and developed; a sensor-exact unit is developed from a DNG that is written without
  /// a name into `scratch` for as long. Throws `.misuse` (`restore.not-raw`) for files that are no raws, `.overLimit` (`restore.large`),
  /// and what decoding and developing throw. Cost: seconds for large mosaics, about 16 bytes of memory a pixel besides the original.
  package static func develop(
    _ decoder: UnitDecoder, name: String, halfSize: Bool, scratch: Folder, software: String, budget: MemoryBudget = .standard
  ) throws(Fault) -> RGBImage {
    let source = try source(decoder, name, scratch, software, budget)
    do throws(Fault) { return try RawReader.develop(source, name: name, bits: 8, halfSize: halfSize) } catch {
      // LibRaw's demosaicing of X-Trans fails on small pictures, which cells of half size need not.
      guard !halfSize, error.kind == .damaged else { throw error }
      do throws(Fault) { return try RawReader.develop(source, name: name, bits: 8, halfSize: true) } catch let again {
        throw again.code == error.code ? error : again
      }
    }
  }

  private static func source(
    _ decoder: UnitDecoder, _ name: String, _ scratch: Folder, _ software: String, _ budget: MemoryBudget
  ) throws(Fault) -> [UInt8] {
    guard decoder.record.tier == .sensorExact else {
      guard decoder.record.size <= Int64(budget.fileBytes) else {
        throw Fault.overLimit("restore.large", "the original is too large to be read as a raw")
      }
      var bytes: [UInt8] = []
      bytes.reserveCapacity(Int(decoder.record.size))
      try decoder.original { bytes.append(contentsOf: $0) }
      return bytes
    }
    guard let facts = try decoder.facts() else { throw Fault(.misuse, "restore.not-raw", "this file is not a raw") }
    let aside = Array(".glassine-dng-\(UInt64.random(in: .min ... .max))".utf8)
    let file = try scratch.create(aside, permissions: 0o600)
    // Open files live on without a name, and are gone when they are closed, whatever happens.
    try scratch.remove(aside)
    try DNGWriter.write(
      mosaic: decoder.linearMosaic(), facts: facts, metadata: decoder.metadata() ?? MetadataBlock(), preview: nil, originalName: name,
      compression: .uncompressed, software: software, to: file.writablePath)
    return try file.read(at: 0, upTo: Int(try file.status().size))
  }
}
