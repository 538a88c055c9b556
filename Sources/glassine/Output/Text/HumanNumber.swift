/// Numbers as people read them. Sizes are decimal, as cameras, cards and drives count: 1 MB is 1,000,000 bytes.
///
/// Independent of the locale, so that a log reads the same on every machine.
enum HumanNumber {
  /// `0 B`, `999 B`, `1.23 kB`, `45.6 MB`, `789 GB`: three digits from kilobytes on.
  static func bytes(_ count: Int64) -> String {
    let sign = count < 0 ? "-" : ""
    guard count.magnitude >= 1000 else { return "\(count) B" }
    var value = Double(count.magnitude)
    var unit = 0
    let units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"]
    // What would be rounded to 1000 belongs to the next unit.
    while value >= 999.5, unit < units.count - 1 {
      value /= 1000
      unit += 1
    }
    return "\(sign)\(threeDigits(value)) \(units[unit])"
  }

  /// `12,345`
  static func count(_ number: Int) -> String {
    var digits = Array(String(number.magnitude))
    var position = digits.count - 3
    while position > 0 {
      digits.insert(",", at: position)
      position -= 3
    }
    return (number < 0 ? "-" : "") + String(digits)
  }

  /// `1 file`, `12 files`.
  static func count(_ number: Int, _ one: String, _ many: String? = nil) -> String {
    "\(count(number)) \(number == 1 ? one : many ?? one + "s")"
  }

  /// `85.2 MB/s`; a dash where nothing was measured.
  static func rate(bytesPerSecond: Double) -> String {
    guard bytesPerSecond.isFinite, bytesPerSecond > 0, bytesPerSecond < 9e18 else { return "–" }
    return bytes(Int64(bytesPerSecond)) + "/s"
  }

  /// `0.2 s`, `45 s`, `3 min 12 s`, `1 h 05 min`, `2 d 03 h`.
  static func duration(seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 0, seconds < 1e12 else { return "–" }
    if seconds < 9.95 { return "\(fixed(seconds, 1)) s" }
    let total = Int(seconds.rounded())
    switch total {
    case ..<60: return "\(total) s"
    case ..<3600: return "\(total / 60) min \(twoDigits(total % 60)) s"
    case ..<86_400: return "\(total / 3600) h \(twoDigits(total / 60 % 60)) min"
    default: return "\(total / 86_400) d \(twoDigits(total / 3600 % 24)) h"
    }
  }

  /// Time left, in steps that do not flicker: `5 s`, `40 s`, `3 min`, `1 h 20 min`.
  static func timeLeft(seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 0, seconds < 1e9 else { return "–" }
    let total = Int(seconds.rounded(.up))
    switch total {
    case ..<20: return "\(total) s"
    case ..<55: return "\((total + 4) / 5 * 5) s"
    case ..<3570: return "\((total + 30) / 60) min"
    case ..<86_400:
      let minutes = (total + 150) / 300 * 5
      return "\(minutes / 60) h \(twoDigits(minutes % 60)) min"
    default: return duration(seconds: Double(total))
    }
  }

  /// `35.6 %`; a dash where the whole is nothing.
  static func percent(_ part: Double, of whole: Double) -> String {
    guard whole > 0, part.isFinite else { return "–" }
    return "\(fixed(part / whole * 100, 1)) %"
  }

  /// What was saved going from one size to another: `35.6 %`, or `none` where it grew, as tiny files do.
  static func saving(from original: Int64, to stored: Int64) -> String {
    if stored > original { return "none" }
    return percent(Double(original) - Double(stored), of: Double(original))
  }

  /// A number with so many digits after the point, never in exponent form.
  static func fixed(_ value: Double, _ digits: Int) -> String {
    guard value.isFinite, value.magnitude < 1e15 else { return "–" }
    let factor = (0..<digits).reduce(1) { product, _ in product * 10 }
    let scaled = Int((value.magnitude * Double(factor)).rounded())
    let sign = value < 0 && scaled > 0 ? "-" : ""
    guard digits > 0 else { return "\(sign)\(scaled)" }
    let fraction = String(scaled % factor)
    return "\(sign)\(scaled / factor).\(String(repeating: "0", count: digits - fraction.count))\(fraction)"
  }

  /// `1.23`, `45.6`, `789`.
  static func threeDigits(_ value: Double) -> String {
    switch value.magnitude {
    case ..<9.995: fixed(value, 2)
    case ..<99.95: fixed(value, 1)
    default: fixed(value, 0)
    }
  }

  private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
