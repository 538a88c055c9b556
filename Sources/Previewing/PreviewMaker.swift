internal import ArchiveFormat
package import ArchiveStore
package import ByteCoding
internal import JPEGReading
internal import MetadataCoding
package import PictureCoding
internal import RawReading
internal import Restoration
internal import ShotMetadata
internal import TIFFReading
package import UnitCoding

/// Finds the best preview of a unit and makes it a picture that any screen shows right.
///
/// A raw's preview is the largest JPEG in it; it is found without decoding a plane. Where that is smaller than both what was asked for and
/// 640 pixels, a mere thumbnail, or where there is none, the mosaic is developed.
package struct PreviewMaker: Sendable {
  /// Makes a better picture of a JPEG's coefficients, of the same size, not turned; with the JPEG's profile or without.
  package typealias Restorer = @Sendable (QuantisedJPEG) throws(Fault) -> Picture

  /// A JPEG whose longer side is below this is a thumbnail.
  private static let thumbnailSide = 640
  /// So many JPEGs of a file are tried, the largest first, where they do not decode.
  private static let attempts = 4

  private let size: Int
  private let scratch: Folder
  private let software: String
  private let budget: MemoryBudget

  /// `size` is the longest side of previews in pixels, at least 1; `scratch` a folder for nameless files.
  package init(size: Int, scratch: Folder, software: String, budget: MemoryBudget = .standard) {
    self.size = max(1, size)
    self.scratch = scratch
    self.software = software
    self.budget = budget
  }

  /// The preview of a unit.
  ///
  /// Throws `.unsupported` where the original has no picture that can be shown: `preview.none`, or what keeps its JPEG from being
  /// decoded (`jpeg.cmyk`…) or its mosaic from being developed. Other faults are of the unit, the JPEG or the machine.
  /// Cost: mostly that of decoding the JPEG. Memory: about twice the original's size without its mosaic's, and the JPEG's pixels.
  package func preview(of decoder: UnitDecoder, name: String) throws(Fault) -> UnitPreview {
    guard decoder.record.kind == .file else { throw Self.none("a \(decoder.record.kind.rawValue) has no picture") }
    // Damaged facts are no reason for no preview.
    let facts = try? decoder.facts()
    guard decoder.record.tier != .sensorExact else {
      return try developed(decoder, name, facts, (try? decoder.metadata()) ?? MetadataBlock())
    }
    let bytes = try bytes(of: decoder, isRaw: facts != nil)
    let metadata = (try? MetadataReader.read(bytes, name: name)) ?? MetadataBlock()
    if PictureFile.isJPEG(bytes) {
      return try preview(of: bytes, .jpeg, orientation: 1, isAdobeRGB: false, metadata, facts)
    }
    var problem: Fault?
    var small: UnitPreview?
    let isAdobeRGB = ExifBlock(bytes)?.isAdobeRGB ?? false
    let parts = Self.partsOfImages(bytes)
    let found = EmbeddedJPEGs.find(in: bytes).filter { !parts.contains($0.range.lowerBound) }.sorted {
      $0.frame.width * $0.frame.height > $1.frame.width * $1.frame.height
    }
    for stream in found.prefix(Self.attempts) {
      do throws(Fault) {
        let preview = try preview(
          of: Array(bytes[stream.range]), .embedded, orientation: turned(stream.frame, facts), isAdobeRGB: isAdobeRGB, metadata, facts)
        if max(stream.frame.width, stream.frame.height) >= min(size, Self.thumbnailSide) { return preview }
        small = preview
        break
      } catch { problem = problem ?? error }
    }
    do throws(Fault) {
      // What LibRaw did not read when it was archived is not handed to it again: a damaged raw can end the program.
      guard facts != nil else {
        throw Self.none(decoder.record.reason?.text ?? "there is neither a JPEG nor a mosaic in it")
      }
      return try developed(decoder, name, facts, metadata)
    } catch {
      if let small { return small }
      // What is wrong with a JPEG says more than that there is no mosaic either.
      throw error.kind == .unsupported ? problem ?? error : error
    }
  }

  /// The preview made again from the JPEG it came from, by a network; itself where it was developed.
  ///
  /// Throws what reading the coefficients and the network throw.
  package func restored(_ preview: UnitPreview, by restorer: Restorer) throws(Fault) -> UnitPreview {
    guard let jpeg = preview.jpeg else { return preview }
    let quantised = try QuantisedJPEG(reading: jpeg, budget: budget)
    var picture = try restorer(quantised)
    picture.icc = picture.icc ?? quantised.icc
    var restored = UnitPreview(
      picture: try shown(picture, orientation: preview.orientation, isAdobeRGB: preview.isAdobeRGB), origin: preview.origin,
      sourceWidth: preview.sourceWidth, sourceHeight: preview.sourceHeight, exif: preview.exif, jpeg: jpeg,
      orientation: preview.orientation, isAdobeRGB: preview.isAdobeRGB)
    restored.isRestored = true
    return restored
  }

  static func none(_ cause: String) -> Fault { .unsupported("preview.none", "no preview: \(cause)") }

  /// The original's bytes, or all of them but a mosaic's.
  private func bytes(of decoder: UnitDecoder, isRaw: Bool) throws(Fault) -> [UInt8] {
    if let outline = try decoder.outline() { return outline }
    guard decoder.record.size <= Int64(budget.fileBytes) else { throw Self.none("the file is too large to be a picture") }
    var bytes: [UInt8] = []
    try decoder.original { piece throws(Fault) in
      if bytes.isEmpty {
        let head = Array(piece.prefix(PictureFile.headLength))
        guard isRaw || PictureFile.isJPEG(head) || PictureFile.mayBeRaw(head) else { throw Self.none("this is no picture file") }
        bytes.reserveCapacity(Int(decoder.record.size))
      }
      bytes.append(contentsOf: piece)
    }
    guard !bytes.isEmpty else { throw Self.none("the file is empty") }
    return bytes
  }

  /// Where JPEGs start that are no pictures of their own: sensor data of lossy DNGs, and tiles and strips of larger images.
  private static func partsOfImages(_ file: [UInt8]) -> Set<Int> {
    guard let structure = try? TIFFStructure(parsing: file, lenient: true) else { return [] }
    let (mosaic, linear) = (32_803, 34_892)
    return structure.images.reduce(into: []) { starts, image in
      guard image.photometric == mosaic || image.photometric == linear || image.chunks.count > 1 else { return }
      starts.formUnion(image.chunks.map(\.offset))
    }
  }

  /// How a raw's JPEG has to be turned where it does not say so itself: as the raw, unless the camera has turned it already.
  private func turned(_ frame: JPEGFrame, _ facts: ShotFacts?) -> Int {
    guard let sensor = facts?.sensor else { return 1 }
    let isSensorWide = sensor.activeArea.width >= sensor.activeArea.height
    let isTurnedAlready = sensor.orientation >= 5 && (frame.width >= frame.height) != isSensorWide
    return isTurnedAlready ? 1 : sensor.orientation
  }

  private func preview(
    of jpeg: [UInt8], _ origin: UnitPreview.Origin, orientation: Int, isAdobeRGB: Bool, _ metadata: MetadataBlock, _ facts: ShotFacts?
  ) throws(Fault) -> UnitPreview {
    let (width, height) = try JPEGPicture.size(jpeg, budget: budget)
    // Twice as large as wanted: the last step is an average of light, not of codes.
    let divisor = [8, 4, 2].first { max(width, height) / $0 >= 2 * size } ?? 1
    let decoded = try JPEGPicture.decode(jpeg, reducedBy: divisor, budget: budget)
    let own = JPEGPicture.exif(jpeg).flatMap { ExifBlock($0) }
    let orientation = own?.statedOrientation ?? orientation
    let isAdobeRGB = own?.isAdobeRGB ?? false || isAdobeRGB
    let picture = try shown(decoded, orientation: orientation, isAdobeRGB: isAdobeRGB)
    return UnitPreview(
      picture: picture, origin: origin, sourceWidth: width, sourceHeight: height,
      exif: PreviewExif.make(metadata, facts, width: picture.width, height: picture.height, software: software), jpeg: jpeg,
      orientation: orientation, isAdobeRGB: isAdobeRGB)
  }

  /// Reduced first: the rest is then cheap.
  private func shown(_ picture: Picture, orientation: Int, isAdobeRGB: Bool) throws(Fault) -> Picture {
    var reduced = picture.reduced(longestSide: size)
    if isAdobeRGB, reduced.icc == nil, reduced.channels == 3 { reduced.icc = ColourManagement.adobeRGBProfile }
    do throws(Fault) { reduced = try ColourManagement.toSRGB(reduced) } catch {
      // What programs do with a profile they cannot use: they pass over it.
      guard error.code == "icc.refused" else { throw error }
      reduced.icc = nil
    }
    return reduced.oriented(orientation)
  }

  private func developed(
    _ decoder: UnitDecoder, _ name: String, _ facts: ShotFacts?, _ metadata: MetadataBlock
  ) throws(Fault) -> UnitPreview {
    let side = facts.map { max($0.sensor.activeArea.width, $0.sensor.activeArea.height) } ?? 0
    let image = try DevelopedUnit.develop(
      decoder, name: name, halfSize: side >= 2 * size, scratch: scratch, software: software, budget: budget)
    let picture = Picture(
      width: image.width, height: image.height, channels: 3, samples: image.samples.map { UInt8(truncatingIfNeeded: $0) }
    ).reduced(longestSide: size)
    return UnitPreview(
      picture: picture, origin: .developed, sourceWidth: image.width, sourceHeight: image.height,
      exif: PreviewExif.make(metadata, facts, width: picture.width, height: picture.height, software: software), jpeg: nil, orientation: 1,
      isAdobeRGB: false)
  }
}
