internal import ByteCoding
internal import CJPEG

/// One JPEG open in libjpeg; the one owner of its handle. The bytes have to outlive it, so it never leaves `open`.
final class JPEGHandle {
  private let handle: OpaquePointer
  let header: glassine_jpeg_header

  /// Opens a source for the time of a call.
  static func open<Result>(
    _ source: JPEGSource, _ body: (JPEGHandle) throws(Fault) -> Result
  ) throws(Fault) -> Result {
    try source.bytes.withUnsafeBufferPointer { (bytes) throws(Fault) -> Result in
      try body(JPEGHandle(bytes, memory: source.coefficientBytes + (64 << 20)))
    }
  }

  private init(_ bytes: UnsafeBufferPointer<UInt8>, memory: Int) throws(Fault) {
    var handle: OpaquePointer?
    var header = glassine_jpeg_header()
    let status = glassine_jpeg_open(bytes.baseAddress, bytes.count, JPEGSource.mostScans, memory, &handle, &header)
    guard let handle else { throw Self.noMemory }
    self.handle = handle
    self.header = header
    try check(status)
    if header.colour == glassine_jpeg_cmyk { throw JPEGSource.fourInks }
    guard header.colour != glassine_jpeg_other else {
      throw .unsupported("jpeg.components", "a JPEG whose \(header.components) components are no known colours")
    }
  }

  deinit { glassine_jpeg_free(handle) }

  private static let noMemory = Fault(
    .environment, "jpeg.memory", "there is not enough memory to decode this JPEG", advice: "use fewer jobs or close other programs")

  private func check(_ status: glassine_jpeg_status) throws(Fault) {
    switch status {
    case glassine_jpeg_ok: return
    case glassine_jpeg_no_memory: throw Self.noMemory
    case glassine_jpeg_scans:
      throw .overLimit("jpeg.scans", "a progressive JPEG of more than \(JPEGSource.mostScans) scans, which no encoder writes")
    case glassine_jpeg_damaged:
      let words = String(cString: glassine_jpeg_message(handle))
      throw JPEGSource.damaged("jpeg.damaged", "the picture is damaged: libjpeg says “\(words)”")
    default: throw Fault(.misuse, "jpeg.order", "libjpeg was asked for what it cannot do now")
    }
  }

  func readCoefficients() throws(Fault) { try check(glassine_jpeg_read_coefficients(handle)) }

  func describe(_ component: UInt32) throws(Fault) -> glassine_jpeg_component {
    var description = glassine_jpeg_component()
    try check(glassine_jpeg_describe(handle, component, &description))
    return description
  }

  /// `count` is 64 for each block of the component.
  func coefficients(_ component: UInt32, count: Int) throws(Fault) -> [Int16] {
    var status = glassine_jpeg_failed
    let values = [Int16](unsafeUninitializedCapacity: count) { target, filled in
      status = glassine_jpeg_copy(handle, component, target.baseAddress, count)
      filled = status == glassine_jpeg_ok ? count : 0
    }
    try check(status)
    return values
  }

  /// Width, height and interleaved samples.
  func pixels(reducedBy divisor: Int, channels: Int) throws(Fault) -> (width: Int, height: Int, samples: [UInt8]) {
    var (width, height) = (UInt32(0), UInt32(0))
    try check(glassine_jpeg_reduce(handle, UInt32(divisor), &width, &height))
    let count = Int(width) * Int(height) * channels
    var status = glassine_jpeg_failed
    let samples = [UInt8](unsafeUninitializedCapacity: count) { target, filled in
      status = glassine_jpeg_read_pixels(handle, target.baseAddress, count)
      filled = status == glassine_jpeg_ok ? count : 0
    }
    try check(status)
    return (Int(width), Int(height), samples)
  }
}
