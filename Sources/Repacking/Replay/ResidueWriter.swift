internal import ByteCoding

/// Collects where bytes made from samples differ from the file's: runs of corrections, to be combined by exclusive or.
struct ResidueWriter {
  /// Equal bytes inside a run that are not worth ending it: a new run costs two bytes at least.
  private static let bridge = 3

  private(set) var writer = ByteWriter()
  private var run: [UInt8] = []
  /// Zeros at the end of the run so far.
  private var trailing = 0
  /// Bytes since the end of the run written last, up to the start of this one.
  private var gap = 0

  /// Bytes of residue so far.
  var count: Int { writer.count + run.count }

  /// Adds the next bytes of the sample region: as made, and as the file has them. Both have the same length.
  mutating func append(made: UnsafeRawBufferPointer, original: UnsafeRawBufferPointer) {
    let length = min(made.count, original.count)
    var index = 0
    while index < length {
      if index &+ 8 <= length {
        let (a, b) = (
          made.loadUnaligned(fromByteOffset: index, as: UInt64.self), original.loadUnaligned(fromByteOffset: index, as: UInt64.self)
        )
        if a == b {
          if run.isEmpty { gap &+= 8 } else { addZeros(8) }
          index &+= 8
          continue
        }
      }
      add(made[index] ^ original[index])
      index &+= 1
    }
  }

  /// The finished residue.
  mutating func finish() -> [UInt8] {
    flush()
    return writer.bytes
  }

  private mutating func add(_ difference: UInt8) {
    if difference != 0 {
      run.append(difference)
      trailing = 0
    } else if run.isEmpty {
      gap &+= 1
    } else {
      addZeros(1)
    }
  }

  private mutating func addZeros(_ count: Int) {
    for _ in 0..<count { run.append(0) }
    trailing &+= count
    if trailing > Self.bridge { flush() }
  }

  private mutating func flush() {
    guard !run.isEmpty else { return }
    run.removeLast(trailing)
    writer.varint(gap)
    writer.varint(run.count)
    writer.write(run)
    gap = trailing
    trailing = 0
    run.removeAll(keepingCapacity: true)
  }
}
