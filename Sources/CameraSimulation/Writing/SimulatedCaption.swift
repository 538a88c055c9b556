/// What the camera writes about itself and the shot.
package struct SimulatedCaption: Hashable, Sendable {
  package var make = "Glassine"
  package var model = "Simulated Bayer 12"
  package var software = "Glassine camera simulator"
  package var serialNumber = "SIM-0001"
  package var lens = "Imaginary 35mm F2"
  /// `2026:05:01 10:00:00`.
  package var dateTime = "2026:05:01 10:00:00"
  package var iso = 200
  /// The exposure was one second divided by this.
  package var shutter = 125
  /// F-number in tenths.
  package var apertureTenths = 56
  /// Millimetres.
  package var focalLength = 35
  package var artist = "Nobody"

  package init() {}

  /// The time and sensitivity of a shot with a seed.
  init(seed: UInt64) {
    let minute = Int(seed % 60)
    dateTime = "2026:05:01 10:\(minute < 10 ? "0" : "")\(minute):00"
    iso = [100, 200, 400, 800][Int(seed / 60 % 4)]
  }

  /// `GLSN` and the seed's last four digits.
  static func fileName(seed: UInt64, ending: String) -> String {
    let digits = String(seed % 10_000)
    return "GLSN" + String(repeating: "0", count: 4 - digits.count) + digits + "." + ending
  }
}
