package import ByteCoding
internal import Foundation

extension FileRecord {
  /// No honest record is larger: paths are at most a few times PATH_MAX.
  package static let maximumLength = 1 << 20

  /// The record as JSON: UTF-8, keys sorted, no spaces; equal records give equal bytes.
  package func encoded() throws(Fault) -> [UInt8] { try CanonicalJSON.encode(self) }

  /// Throws `.damaged` (`record.json`, `record.values`) or `.overLimit` (`record.length`).
  package init(decoding bytes: [UInt8]) throws(Fault) {
    guard bytes.count <= Self.maximumLength else {
      throw .overLimit("record.length", "a record of \(bytes.count) bytes", at: "section FILE")
    }
    self = try CanonicalJSON.decode(FileRecord.self, from: bytes, at: "section FILE")
    guard size >= 0, (0..<1_000_000_000).contains(modifiedNanoseconds), permissions <= 0o7777, version >= 1,
      kind != .file || (sha256 != nil && tier != nil), kind != .symlink || linkTarget != nil
    else { throw .damaged("record.values", "a value is out of its range or missing", at: "section FILE") }
    _ = try relativePath()
  }
}

extension UnitReader {
  /// The unit's `FILE` record, checked. Throws what `payload` and the record's decoding throw.
  package func record() throws(Fault) -> FileRecord {
    guard let entry = table.section(.file), entry.length <= FileRecord.maximumLength else {
      throw .damaged("unit.section.missing", "the unit has no usable FILE section", at: "section FILE")
    }
    return try FileRecord(decoding: payload(entry))
  }
}

/// JSON with sorted keys, no spaces and no escaped slashes: equal values give equal bytes.
package enum CanonicalJSON {
  /// Throws `.misuse` for values JSON cannot hold (a NaN).
  package static func encode(_ value: some Encodable, pretty: Bool = false) throws(Fault) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = pretty ? [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted] : [.sortedKeys, .withoutEscapingSlashes]
    do {
      return Array(try encoder.encode(value))
    } catch {
      throw Fault(.misuse, "json.encode", "\(error)")
    }
  }

  /// Throws `.damaged` (`record.json`).
  package static func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8], at place: String) throws(Fault) -> Value {
    do {
      return try JSONDecoder().decode(type, from: Data(bytes))
    } catch {
      throw Fault.damaged("record.json", "the text is not the JSON it should be: \(error)", at: place)
    }
  }
}
