internal import ArchiveFormat
internal import ByteCoding

/// Puts right the numbers that no random change gets past: digests, counts and offsets.
package enum Repair {
  private static func number(_ bytes: [UInt8], _ offset: Int, _ count: Int) -> UInt64 {
    bytes[offset..<(offset + count)].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  private static func put(_ value: UInt64, _ count: Int, at offset: Int, in bytes: inout [UInt8]) {
    for index in 0..<count { bytes[offset + index] = UInt8(truncatingIfNeeded: value >> UInt64(8 * index)) }
  }

  private static func put(_ run: some Collection<UInt8>, at offset: Int, in bytes: inout [UInt8]) {
    bytes.replaceSubrange(offset..<(offset + run.count), with: run)
  }

  /// A unit with the same payloads, as far as they go, whose header, table, digests and footer are in order; nil for too few bytes.
  package static func unit(_ original: [UInt8]) -> [UInt8]? {
    let (head, line) = (UnitTable.headerLength, SectionEntry.encodedLength)
    guard original.count >= 2 * (head + line) else { return nil }
    var unit = original
    let count = Int(min(max(number(unit, 12, 4), 1), UInt64((unit.count - 2 * head) / (2 * line)), 64))
    put(UnitTable.magic, at: 0, in: &unit)
    put(1, 2, at: 8, in: &unit)
    put(UInt64(count), 4, at: 12, in: &unit)
    put(UInt64(unit.count), 8, at: 16, in: &unit)
    put(0, 8, at: 24, in: &unit)
    var offset = head + count * line
    let end = unit.count - offset
    for index in 0..<count {
      let entry = head + index * line
      let wanted = Int(clamping: number(unit, entry + 16, 8))
      let length = index == count - 1 ? end - offset : min(wanted, end - offset)
      put(UInt64(offset), 8, at: entry + 8, in: &unit)
      put(UInt64(length), 8, at: entry + 16, in: &unit)
      if unit[entry..<(entry + 4)].elementsEqual("PLNE".utf8) {
        put(plane(Array(unit[offset..<(offset + length)])), at: offset, in: &unit)
      }
      put(SHA256Digest(of: unit[offset..<(offset + length)]).bytes, at: entry + 24, in: &unit)
      put(0, 8, at: entry + 56, in: &unit)
      offset += length
    }
    let table = Array(unit[head..<(head + count * line)])
    put(SHA256Digest(of: unit[8..<32] + table).bytes, at: 32, in: &unit)
    put(table + UnitTable.endMagic + unit[8..<head], at: end, in: &unit)
    return unit
  }

  /// A `PLNE` payload with the digests of its tiles and front in order, as far as its numbers allow.
  package static func plane(_ original: [UInt8]) -> [UInt8] {
    guard original.count >= 88 else { return original }
    var payload = original
    let (width, height) = (Int(number(payload, 8, 4)), Int(number(payload, 12, 4)))
    let (tileWidth, tileHeight) = (Int(number(payload, 16, 4)), Int(number(payload, 20, 4)))
    guard width > 0, height > 0, tileWidth > 0, tileHeight > 0 else { return payload }
    let tiles = ((width - 1) / tileWidth + 1).multipliedReportingOverflow(by: (height - 1) / tileHeight + 1)
    // Methods from 2 on have a model, whose entry comes first.
    let count = tiles.partialValue &+ (number(payload, 0, 2) >= 2 ? 1 : 0)
    let table = 80 + Int(number(payload, 76, 4))
    guard !tiles.overflow, count <= payload.count / 12, table + count * 12 + 8 <= payload.count else { return payload }
    let front = table + count * 12
    var offset = front + 8
    for index in 0..<count {
      let entry = table + index * 12
      let length = min(Int(number(payload, entry, 4)), payload.count - offset)
      put(SHA256Digest(of: payload[offset..<(offset + length)]).bytes.prefix(8), at: entry + 4, in: &payload)
      offset += length
    }
    put(SHA256Digest(of: payload[..<front]).bytes.prefix(8), at: front, in: &payload)
    return payload
  }

  /// A header and table of which only the digest and the magic are put right.
  package static func table(_ original: [UInt8]) -> [UInt8]? {
    let head = UnitTable.headerLength
    guard original.count >= head else { return nil }
    var bytes = original
    put(UnitTable.magic, at: 0, in: &bytes)
    put(SHA256Digest(of: bytes[8..<32] + bytes[head...]).bytes, at: 32, in: &bytes)
    return bytes
  }
}
