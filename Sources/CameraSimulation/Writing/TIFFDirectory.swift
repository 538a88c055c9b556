internal import ByteCoding

/// One directory of a TIFF file under construction: entries by tag, written in the order TIFF wants.
struct TIFFDirectory {
  enum Value {
    case bytes([UInt8])
    case undefined([UInt8])
    case text(String)
    case shorts([Int])
    case longs([Int])
    case rationals([(Int, Int)])
    case signedRationals([(Int, Int)])
  }

  private var entries: [UInt16: Value] = [:]

  subscript(tag: UInt16) -> Value? {
    get { entries[tag] }
    set { entries[tag] = newValue }
  }

  /// Bytes of the directory with all values that do not fit an entry; even.
  var byteCount: Int {
    entries.values.reduce(2 + 12 * entries.count + 4) { sum, value in
      let size = value.byteCount
      return size > 4 ? sum + size + size % 2 : sum
    }
  }

  /// The place of a value that does not fit its entry, counted from the directory's start; nil where there is none.
  func place(of tag: UInt16) -> Int? {
    guard let value = entries[tag], value.byteCount > 4 else { return nil }
    return entries.filter { $0.key < tag && $0.value.byteCount > 4 }.values
      .reduce(2 + 12 * entries.count + 4) { $0 + $1.byteCount + $1.byteCount % 2 }
  }

  /// Appends the directory, which starts at the writer's present position; `next` is the offset of the following one or 0.
  ///
  /// `base` is added to the offsets of values: the place of the writer's first byte in the file.
  func write(to writer: inout ByteWriter, bigEndian: Bool, next: Int = 0, base: Int = 0) {
    let start = writer.count
    var pool = ByteWriter()
    let poolStart = start + 2 + 12 * entries.count + 4
    writer.u16(UInt16(entries.count), bigEndian: bigEndian)
    for (tag, value) in entries.sorted(by: { $0.key < $1.key }) {
      var run = ByteWriter()
      value.write(to: &run, bigEndian: bigEndian)
      writer.u16(tag, bigEndian: bigEndian)
      writer.u16(value.type, bigEndian: bigEndian)
      writer.u32(UInt32(value.count), bigEndian: bigEndian)
      if run.count > 4 {
        writer.u32(UInt32(base + poolStart + pool.count), bigEndian: bigEndian)
        pool.write(run.bytes)
        if pool.count % 2 == 1 { pool.u8(0) }
      } else {
        writer.write(run.bytes)
        writer.write(Array(repeating: 0, count: 4 - run.count))
      }
    }
    writer.u32(UInt32(next), bigEndian: bigEndian)
    writer.write(pool.bytes)
  }
}

extension TIFFDirectory.Value {
  fileprivate var type: UInt16 {
    switch self {
    case .bytes: 1
    case .text: 2
    case .shorts: 3
    case .longs: 4
    case .rationals: 5
    case .undefined: 7
    case .signedRationals: 10
    }
  }

  fileprivate var count: Int {
    switch self {
    case .bytes(let run), .undefined(let run): run.count
    case .text(let text): text.utf8.count + 1
    case .shorts(let values), .longs(let values): values.count
    case .rationals(let values), .signedRationals(let values): values.count
    }
  }

  fileprivate var byteCount: Int {
    switch self {
    case .bytes, .undefined, .text: count
    case .shorts: count * 2
    case .longs: count * 4
    case .rationals, .signedRationals: count * 8
    }
  }

  fileprivate func write(to writer: inout ByteWriter, bigEndian: Bool) {
    switch self {
    case .bytes(let run), .undefined(let run): writer.write(run)
    case .text(let text):
      writer.write(text.utf8)
      writer.u8(0)
    case .shorts(let values):
      for value in values { writer.u16(UInt16(value), bigEndian: bigEndian) }
    case .longs(let values):
      for value in values { writer.u32(UInt32(value), bigEndian: bigEndian) }
    case .rationals(let values), .signedRationals(let values):
      for (numerator, denominator) in values {
        writer.u32(UInt32(bitPattern: Int32(numerator)), bigEndian: bigEndian)
        writer.u32(UInt32(bitPattern: Int32(denominator)), bigEndian: bigEndian)
      }
    }
  }
}
