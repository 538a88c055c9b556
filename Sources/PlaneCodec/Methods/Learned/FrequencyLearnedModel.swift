internal import ByteCoding
internal import EntropyCoding
internal import PlanePrediction

/// Everything a decoder of method `lcfd` is told about a plane besides its coded tiles: FORMAT.md 5.7.
struct FrequencyLearnedModel: Hashable, Sendable {
  var numbers: LearnedNumbers
  var plane: FrequencyPlaneModel

  var usesNetworks: Bool { plane.parts.contains { $0.usesLowNetwork || $0.usesHighNetwork } }

  /// The model as the tile table's first entry holds it.
  func serialized() throws(Fault) -> [UInt8] {
    var writer = ByteWriter()
    writer.u8(numbers.widths == nil ? 0 : 2)
    numbers.write(to: &writer)
    plane.first.write(to: &writer)
    for part in plane.parts {
      writer.u8((part.usesLowNetwork ? 1 : 0) | (part.usesHighNetwork ? 2 : 0) | (part.high == nil ? 0 : 4))
      writer.u16(UInt16(truncatingIfNeeded: part.threshold))
      part.low.write(to: &writer)
      part.high?.write(to: &writer)
    }
    numbers.writeWidths(to: &writer)
    return try ModelWrapping.wrap(writer.bytes)
  }

  /// Reads a model for a plane with this support. Throws `.damaged` (`plane.model`) for anything that a decoder could not follow.
  init(_ bytes: ArraySlice<UInt8>, support: FrequencySupport) throws(Fault) {
    do throws(Fault) {
      var reader = ByteReader(try ModelWrapping.unwrap(bytes))
      let flags = try reader.u8()
      guard flags & ~2 == 0 else { throw Fault.damaged("plane.model", "flags \(flags)") }
      numbers = try LearnedNumbers(from: &reader)
      let first = try PlaneModel(
        from: &reader, taps: PlaneFeatures.taps(support.first), scaleTaps: PlaneFeatures.scaleTaps(support.first))
      var parts: [FrequencyModel] = []
      for subimage in Subimage.decomposed {
        let partFlags = try reader.u8()
        guard partFlags & ~7 == 0 else { throw Fault.damaged("plane.model", "flags \(partFlags)") }
        let threshold = Int(try reader.u16())
        let (low, high) = (
          FrequencyPlan.counts(support, subimage, isHigh: false), FrequencyPlan.counts(support, subimage, isHigh: true)
        )
        let lowModel = try PlaneModel(from: &reader, taps: low.taps, scaleTaps: low.scale)
        let highModel = partFlags & 4 != 0 ? try PlaneModel(from: &reader, taps: high.taps, scaleTaps: high.scale) : nil
        parts.append(
          FrequencyModel(
            low: lowModel, threshold: threshold, high: highModel, usesLowNetwork: partFlags & 1 != 0, usesHighNetwork: partFlags & 2 != 0))
      }
      plane = FrequencyPlaneModel(first: first, parts: parts)
      guard plane.isBounded(support) else { throw Fault.damaged("plane.model", "models that do not fit each other") }
      if flags & 2 != 0 { try numbers.readWidths(from: &reader) }
      guard reader.isAtEnd else { throw Fault.damaged("plane.model", "\(reader.remaining) bytes too many") }
    } catch {
      throw ModelWrapping.refused(error)
    }
  }

  init(numbers: LearnedNumbers, plane: FrequencyPlaneModel) {
    self.numbers = numbers
    self.plane = plane
  }
}
