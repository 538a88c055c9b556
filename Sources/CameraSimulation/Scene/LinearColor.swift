/// Linear light in the primaries of sRGB; 1 is a white sheet in the sun, lamps go beyond.
package struct LinearColor: Hashable, Sendable {
  package var red: Double
  package var green: Double
  package var blue: Double

  package init(_ red: Double, _ green: Double, _ blue: Double) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  static func + (left: Self, right: Self) -> Self {
    LinearColor(left.red + right.red, left.green + right.green, left.blue + right.blue)
  }

  static func * (color: Self, factor: Double) -> Self {
    LinearColor(color.red * factor, color.green * factor, color.blue * factor)
  }

  /// From this colour (0) to another (1).
  func blended(_ other: Self, _ share: Double) -> Self { self * (1 - share) + other * share }
}
