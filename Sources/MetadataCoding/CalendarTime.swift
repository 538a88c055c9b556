/// A date and a time of day without a zone, as camera clocks have it.
package struct CalendarTime: Hashable, Sendable {
  package let year: Int
  package let month: Int
  package let day: Int
  package let hour: Int
  package let minute: Int
  package let second: Int

  /// Reads `2004:05:06 12:34:56`; nil for anything else, such as the blanks cameras write for "unset".
  package init?(exif text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count == 19, bytes[4] == 0x3A, bytes[7] == 0x3A, bytes[10] == 0x20, bytes[13] == 0x3A, bytes[16] == 0x3A else { return nil }
    func number(_ range: Range<Int>) -> Int? {
      bytes[range].reduce(0 as Int?) { sum, byte in
        sum.flatMap { (0x30...0x39).contains(byte) ? $0 * 10 + Int(byte) - 0x30 : nil }
      }
    }
    guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10), let hour = number(11..<13),
      let minute = number(14..<16), let second = number(17..<19), year > 0, (1...12).contains(month), (1...31).contains(day), hour < 24,
      minute < 60, second < 61
    else { return nil }
    (self.year, self.month, self.day) = (year, month, day)
    (self.hour, self.minute, self.second) = (hour, minute, second)
  }

  /// The moment in the proleptic Gregorian calendar, read as UTC; nil outside the years 1...9999.
  package init?(secondsSince1970 seconds: Int64) {
    guard seconds >= -62_135_596_800, seconds <= 253_402_300_799 else { return nil }
    // Days are counted from 1 March of the year 0, so that leap days end a year; 400 years have 146 097 days.
    let total = Int(seconds) + 62_162_035_200
    let (days, time) = (total / 86_400, total % 86_400)
    let (era, dayOfEra) = (days / 146_097, days % 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
    (hour, minute, second) = (time / 3_600, time / 60 % 60, time % 60)
  }

  /// `2004-05-06T12:34:56`.
  package var iso8601: String { "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))T\(clock)" }

  /// `2004:05:06 12:34:56`.
  package var exif: String { "\(padded(year, 4)):\(padded(month, 2)):\(padded(day, 2)) \(clock)" }

  private var clock: String { "\(padded(hour, 2)):\(padded(minute, 2)):\(padded(second, 2))" }

  private func padded(_ value: Int, _ digits: Int) -> String {
    let text = String(value)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}
