internal import ArchiveStore
internal import ByteCoding
internal import ParityCoding
internal import Reporting

/// Reads what a group covers of its files, in order, into an encoder.
struct MemberFeed {
  private let archive: Archive
  private let control: OperationControl
  private let buffer = MemberBuffer(count: 1 << 20)

  init(_ archive: Archive, _ control: OperationControl) {
    self.archive = archive
    self.control = control
  }

  /// False where the run was stopped.
  func feed(_ members: [ParityMember], to encoder: ParityEncoder) throws(Fault) -> Bool {
    for (index, member) in members.enumerated() where member.blockCount > 0 {
      if control.isStopped { return false }
      let file = try archive.file(String(decoding: member.path, as: UTF8.self))
      for extent in member.extents {
        let range = member.bytes(of: extent)
        var offset = range.lowerBound
        while offset < range.upperBound {
          let wanted = UnsafeMutableRawBufferPointer(rebasing: buffer.bytes[..<min(buffer.bytes.count, range.upperBound - offset)])
          let got = try file.read(at: offset, into: wanted)
          guard got == wanted.count else {
            throw Fault(.environment, "parity.changed", "the file became shorter while it was read", file: file.path)
          }
          try encoder.append(UnsafeRawBufferPointer(wanted), of: index)
          offset += got
        }
      }
    }
    return true
  }

  /// Writes what the encoder has to give, waits for the medium, and has the next read come from there.
  static func write(_ encoder: ParityEncoder, to file: OpenFile) throws(Fault) {
    var offset = 0
    let piece = MemberBuffer(count: 1 << 20)
    var filled = 0
    func flush() throws(Fault) {
      try file.write(UnsafeRawBufferPointer(rebasing: piece.bytes[..<filled]), at: offset)
      offset += filled
      filled = 0
    }
    try encoder.finish { bytes throws(Fault) in
      if filled + bytes.count > piece.bytes.count { try flush() }
      UnsafeMutableRawBufferPointer(rebasing: piece.bytes[filled..<filled + bytes.count]).copyMemory(from: bytes)
      filled += bytes.count
    }
    try flush()
    try file.synchronize()
    file.dropCache()
  }
}

/// Bytes that are reused from read to read.
final class MemberBuffer: @unchecked Sendable {
  let bytes: UnsafeMutableRawBufferPointer

  init(count: Int) { bytes = .allocate(byteCount: count, alignment: 4096) }
  deinit { bytes.deallocate() }
}
