internal import ByteCoding
internal import CLibTIFF

/// A TIFF file being written: the one owner of a libtiff handle. Every failing call throws with libtiff's words or the system's errno.
final class TIFFFile {
  private let handle: OpaquePointer
  let bigEndian: Bool

  /// Creates the file, or empties the one there. Throws `environment` (`tiff.write`).
  init(creating path: String, bigEndian: Bool = false) throws(Fault) {
    guard let handle = glassine_tiff_create(path, bigEndian ? 1 : 0) else {
      throw Fault(.environment, "tiff.write", "memory ran out")
    }
    self.bigEndian = bigEndian
    self.handle = handle
    if glassine_tiff_failed(handle) != 0 { throw fault("creating the file") }
  }

  deinit { glassine_tiff_free(handle) }

  /// Ends libtiff's part: from now on the first directory's entries can be amended, and nothing else.
  func settle() throws(Fault) { try check(glassine_tiff_settle(handle), "closing the file") }

  /// Changes the field type of an entry of the first directory and, where given, its value, which must be as long as before.
  func amend(_ tag: TIFFTag, value: [UInt8] = []) throws(Fault) {
    let (number, type) = (UInt16(truncatingIfNeeded: tag.number), UInt16(truncatingIfNeeded: tag.type.rawValue))
    try check(glassine_tiff_amend(handle, number, type, value, value.count), "tag \(tag.number)")
  }

  /// Writes what is pending and closes; throws where a byte did not reach the system.
  func finish() throws(Fault) {
    try check(glassine_tiff_finish(handle), "closing the file")
  }

  private func check(_ result: Int32, _ place: @autoclosure () -> String) throws(Fault) {
    guard result == 1 else { throw fault(place()) }
  }

  private func fault(_ place: String) -> Fault {
    let message = String(cString: glassine_tiff_message(handle))
    let errno = glassine_tiff_errno(handle)
    if errno != 0 {
      return Fault(.environment, "tiff.write", systemText(errno), place: place, errno: errno)
    }
    return Fault(.misuse, "tiff.refused", message.isEmpty ? "libtiff refuses the values" : message, place: place)
  }
}

// MARK: - Fields

extension TIFFFile {
  /// Sets a numeric field; `values` must fit the tag's type.
  func set(_ tag: TIFFTag, _ values: [Double]) throws(Fault) {
    try check(
      glassine_tiff_set_numbers(handle, tag.number, tag.type.rawValue, UInt32(truncatingIfNeeded: values.count), values),
      "tag \(tag.number)")
  }

  func set(_ tag: TIFFTag, _ values: Int...) throws(Fault) { try set(tag, values.map { Double($0) }) }

  /// Sets a text field; an empty or unknown text leaves the field out.
  func set(_ tag: TIFFTag, _ text: String?) throws(Fault) {
    let bytes = (text ?? "").utf8.filter { $0 != 0 } + [0]
    if bytes.count > 1 { try set(tag, bytes: bytes) }
  }

  /// Sets a field of bytes; none leave the field out.
  func set(_ tag: TIFFTag, bytes: [UInt8]) throws(Fault) {
    guard !bytes.isEmpty else { return }
    try check(
      glassine_tiff_set_bytes(handle, tag.number, tag.type.rawValue, UInt32(truncatingIfNeeded: bytes.count), bytes), "tag \(tag.number)")
  }

  /// Codes the current directory's RGB strips as YCbCr JPEG.
  func setJPEG(quality: Int32) throws(Fault) { try check(glassine_tiff_set_jpeg(handle, quality), "JPEG") }

  /// Makes the directory after this one its child.
  func expectChild() throws(Fault) { try check(glassine_tiff_expect_child(handle), "tag 330") }
}

// MARK: - Samples, directories and bytes of the caller's own

extension TIFFFile {
  /// Codes and writes one strip; samples are in the machine's byte order.
  func write(strip: Int, _ bytes: [UInt8]) throws(Fault) {
    var copy = bytes
    let result = copy.withUnsafeMutableBufferPointer {
      glassine_tiff_write_strip(handle, UInt32(truncatingIfNeeded: strip), $0.baseAddress, $0.count)
    }
    try check(result, "strip \(strip)")
  }

  /// Writes one tile that is coded already.
  func write(codedTile tile: Int, _ bytes: [UInt8]) throws(Fault) {
    try check(glassine_tiff_write_coded_tile(handle, UInt32(truncatingIfNeeded: tile), bytes, bytes.count), "tile \(tile)")
  }

  /// Ends the current directory.
  func endDirectory() throws(Fault) { try check(glassine_tiff_write_directory(handle), "directory") }

  /// Where bytes appended now would start; even, as TIFF asks.
  var end: Int {
    let length = Int(clamping: glassine_tiff_length(handle))
    return length + length % 2
  }

  /// Writes bytes past the end, outside libtiff's knowledge; between a directory's samples and the next one only.
  func place(_ bytes: [UInt8], at offset: Int) throws(Fault) {
    try check(glassine_tiff_place(handle, UInt64(max(0, offset)), bytes, bytes.count), "offset \(offset)")
  }
}
