internal import ArchiveFormat
internal import ByteCoding

/// How a segment of the log is written. FORMAT.md 1.3.
enum SegmentText {
  static let head = Array("glassine-proofs 1\n".utf8)
  static let run = UInt8(ascii: "R")
  static let finding = UInt8(ascii: "F")
  static let proof = UInt8(ascii: "P")
  static let seal = UInt8(ascii: "S")
  /// `S`, tab, 64 digits, newline.
  static let sealLength = 67
  /// No line of ours is longer.
  static let longestLine = 1 << 20

  static func name(_ number: Int) -> [UInt8] {
    let digits = String(number)
    return Array((String(repeating: "0", count: max(0, 8 - digits.utf8.count)) + digits + ".tsv").utf8)
  }

  /// Nil for names that are not a segment's.
  static func number(_ name: [UInt8]) -> Int? {
    guard name.count >= 12, name.count <= 20, name.suffix(4).elementsEqual(".tsv".utf8) else { return nil }
    let digits = name.dropLast(4)
    guard digits.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(String(decoding: digits, as: UTF8.self)), number > 0,
      Self.name(number) == name
    else { return nil }
    return number
  }

  static func line(_ run: ProofRun) throws(Fault) -> [UInt8] { [Self.run, 0x09] + (try CanonicalJSON.encode(run)) + [0x0A] }

  static func line(_ finding: LoggedFinding) throws(Fault) -> [UInt8] {
    [Self.finding, 0x09] + (try CanonicalJSON.encode(finding)) + [0x0A]
  }

  static func append(_ proof: Proof, to text: inout [UInt8]) {
    text += [Self.proof, 0x09]
    for byte in proof.path {
      switch byte {
      case 0x5C: text += [0x5C, 0x5C]
      case 0x09: text += [0x5C, UInt8(ascii: "t")]
      case 0x0A: text += [0x5C, UInt8(ascii: "n")]
      case 0x0D: text += [0x5C, UInt8(ascii: "r")]
      default: text.append(byte)
      }
    }
    text.append(0x09)
    let digits = Array("0123456789abcdef".utf8)
    for shift in stride(from: 60, through: 0, by: -4) { text.append(digits[Int(proof.content >> UInt64(shift) & 15)]) }
    text += Array("\t\(proof.fixity)\t\(proof.restore)\n".utf8)
  }

  /// Reads a proof from a line without its newline; nil where it is none.
  static func proof(_ line: UnsafeRawBufferPointer) -> Proof? {
    guard line.count > 2, line[0] == proof, line[1] == 0x09 else { return nil }
    var end = 2
    var isEscaped = false
    while end < line.count, line[end] != 0x09 {
      if line[end] == 0x5C { isEscaped = true }
      end += 1
    }
    guard end > 2, line.count > end + 18, let content = hexadecimal(line, end + 1), line[end + 17] == 0x09 else { return nil }
    var place = end + 18
    guard let fixity = number(line, &place, before: 0x09), let restore = number(line, &place, before: nil), fixity >= restore,
      fixity > 0
    else { return nil }
    let raw = Array(line[2..<end])
    guard let path = isEscaped ? unescaped(raw) : raw else { return nil }
    return Proof(path: path, content: content, fixity: fixity, restore: restore)
  }

  private static func unescaped(_ text: [UInt8]) -> [UInt8]? {
    var bytes: [UInt8] = []
    var rest = text[...]
    while let byte = rest.popFirst() {
      guard byte == 0x5C else {
        bytes.append(byte)
        continue
      }
      switch rest.popFirst() {
      case 0x5C: bytes.append(0x5C)
      case UInt8(ascii: "t"): bytes.append(0x09)
      case UInt8(ascii: "n"): bytes.append(0x0A)
      case UInt8(ascii: "r"): bytes.append(0x0D)
      default: return nil
      }
    }
    return bytes
  }

  /// Sixteen hexadecimal digits of either case; nil where they are none.
  static func hexadecimal(_ line: UnsafeRawBufferPointer, _ start: Int) -> UInt64? {
    guard start >= 0, line.count - start >= 16 else { return nil }
    var value: UInt64 = 0
    for index in start..<start + 16 {
      let digit: UInt8
      switch line[index] {
      case 0x30...0x39: digit = line[index] - 0x30
      case 0x61...0x66: digit = line[index] - 0x57
      case 0x41...0x46: digit = line[index] - 0x37
      default: return nil
      }
      value = value << 4 | UInt64(digit)
    }
    return value
  }

  /// A number of at most fifteen digits up to a byte or the line's end; moves past both.
  private static func number(_ line: UnsafeRawBufferPointer, _ place: inout Int, before end: UInt8?) -> Int? {
    var value = 0
    var digits = 0
    while place < line.count {
      let byte = line[place]
      place += 1
      if byte == end { return digits > 0 ? value : nil }
      guard (0x30...0x39).contains(byte), digits < 15 else { return nil }
      value = value * 10 + Int(byte - 0x30)
      digits += 1
    }
    return end == nil && digits > 0 ? value : nil
  }
}
