internal import ByteCoding
internal import JPEGReading

/// A JPEG taken apart before libjpeg sees it: one complete stream, of a kind and size that is for this room.
struct JPEGSource {
  /// More scans than any encoder writes: 64 coefficients by 14 bits would be possible, at the price of decoding everything for each.
  static let mostScans: UInt32 = 200
  /// Profiles larger than this are not kept.
  private static let largestProfile = 16 << 20

  /// What libjpeg reads: the picture's own segments, and those that say what its colours are. No gaps, so that all of its warnings count.
  let bytes: [UInt8]
  let frame: JPEGFrame
  let exif: [UInt8]?
  let icc: [UInt8]?

  /// Throws `.unsupported` (`jpeg.none`, `jpeg.cmyk`, `jpeg.components`, `jpeg.arithmetic`, `jpeg.lossless`, `jpeg.hierarchical`,
  /// `jpeg.precision`, `jpeg.height`, `jpeg.sampling`), `.damaged` (`jpeg.truncated`, `jpeg.structure`) and `.overLimit` (`size.limit`).
  init(_ file: [UInt8], budget: MemoryBudget) throws(Fault) {
    guard file.count <= budget.fileBytes else { throw .overLimit("size.limit", "a JPEG of \(file.count) bytes", at: "JPEG") }
    let stream = try Self.stream(file)
    frame = stream.frame
    try Self.check(frame)
    try budget.check(width: frame.width, height: frame.height, at: "JPEG")
    // Every block takes a bit at least: so a few bytes cannot order much memory.
    guard (frame.width + 7) / 8 * ((frame.height + 7) / 8) <= 8 * stream.pictureCount else {
      throw Self.damaged("jpeg.structure", "\(stream.pictureCount) bytes are too few for \(frame.width)x\(frame.height) pixels")
    }
    var segments = JPEGSegments()
    for part in stream.setAside { segments.read(file[part]) }
    exif = segments.exif
    icc = segments.profile(limit: Self.largestProfile)
    let picture = stream.picture == [0..<file.count] ? file : stream.pictureBytes(in: file)
    bytes = segments.colour.isEmpty ? picture : Array(picture.prefix(2)) + segments.colour + picture.dropFirst(2)
  }

  private static func stream(_ file: [UInt8]) throws(Fault) -> JPEGStream {
    do throws(JPEGStreamProblem) { return try JPEGStream(in: file) } catch {
      switch error {
      case .noStart: throw .unsupported("jpeg.none", "this is not a JPEG")
      case .truncated: throw damaged("jpeg.truncated", "the file ends before the picture does")
      case .malformed(let place): throw damaged("jpeg.structure", "this is not how a JPEG goes on", at: "byte \(place)")
      }
    }
  }

  static func damaged(_ code: String, _ cause: String, at place: String? = nil) -> Fault {
    Fault(.damaged, code, cause, place: place, advice: "look for another copy of the file")
  }

  private static func check(_ frame: JPEGFrame) throws(Fault) {
    if frame.components.count == 4 { throw fourInks }
    // Factors of 3 and 4 are rare, but libjpeg reads them.
    if var refusal = frame.refusal, refusal.code != "jpeg.sampling" {
      refusal.advice = "convert it to an ordinary JPEG with an image editor"
      throw refusal
    }
    guard frame.components.count == 1 || frame.components.count == 3 else {
      throw .unsupported("jpeg.components", "a JPEG of \(frame.components.count) components")
    }
    guard frame.components.allSatisfy({ $0.horizontal <= 4 && $0.vertical <= 4 }) else {
      throw .unsupported("jpeg.sampling", "a JPEG with sampling factors above 4")
    }
  }

  static let fourInks = Fault(
    .unsupported, "jpeg.cmyk", "a JPEG of four inks (CMYK), made for printing",
    advice: "convert it to RGB with an image editor, with its profile")

  /// Bytes of all coefficients, rounded up to what interleaving needs.
  var coefficientBytes: Int {
    let (across, down) = (frame.components.map(\.horizontal).max() ?? 1, frame.components.map(\.vertical).max() ?? 1)
    let mcus = ((frame.width + 8 * across - 1) / (8 * across)) * ((frame.height + 8 * down - 1) / (8 * down))
    return frame.components.reduce(0) { $0 + mcus * $1.horizontal * $1.vertical * 128 }
  }
}
