internal import ByteCoding
internal import CLibRaw
internal import SensorModel

/// One file open in LibRaw; closes with its last reference. The bytes must outlive it, so it never leaves `RawReader.open`.
final class LibRawHandle {
  private let raw: OpaquePointer
  /// As of opening, and again after decoding.
  private(set) var numbers = glassine_raw_numbers()
  private let byteCount: Int

  static var libraryVersion: String {
    guard let text = glassine_raw_version() else { return "LibRaw" }
    return "LibRaw \(String(cString: text))"
  }

  init(_ bytes: UnsafeRawBufferPointer, memoryMegabytes: UInt32, keepingFloats: Bool) throws(Fault) {
    guard let raw = glassine_raw_create() else { throw LibRawStatus.noMemory }
    self.raw = raw
    byteCount = bytes.count
    let status = glassine_raw_open(
      raw, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count, memoryMegabytes, keepingFloats ? 1 : 0)
    glassine_raw_get_numbers(raw, &numbers)
    guard status == glassine_raw_ok else { throw fault(status) }
  }

  deinit { glassine_raw_destroy(raw) }

  /// The samples a row and the rows that decoding takes memory for.
  var allocatedSize: (width: Int, height: Int) { (Int(numbers.allocated_width), Int(numbers.allocated_height)) }

  /// Raw images in the file; the first is the one that is decoded.
  var imageCount: Int { Int(numbers.images) }

  /// Decodes the samples.
  func unpack() throws(Fault) {
    try requireKnownCoding()
    let status = glassine_raw_unpack(raw)
    guard status == glassine_raw_ok else { throw fault(status) }
    glassine_raw_get_numbers(raw, &numbers)
  }

  /// The full area, copied.
  func mosaic() throws(Fault) -> Mosaic {
    let (width, height) = (Int(numbers.raw_width), Int(numbers.raw_height))
    guard width > 0, height > 0, width <= 65_535, height <= 65_535 else { throw LibRawStatus.notAMosaic("of no size") }
    let count = width * height
    var copied = false
    let samples = [UInt16](unsafeUninitializedCapacity: count) { target, initialised in
      copied = glassine_raw_copy_mosaic(raw, target.baseAddress, count) == 1
      initialised = copied ? count : 0
    }
    guard copied else { throw LibRawStatus.notAMosaic("not one sample a photosite") }
    return Mosaic(width: width, height: height, samples: samples)
  }

  func develop(bits: Int, halfSize: Bool, upright: Bool) throws(Fault) -> RGBImage {
    let status = glassine_raw_develop(raw, Int32(bits), halfSize ? 1 : 0, upright ? 1 : 0)
    guard status == glassine_raw_ok else { throw fault(status) }
    var (width, height, colors, depth) = (UInt32(0), UInt32(0), UInt32(0), UInt32(0))
    glassine_raw_developed_size(raw, &width, &height, &colors, &depth)
    guard width > 0, height > 0, width <= 131_072, height <= 131_072, colors == 1 || colors == 3, Int(depth) == bits else {
      throw .unsupported("raw.develop", "LibRaw develops this file to a picture of an unknown kind")
    }
    let count = Int(width) * Int(height) * Int(colors)
    var copied = false
    let samples = [UInt16](unsafeUninitializedCapacity: count) { target, initialised in
      copied = glassine_raw_copy_developed(raw, target.baseAddress, count) == 1
      initialised = copied ? count : 0
    }
    guard copied else { throw .unsupported("raw.develop", "LibRaw develops this file to a picture of an unknown kind") }
    let interleaved = colors == 3 ? samples : samples.flatMap { [$0, $0, $0] }
    return RGBImage(width: Int(width), height: Int(height), bits: bits, samples: interleaved)
  }

  /// Where the largest JPEG preview lies in the file.
  var previewRange: Range<Int>? {
    var (offset, count) = (0, 0)
    guard glassine_raw_find_preview(raw, &offset, &count) == glassine_raw_ok, offset >= 0, count > 0,
      offset <= byteCount, count <= byteCount - offset
    else { return nil }
    return offset..<(offset + count)
  }

  /// The colour index of a photosite of the full area; nil where the file has no colour filters.
  func colorIndex(row: Int, column: Int) -> UInt8? {
    UInt8(exactly: glassine_raw_color_at(raw, UInt32(clamping: row), UInt32(clamping: column)))
  }

  /// LibRaw's own answer for a photosite of the visible area.
  func visibleColorIndex(row: Int, column: Int) -> UInt8? {
    UInt8(exactly: glassine_raw_visible_color_at(raw, UInt32(clamping: row), UInt32(clamping: column)))
  }

  /// (rows, columns) of the repeating black pattern, row-major; empty where there is none or it is larger than LibRaw stores.
  func blackPattern() -> [UInt32] {
    let capacity = 4096
    return [UInt32](unsafeUninitializedCapacity: capacity) { target, count in
      count = min(glassine_raw_black_pattern(raw, target.baseAddress, capacity), capacity)
    }
  }

  /// A text of the file: wrong UTF-8 replaced, control characters and outer blanks removed; nil where nothing is left.
  func text(_ field: glassine_raw_text_field) -> String? {
    let capacity = 512
    let bytes = [UInt8](unsafeUninitializedCapacity: capacity) { target, count in
      count = min(glassine_raw_text(raw, field, target.baseAddress, capacity), capacity)
    }
    let printable = String(decoding: bytes, as: UTF8.self).unicodeScalars.map { scalar in
      scalar.properties.generalCategory == .control ? " " : Character(scalar)
    }
    let trimmed = printable.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()
    return trimmed.isEmpty ? nil : String(trimmed)
  }

  private func fault(_ status: glassine_raw_status) -> Fault {
    let place = glassine_raw_error_offset(raw)
    let camera = [text(glassine_raw_make), text(glassine_raw_model)].compactMap { $0 }.joined(separator: " ")
    return LibRawStatus.fault(status, camera: camera, place: place >= 0 ? "byte \(place)" : nil)
  }
}
