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
}
