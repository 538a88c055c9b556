/// The keywords of an XMP document: the items of `dc:subject`, as the Dublin Core schema of XMP has them (ISO 16684-1, 8.3).
///
/// Looks for these elements and nothing else, so that a document of any kind, whole or not, costs one pass and no more memory than what it
/// gives. Prefixes are taken to be the usual ones; documents in UTF-16 give nothing.
package enum XMPKeywords {
  /// No person gives more, or longer ones.
  private static let mostKeywords = 1000
  private static let longestKeyword = 1000

  /// The keywords in the order of the document, each once.
  package static func read(_ document: some RandomAccessCollection<UInt8>) -> [String] {
    let bytes = Array(document)
    var keywords: [String] = []
    var known: Set<String> = []
    var place = 0
    while let list = element("dc:subject", in: bytes[place...]) {
      place = list.endIndex
      var inside = list.startIndex
      while keywords.count < mostKeywords, let item = element("rdf:li", in: bytes[inside..<list.endIndex]) {
        inside = item.endIndex
        guard item.count <= longestKeyword, let text = text(bytes[item]), known.insert(text).inserted else { continue }
        keywords.append(text)
      }
    }
    return keywords
  }

  /// Where the content of the first element of a name lies; nil where there is none, or it does not end.
  private static func element(_ name: String, in bytes: ArraySlice<UInt8>) -> Range<Int>? {
    let opening = Array("<\(name)".utf8)
    let closing = Array("</\(name)>".utf8)
    var place = bytes.startIndex
    while let start = find(opening, in: bytes[place...]) {
      place = start + opening.count
      // A name that only begins alike, or an empty element.
      guard place < bytes.endIndex, bytes[place] == 0x3E || isSpace(bytes[place]) else { continue }
      guard let end = bytes[place...].firstIndex(of: 0x3E) else { return nil }
      if bytes[end - 1] == 0x2F { continue }
      guard let close = find(closing, in: bytes[(end + 1)...]) else { return nil }
      return end + 1..<close
    }
    return nil
  }

  private static func find(_ needle: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
    guard bytes.count >= needle.count else { return nil }
    var place = bytes.startIndex
    let last = bytes.endIndex - needle.count
    while place <= last, let start = bytes[place...last].firstIndex(of: needle[0]) {
      if bytes[start..<start + needle.count].elementsEqual(needle) { return start }
      place = start + 1
    }
    return nil
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }

  /// The text of an element's content; nil for nothing, for elements inside it and for what is not UTF-8.
  private static func text(_ content: ArraySlice<UInt8>) -> String? {
    guard !content.contains(0x3C), let raw = String(validating: content, as: UTF8.self) else { return nil }
    var text = String.UnicodeScalarView()
    var rest = raw.unicodeScalars[...]
    while let scalar = rest.popFirst() {
      guard scalar == "&", let end = rest.prefix(12).firstIndex(of: ";"), let meant = reference(String(rest[..<end])) else {
        text.append(scalar)
        continue
      }
      text.append(meant)
      rest = rest[rest.index(after: end)...]
    }
    let spaces: Set<Unicode.Scalar> = [" ", "\t", "\n", "\r"]
    let trimmed = text.drop { spaces.contains($0) }
    let ending = trimmed.reversed().prefix { spaces.contains($0) }.count
    return trimmed.count > ending ? String(String.UnicodeScalarView(trimmed.dropLast(ending))) : nil
  }

  /// What stands between `&` and `;`.
  private static func reference(_ name: String) -> Unicode.Scalar? {
    switch name {
    case "amp": "&"
    case "lt": "<"
    case "gt": ">"
    case "quot": "\""
    case "apos": "'"
    default:
      if name.hasPrefix("#x") {
        UInt32(name.dropFirst(2), radix: 16).flatMap(Unicode.Scalar.init)
      } else if name.hasPrefix("#") {
        UInt32(name.dropFirst()).flatMap(Unicode.Scalar.init)
      } else {
        nil
      }
    }
  }
}
