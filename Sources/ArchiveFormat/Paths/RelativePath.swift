internal import ByteCoding

/// A path below the archived folder, as the bytes the file system gave: any bytes but NUL and `/` in a component.
///
/// Never absolute, never empty, never with `.` or `..` components: no value of this type can name a place outside its root.
package struct RelativePath: Hashable, Sendable {
  /// One or more components, none empty.
  package let components: [[UInt8]]

  /// Nil where the bytes are not such a path.
  package init?(bytes: some Collection<UInt8>) {
    self.init(components: Array(bytes).split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map { Array($0) })
  }

  /// Nil where a component is empty, `.`, `..`, or holds NUL or `/`, or where there are none.
  package init?(components: [[UInt8]]) {
    guard !components.isEmpty, components.allSatisfy(Self.isPlain) else { return nil }
    self.components = components
  }

  /// Nil where the text is not such a path.
  package init?(_ text: String) { self.init(bytes: Array(text.utf8)) }

  private static func isPlain(_ component: [UInt8]) -> Bool {
    !component.isEmpty && component != [0x2E] && component != [0x2E, 0x2E] && !component.contains(0) && !component.contains(0x2F)
  }

  package var bytes: [UInt8] { Array(components.joined(separator: [UInt8(ascii: "/")])) }

  /// The last component's bytes.
  package var name: [UInt8] { components[components.count - 1] }

  /// Nil for a path of one component.
  package var parent: RelativePath? { RelativePath(components: components.dropLast()) }

  /// The path of an entry inside this folder; nil where `name` is not a plain component.
  package func appending(_ name: [UInt8]) -> RelativePath? { RelativePath(components: components + [name]) }

  /// True for the path itself and everything below it.
  package func isAtOrBelow(_ other: RelativePath) -> Bool { components.starts(with: other.components) }

  /// The exact text, or nil where the bytes are not UTF-8.
  package var exactText: String? { String(validating: bytes, as: UTF8.self) }
}

extension RelativePath: CustomStringConvertible {
  /// For people: bytes that are not UTF-8 and control characters are shown as `\xNN`, so that no name can play tricks on a terminal.
  package var description: String { Self.printable(bytes) }

  /// Any bytes, safe to print.
  package static func printable(_ bytes: some Collection<UInt8>) -> String {
    if let text = String(validating: bytes, as: UTF8.self),
      text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) && !isBidirectionalControl($0.value) })
    {
      return text
    }
    return bytes.map { byte in
      (0x20...0x7E).contains(byte) ? String(UnicodeScalar(byte)) : "\\x" + [byte].hex
    }.joined()
  }

  private static func isBidirectionalControl(_ scalar: UInt32) -> Bool {
    (0x202A...0x202E).contains(scalar) || (0x2066...0x2069).contains(scalar) || (0x2028...0x2029).contains(scalar)
  }
}
