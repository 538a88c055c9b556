internal import ArchiveFormat
package import ByteCoding

/// What a whole receipt said, once digest, counts and signature were found right.
package struct ReceiptSummary: Sendable, Hashable {
  package var header: ReceiptHeader
  package var end: ReceiptEnd
  package var key: VerifyingKey
}

/// Takes a receipt apart line by line, and says at its end whether it is what was signed. Memory does not grow with it.
package struct ReceiptParser {
  /// No line of ours is longer.
  package static let longestLine = 1 << 20

  private enum Line: Decodable {
    case header(ReceiptHeader)
    case entry(ReceiptEntry)
    case end(ReceiptEnd)
    case seal(ReceiptSeal)

    private enum Key: String, CodingKey { case type }

    init(from decoder: any Decoder) throws {
      switch try decoder.container(keyedBy: Key.self).decode(String.self, forKey: .type) {
      case "receipt": self = .header(try ReceiptHeader(from: decoder))
      case "end": self = .end(try ReceiptEnd(from: decoder))
      case "seal": self = .seal(try ReceiptSeal(from: decoder))
      default: self = .entry(try ReceiptEntry(from: decoder))
      }
    }
  }

  private struct Format: Decodable { let format: Int }

  package private(set) var header: ReceiptHeader?
  private var end: ReceiptEnd?
  private var seal: ReceiptSeal?
  private var hasher = SHA256Hasher()
  private var counts: [String: Int] = [:]
  private var bytes: Int64 = 0
  private var number = 0

  package init() {}

  /// Takes the next line without its newline; gives the entry it holds, checked but not yet known to be signed.
  ///
  /// Throws `.damaged` (`receipt.line`, `receipt.order`, `receipt.entry`, `receipt.path`), `.unsupported` (`receipt.newer`).
  package mutating func take(_ line: [UInt8]) throws(Fault) -> ReceiptEntry? {
    number += 1
    do throws(Fault) {
      return try take(checking: line)
    } catch {
      throw error.within("line \(number)")
    }
  }

  private mutating func take(checking line: [UInt8]) throws(Fault) -> ReceiptEntry? {
    guard line.count <= Self.longestLine else { throw .damaged("receipt.line", "a line of \(line.count) bytes") }
    guard seal == nil else { throw .damaged("receipt.order", "something follows the seal") }
    let decoded: Line
    do throws(Fault) {
      decoded = try CanonicalJSON.decode(Line.self, from: line, at: "receipt")
    } catch {
      if number == 1, let newer = try? CanonicalJSON.decode(Format.self, from: line, at: ""), newer.format > ReceiptHeader.currentFormat {
        throw Self.newer(newer.format)
      }
      throw .damaged("receipt.line", "not a line of a receipt")
    }
    switch decoded {
    case .header(let header):
      guard number == 1 else { throw .damaged("receipt.order", "a second header") }
      try take(header)
    case .entry(let entry):
      guard header != nil, end == nil else { throw .damaged("receipt.order", "an entry outside header and end") }
      try take(entry)
      hash(line)
      return entry
    case .end(let end):
      guard header != nil, self.end == nil else { throw .damaged("receipt.order", "an end without a beginning, or a second one") }
      self.end = end
    case .seal(let seal):
      guard end != nil else { throw .damaged("receipt.order", "a seal before the end") }
      // The seal is the one line its own digest does not cover: it has exactly one spelling.
      guard try CanonicalJSON.encode(seal) == line, line.count == Self.sealLength, [UInt8](hex: seal.signature)?.hex == seal.signature
      else {
        throw .damaged("receipt.seal", "the seal is not spelled as it must be")
      }
      self.seal = seal
      return nil
    }
    hash(line)
    return nil
  }

  /// {"sha256":"64","signature":"128","type":"seal"}
  private static let sealLength = 11 + 64 + 15 + 128 + 16

  private mutating func hash(_ line: [UInt8]) {
    hasher.update(line)
    hasher.update(CollectionOfOne<UInt8>(0x0A))
  }

  private mutating func take(_ header: ReceiptHeader) throws(Fault) {
    guard header.format == ReceiptHeader.currentFormat else {
      guard header.format > ReceiptHeader.currentFormat else { throw .damaged("receipt.header", "format \(header.format)") }
      throw Self.newer(header.format)
    }
    guard header.number >= 1, [UInt8](hex: header.archive)?.count == 16, VerifyingKey(hex: header.publicKey) != nil else {
      throw .damaged("receipt.header", "number, archive or key is none")
    }
    self.header = header
  }

  private static func newer(_ format: Int) -> Fault {
    .init(.unsupported, "receipt.newer", "a receipt of format \(format)", advice: "use a newer version of the program")
  }

  private mutating func take(_ entry: ReceiptEntry) throws(Fault) {
    try entry.validate()
    counts[entry.type.rawValue, default: 0] += 1
    guard entry.type == .file || entry.type == .removed else { return }
    let sum = bytes.addingReportingOverflow(entry.size ?? 0)
    guard !sum.overflow else { throw .damaged("receipt.entry", "sizes beyond all counting") }
    bytes = sum.partialValue
  }

  /// Checks counts, digest and signature after the last line.
  ///
  /// Throws `.damaged`: `receipt.truncated`, `receipt.counts`, `receipt.digest`, `receipt.signature`.
  package func finish() throws(Fault) -> ReceiptSummary {
    guard let header, let end, let seal, let key = VerifyingKey(hex: header.publicKey) else {
      throw .damaged("receipt.truncated", "it has no seal: it was cut off", at: "line \(number)")
    }
    guard hasher.finish() == seal.sha256 else {
      throw .damaged("receipt.digest", "its bytes are not those that were sealed", at: "line \(number)")
    }
    guard let signature = [UInt8](hex: seal.signature), key.isValid(signature, for: ReceiptSeal.message(seal.sha256)) else {
      throw .damaged("receipt.signature", "the signature is not that of the key it names", at: "line \(number)")
    }
    guard end.counts == counts, end.bytes == bytes else {
      throw .damaged("receipt.counts", "its entries are not those it counts", at: "line \(number)")
    }
    return ReceiptSummary(header: header, end: end, key: key)
  }
}
