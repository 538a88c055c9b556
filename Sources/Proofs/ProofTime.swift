package import Foundation

/// A moment in UTC, in whole seconds, written as `2026-11-21T21:51:50Z`. Years 0 to 9999; others are drawn to the nearest of these.
package struct ProofTime: Hashable, Sendable, Comparable {
  /// Seconds since 1970.
  package let seconds: Int64
  private static let range: ClosedRange<Int64> = -62_167_219_200...253_402_300_799

  package init(seconds: Int64) { self.seconds = min(max(seconds, Self.range.lowerBound), Self.range.upperBound) }

  package init(_ date: Date) {
    let seconds = date.timeIntervalSince1970.rounded(.down)
    self.init(seconds: seconds > -1e14 && seconds < 1e14 ? Int64(seconds) : 0)
  }

  package static var now: ProofTime { ProofTime(Date()) }

  package var date: Date { Date(timeIntervalSince1970: Double(seconds)) }

  package static func < (left: Self, right: Self) -> Bool { left.seconds < right.seconds }
}

extension ProofTime: CustomStringConvertible {
  package var description: String {
    let days = Self.floor(seconds, 86_400)
    let second = seconds - days * 86_400
    let (year, month, day) = Self.civil(days)
    return "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(day, 2))T"
      + "\(Self.padded(second / 3600, 2)):\(Self.padded(second / 60 % 60, 2)):\(Self.padded(second % 60, 2))Z"
  }

  /// Nil unless the text has exactly the form of `description`.
  package init?(_ text: some StringProtocol) {
    let bytes = Array(text.utf8)
    guard bytes.count == 20 else { return nil }
    func number(_ range: Range<Int>) -> Int64? {
      var value: Int64 = 0
      for byte in bytes[range] {
        guard (0x30...0x39).contains(byte) else { return nil }
        value = value * 10 + Int64(byte - 0x30)
      }
      return value
    }
    guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10), let hour = number(11..<13),
      let minute = number(14..<16), let second = number(17..<19), (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60,
      second < 60
    else { return nil }
    let time = ProofTime(seconds: Self.days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second)
    // The separators, and days a month does not have.
    guard time.description.utf8.elementsEqual(bytes) else { return nil }
    self = time
  }

  /// The Gregorian date of a day since 1970; eras of 400 years, years that begin in March.
  private static func civil(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = days + 719_468
    let era = floor(shifted, 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let fromMarch = (5 * dayOfYear + 2) / 153
    let month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * fromMarch + 2) / 5 + 1)
  }

  private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = floor(shifted, 400)
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  private static func floor(_ value: Int64, _ step: Int64) -> Int64 { value >= 0 ? value / step : -((-value + step - 1) / step) }

  private static func padded(_ value: Int64, _ digits: Int) -> String {
    let text = String(value)
    return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
  }
}

extension ProofTime: Codable {
  package init(from decoder: any Decoder) throws {
    guard let time = ProofTime(try decoder.singleValueContainer().decode(String.self)) else {
      throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "not a time in UTC"))
    }
    self = time
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
