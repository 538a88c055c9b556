/// The picture of one JPEG inside an original, coded as JPEG XL.
package struct CodedPicture: Sendable {
  /// Its runs in the original, in order.
  package let runs: [Range<Int>]
  /// The payload of its `JPEG` section.
  package let payload: [UInt8]

  package init(runs: [Range<Int>], payload: [UInt8]) {
    self.runs = runs
    self.payload = payload
  }

  /// Bytes it takes in the original.
  package var originalBytes: Int { runs.reduce(0) { $0 + $1.count } }
}
