internal import CJXL
package import ByteCoding
internal import JPEGReading

/// Codes a JPEG's picture as JPEG XL and gives the same bytes back: libjxl's lossless transcoding, about a fifth smaller.
///
/// What is coded is a bare JPEG: SOI, tables, one frame of 8 bits and one or three components, Huffman-coded scans, EOI
/// (`JPEGStream.pictureBytes`). Application segments, comments and trailing bytes are not for it. The result is a JPEG XL file that
/// `djxl` turns into the same bytes; its headers are read here first, so that no file can order more memory than its JPEG justifies.
package enum JPEGTranscoder {
  /// Efforts 3 to 7 are as dense and as fast; 8 gains 0.2 % of the JPEG in twice the time, 9 another 0.1 % in nine times.
  package static let standardEffort = 7
  /// The largest picture, in samples of its first component; the library takes some 27 bytes for each.
  package static let largestPicture = 1 << 27

  /// The JPEG XL file of a bare JPEG, decoded again and compared. Equal input gives equal bytes for one version of the library.
  ///
  /// Throws `.unsupported`: `jpeg.lossless`, `jpeg.arithmetic`, `jpeg.hierarchical`, `jpeg.precision`, `jpeg.height`,
  /// `jpeg.components`, `jpeg.sampling` (kinds it is not for), `jpeg.structure` (not one complete JPEG), `jpeg.segments` (segments
  /// that are not for it), `jpeg.refused` (the library does not take it), `jpeg.inexact` (other bytes come back); `.overLimit`
  /// (`size.limit`) for pictures beyond the budget; `.environment` (`jxl.memory`).
  /// Cost: some 0.2 s a megabyte, proof included, and 27 bytes of memory a sample of the picture.
  package static func encode(
    _ jpeg: [UInt8], effort: Int = standardEffort, budget: MemoryBudget = .standard
  ) throws(Fault) -> [UInt8] {
    guard (1...9).contains(effort) else { throw Fault(.misuse, "jxl.size", "effort \(effort) is not for JPEG XL") }
    try check(jpeg, budget: budget)
    var bytes: UnsafeMutablePointer<UInt8>?
    var count = 0
    let status = jpeg.withUnsafeBufferPointer { glassine_jxl_encode_jpeg($0.baseAddress, $0.count, Int32(effort), &bytes, &count) }
    defer { glassine_jxl_free(bytes) }
    switch status {
    case glassine_jxl_ok: break
    case glassine_jxl_no_memory: throw Fault(.environment, "jxl.memory", "not enough memory for JPEG XL")
    case glassine_jxl_shape: throw .unsupported("jpeg.refused", "\(version) cannot describe how this JPEG is written")
    default: throw .unsupported("jpeg.refused", "\(version) does not read this JPEG")
    }
    guard let bytes else { throw Fault(.environment, "jxl.memory", "not enough memory for JPEG XL") }
    let file = try JXLTranscodedFile.normalized(UnsafeBufferPointer(start: bytes, count: count))
    do throws(Fault) {
      guard try decode(file[...], expecting: jpeg.count, budget: budget) == jpeg else {
        throw Fault.unsupported("jpeg.inexact", "other bytes come back")
      }
    } catch {
      throw .unsupported("jpeg.inexact", "\(version) does not give this JPEG back: \(error.cause)")
    }
    return file
  }

  /// The bare JPEG of exactly `count` bytes that a file of `encode` holds.
  ///
  /// Throws `.damaged` (`jxl.boxes`, `jxl.header`, `jxl.jbrd`, `jxl.data`), `.overLimit` (`size.limit`), `.environment` (`jxl.memory`).
  /// Memory is bounded by the budget and by `count`: a JPEG of so many bytes has at most eight blocks of 64 samples for each.
  /// Cost: some 0.07 s a megabyte.
  package static func decode(
    _ file: ArraySlice<UInt8>, expecting count: Int, budget: MemoryBudget = .standard
  ) throws(Fault) -> [UInt8] {
    guard count > 0, count <= budget.fileBytes else {
      throw .overLimit("size.limit", "a JPEG of \(count) bytes; 1 to \(budget.fileBytes) are allowed")
    }
    let parts = try JXLTranscodedFile(file)
    let picture = try JXLPictureHeader(parts.codestream)
    try check(width: picture.width, height: picture.height, budget: budget)
    guard fits(width: picture.width, height: picture.height, count: count) else {
      throw .damaged("jxl.header", "a picture of \(picture.width)x\(picture.height) does not fit a JPEG of \(count) bytes")
    }
    let reconstruction = try JXLReconstruction(parts.reconstruction, expecting: count)
    guard reconstruction.isGrey == picture.isGrey else { throw .damaged("jxl.jbrd", "the picture and its description differ in kind") }
    var status = glassine_jxl_failed
    let jpeg = [UInt8](unsafeUninitializedCapacity: count) { target, initialized in
      status = file.withUnsafeBufferPointer { glassine_jxl_decode_jpeg($0.baseAddress, $0.count, target.baseAddress, count) }
      initialized = status == glassine_jxl_ok ? count : 0
    }
    switch status {
    case glassine_jxl_ok: return jpeg
    case glassine_jxl_no_memory: throw Fault(.environment, "jxl.memory", "not enough memory for JPEG XL")
    default: throw .damaged("jxl.data", "the JPEG XL file does not give a JPEG of \(count) bytes")
    }
  }

  private static var version: String { JXLPlaneCoder.libraryVersion }

  /// Refuses what is known to be refused without asking the library, which writes to standard error.
  private static func check(_ jpeg: [UInt8], budget: MemoryBudget) throws(Fault) {
    let stream: JPEGStream
    do { stream = try JPEGStream(in: jpeg) } catch { throw .unsupported("jpeg.structure", "not a complete JPEG: \(error)") }
    if let refusal = stream.frame.refusal { throw refusal }
    guard stream.range == 0..<jpeg.count else {
      throw .unsupported("jpeg.structure", "\(jpeg.count - stream.range.upperBound) bytes after the JPEG's end")
    }
    guard stream.picture == [0..<jpeg.count] else {
      throw .unsupported("jpeg.segments", "a JPEG with application segments, comments or gaps")
    }
    try check(width: stream.frame.width, height: stream.frame.height, budget: budget)
    guard fits(width: stream.frame.width, height: stream.frame.height, count: jpeg.count) else {
      throw .unsupported("jpeg.structure", "\(jpeg.count) bytes are too few for \(stream.frame.width)x\(stream.frame.height)")
    }
    guard jpeg.count <= budget.fileBytes else { throw .overLimit("size.limit", "a JPEG of \(jpeg.count) bytes") }
  }

  /// Every block takes a bit at least: so a few bytes cannot order much memory.
  private static func fits(width: Int, height: Int, count: Int) -> Bool {
    (width + 7) / 8 * ((height + 7) / 8) <= 8 * count
  }

  private static func check(width: Int, height: Int, budget: MemoryBudget) throws(Fault) {
    try budget.check(width: width, height: height, at: "JPEG")
    guard width * height <= largestPicture else {
      throw .overLimit("size.limit", "a picture of \(width)x\(height), more than \(largestPicture) samples")
    }
  }
}
