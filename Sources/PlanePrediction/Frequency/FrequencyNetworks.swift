package import Inference

/// The networks of one plane's compressors, for d, b and c; nil where least squares stand alone.
package struct FrequencyNetworks: Sendable {
  package let low: [PlaneNetwork?]
  package let high: [PlaneNetwork?]

  package static let none = FrequencyNetworks(low: [nil, nil, nil], high: [nil, nil, nil])
  var isEmpty: Bool { (low + high).allSatisfy { $0 == nil } }

  package static let lowSlots = 16
  package static let highSlots = 32

  package init(low: [PlaneNetwork?], high: [PlaneNetwork?]) {
    self.low = low
    self.high = high
  }

  /// Those of a profile for the plane that is coded as number `plane`, from 0; there are none past the fourth plane.
  package init(profile: NetworkProfile, plane: Int, support: FrequencySupport) {
    func find(_ base: Int, isHigh: Bool) -> [PlaneNetwork?] {
      Subimage.decomposed.enumerated().map { index, subimage in
        guard plane < 4, support.suitsNetworks else { return nil }
        let inputs = FrequencyCompressor.rowInputs(support, subimage, isHigh: isHigh)
        return profile.network(slot: base + 3 * plane + index, rowInputs: inputs, serialInputs: 0)
      }
    }
    self.init(low: find(Self.lowSlots, isHigh: false), high: find(Self.highSlots, isHigh: true))
  }
}
