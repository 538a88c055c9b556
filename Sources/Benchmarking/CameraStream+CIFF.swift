internal import ByteCoding

extension CameraStream {
  /// Canon's CRW: the bytes of the record with the samples, in a container of records (CIFF); nil for other files.
  ///
  /// Everything in the file is taken as hostile: what lies outside gives nil.
  init?(ofCIFF file: [UInt8]) {
    guard file.starts(with: Array("II".utf8)), file.dropFirst(6).starts(with: Array("HEAPCCDR".utf8)),
      let bytes = try? Self.rawRecord(of: file)
    else { return nil }
    self.init(bytes: Int64(bytes), compression: nil)
  }

  /// Type of the record that holds the samples.
  private static let rawData: UInt16 = 0x2005

  private static func rawRecord(of file: [UInt8]) throws(Fault) -> Int? {
    var reader = ByteReader(file)
    try reader.seek(to: 2)
    let start = Int(try reader.u32())
    // A heap's last word says where its directory is, from the heap's start.
    try reader.seek(to: max(0, file.count - 4))
    let directory = Int(try reader.u32())
    try reader.seek(to: start + directory)
    for _ in 0..<Int(try reader.u16()) {
      let (type, size, offset) = (try reader.u16(), Int(try reader.u32()), Int(try reader.u32()))
      if type == rawData { return size > 0 && start + offset + size <= file.count ? size : nil }
    }
    return nil
  }
}
