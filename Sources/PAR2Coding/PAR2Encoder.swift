package import ByteCoding
internal import CPAR2

/// Makes one PAR 2.0 file of a set: checksums of its files and their recovery slices, with the packets that describe the set at both ends.
///
/// Memory: at most 128 MiB for recovery slices, 17 MiB for what is read, and 20 bytes a slice. Where recovery slices are more than that
/// together, they are made in columns, and the files are read again for each. Time: slices times recovery slices.
package final class PAR2Encoder {
  /// In the order of the set.
  package let files: [PAR2File]
  package let geometry: PAR2Geometry
  /// How often the files are read.
  package let passes: Int
  private let workers: Int
  private let creator: String
  private let width: Int
  private let field = PAR2Field()
  private let logarithms: [Int]
  private let set: [UInt8]
  private let rows: SplitRows
  private let scratch: SplitRows
  /// The recovery slices' MD5 so far, and those of files; checksums of slices as their packets have them.
  private var rowHashers: [MD5Hasher] = []
  private var fileDigests: [[UInt8]] = []
  private var checksums: [[UInt8]] = []
  private var running: [UInt32] = []

  package static let rowBytes = 128 << 20
  static let pieceBytes = 1 << 20

  /// `files` are at most 16,000 of different names; `share` is in parts of 10,000; `creator` names the program.
  ///
  /// `rowBytes` is the memory for recovery slices.
  package init(files: [PAR2File], share: Int, creator: String, workers: Int, rowBytes: Int = PAR2Encoder.rowBytes) {
    self.files = files.sorted(by: PAR2File.isBefore)
    self.workers = workers
    self.creator = creator
    geometry = PAR2Geometry(sizes: files.map(\.size), share: share)
    let wide = rowBytes / max(1, geometry.rows) / PAR2Geometry.unit * PAR2Geometry.unit
    width = min(geometry.sliceBytes, Self.pieceBytes, max(PAR2Geometry.unit, wide))
    passes = geometry.rows == 0 ? 1 : (geometry.sliceBytes + width - 1) / width
    logarithms = PAR2Field.logarithms(geometry.slices)
    set = MD5Hasher.digest(PAR2Packet.main(self.files, sliceBytes: geometry.sliceBytes))
    rows = SplitRows(count: geometry.rows, width: width)
    scratch = SplitRows(count: 1, width: Self.pieceBytes)
  }

  private var rowPacketBytes: Int { PAR2Packet.headerBytes + 4 + geometry.sliceBytes }

  /// How many packets the file has.
  package var packets: Int { 2 * (2 + 2 * files.count) + geometry.rows }

  /// Reads the files and writes the set's file.
  ///
  /// - `read` fills the buffer from a position of a file, by its number in `files`; it must always fill it.
  /// - `saw` gets all bytes of each file in order, once.
  /// - `finished` is called when a file was read in a pass, and says whether to go on.
  /// - `write` puts bytes at a position of the set's file.
  ///
  /// False where `finished` ended it. Throws `par2.changed` where a file is not the same when it is read again.
  package func encode(
    read: (_ file: Int, _ offset: Int, UnsafeMutableRawBufferPointer) throws(Fault) -> Void,
    saw: (_ file: Int, UnsafeRawBufferPointer) -> Void, finished: (_ file: Int) throws(Fault) -> Bool,
    write: (UnsafeRawBufferPointer, Int) throws(Fault) -> Void
  ) throws(Fault) -> Bool {
    rowHashers = (0..<geometry.rows).map { row in
      var hasher = MD5Hasher()
      hasher.update(set + Array(PAR2Packet.Kind.recovery.rawValue.utf8) + exponent(row))
      return hasher
    }
    fileDigests = files.map { _ in [UInt8](repeating: 0, count: 16) }
    checksums = files.map { [UInt8](repeating: 0, count: 20 * geometry.slices(of: $0.size)) }
    running = [UInt32](repeating: 0, count: geometry.slices)
    let front = critical().count
    for pass in 0..<passes {
      let columns = pass * width..<min(geometry.sliceBytes, (pass + 1) * width)
      let accumulator = PAR2Accumulator(rows: rows, width: columns.count, workers: workers, field: field)
      rows.clear()
      var slice = 0
      for (number, file) in files.enumerated() {
        var whole = MD5Hasher()
        for index in 0..<geometry.slices(of: file.size) {
          if pass == 0 {
            try first(number, index, slice, &whole, accumulator, read, saw)
          } else {
            try later(number, index, slice, columns, accumulator, read)
          }
          slice += 1
        }
        if pass == 0 { fileDigests[number] = whole.finish() }
        guard try finished(number) else { return false }
      }
      accumulator.flush()
      for row in 0..<geometry.rows {
        let bytes = UnsafeMutableRawBufferPointer(rebasing: scratch.bytes[..<columns.count])
        rows.join(row, into: bytes)
        rowHashers[row].update(UnsafeRawBufferPointer(bytes))
        try write(
          UnsafeRawBufferPointer(bytes), front + row * rowPacketBytes + PAR2Packet.headerBytes + 4 + columns.lowerBound)
      }
    }
    for row in 0..<geometry.rows {
      let head = PAR2Packet.header(
        .recovery, set: set, bodyBytes: 4 + geometry.sliceBytes, digest: rowHashers[row].finish())
      try Self.put(head + exponent(row), front + row * rowPacketBytes, write)
    }
    try Self.put(critical(), 0, write)
    try Self.put(critical(), front + geometry.rows * rowPacketBytes, write)
    return true
  }

  /// Reads a whole slice, for its checksums, and adds its first columns.
  private func first(
    _ number: Int, _ index: Int, _ slice: Int, _ whole: inout MD5Hasher, _ accumulator: PAR2Accumulator,
    _ read: (Int, Int, UnsafeMutableRawBufferPointer) throws(Fault) -> Void, _ saw: (Int, UnsafeRawBufferPointer) -> Void
  ) throws(Fault) {
    let begin = index * geometry.sliceBytes
    let end = min(begin + geometry.sliceBytes, files[number].size)
    var hasher = MD5Hasher()
    var crc: UInt32 = 0
    var offset = begin
    while offset < begin + geometry.sliceBytes {
      let wanted = min(Self.pieceBytes, begin + geometry.sliceBytes - offset)
      let there = max(0, min(wanted, end - offset))
      let piece = UnsafeMutableRawBufferPointer(rebasing: scratch.bytes[..<wanted])
      let data = UnsafeMutableRawBufferPointer(rebasing: piece[..<there])
      if there > 0 { try read(number, offset, data) }
      UnsafeMutableRawBufferPointer(rebasing: piece[there...]).initializeMemory(as: UInt8.self, repeating: 0)
      saw(number, UnsafeRawBufferPointer(data))
      whole.update(UnsafeRawBufferPointer(data))
      hasher.update(UnsafeRawBufferPointer(piece))
      crc = piece.crc32(crc)
      if offset == begin {
        let columns = UnsafeMutableRawBufferPointer(rebasing: piece[..<min(wanted, width)])
        running[slice] = columns.crc32(0)
        accumulator.add(columns, logarithm: logarithms[slice])
      }
      offset += wanted
    }
    var writer = ByteWriter()
    writer.write(hasher.finish())
    writer.u32(crc)
    checksums[number].replaceSubrange(20 * index..<20 * index + 20, with: writer.bytes)
  }

  /// Reads some columns of a slice again.
  private func later(
    _ number: Int, _ index: Int, _ slice: Int, _ columns: Range<Int>, _ accumulator: PAR2Accumulator,
    _ read: (Int, Int, UnsafeMutableRawBufferPointer) throws(Fault) -> Void
  ) throws(Fault) {
    let begin = index * geometry.sliceBytes
    let there = max(0, min(begin + columns.upperBound, files[number].size) - begin - columns.lowerBound)
    let piece = UnsafeMutableRawBufferPointer(rebasing: scratch.bytes[..<columns.count])
    if there > 0 { try read(number, begin + columns.lowerBound, UnsafeMutableRawBufferPointer(rebasing: piece[..<there])) }
    UnsafeMutableRawBufferPointer(rebasing: piece[there...]).initializeMemory(as: UInt8.self, repeating: 0)
    running[slice] = piece.crc32(running[slice])
    accumulator.add(piece, logarithm: logarithms[slice])
    guard columns.upperBound == geometry.sliceBytes else { return }
    let known = checksums[number][20 * index + 16..<20 * index + 20].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    guard known == running[slice] else {
      throw Fault(
        .environment, "par2.changed", "the file changed while its parity was made",
        file: String(decoding: files[number].name, as: UTF8.self),
        advice: "run glassine audit, then the same command again")
    }
  }

  /// All packets but those of recovery slices.
  private func critical() -> [UInt8] {
    var bytes = PAR2Packet.packet(.main, set: set, PAR2Packet.main(files, sliceBytes: geometry.sliceBytes))
    for (number, file) in files.enumerated() {
      bytes += PAR2Packet.packet(.file, set: set, PAR2Packet.description(file, digest: fileDigests[number]))
      bytes += PAR2Packet.packet(.checksums, set: set, file.identity + checksums[number])
    }
    return bytes + PAR2Packet.packet(.creator, set: set, PAR2Packet.padded(Array(creator.utf8)))
  }

  private func exponent(_ row: Int) -> [UInt8] {
    var writer = ByteWriter()
    writer.u32(UInt32(row))
    return writer.bytes
  }

  private static func put(
    _ bytes: [UInt8], _ offset: Int, _ write: (UnsafeRawBufferPointer, Int) throws(Fault) -> Void
  ) throws(Fault) {
    var failure: Fault?
    bytes.withUnsafeBytes { buffer in do throws(Fault) { try write(buffer, offset) } catch { failure = error } }
    if let failure { throw failure }
  }
}

extension UnsafeMutableRawBufferPointer {
  /// CRC-32, going on with what it gave.
  fileprivate func crc32(_ crc: UInt32) -> UInt32 {
    guard let bytes = baseAddress else { return crc }
    return glassine_par2_crc32(crc, bytes.assumingMemoryBound(to: UInt8.self), count)
  }
}
