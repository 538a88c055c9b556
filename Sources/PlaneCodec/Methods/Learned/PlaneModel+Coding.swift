internal import ByteCoding
internal import PlanePrediction

extension PlaneModel {
  /// FORMAT.md 5.6, the fields in their order.
  func write(to writer: inout ByteWriter) {
    func signed(_ value: Int16) { writer.u16(UInt16(bitPattern: value)) }
    writer.u8(UInt8(truncatingIfNeeded: classes.count))
    for threshold in activityThresholds { writer.u16(threshold) }
    writer.u8(UInt8(truncatingIfNeeded: shift))
    for set in classes {
      for weight in set.weights { signed(weight) }
      writer.u32(UInt32(bitPattern: set.bias))
    }
    for weight in scale.weights { signed(weight) }
    writer.u32(UInt32(bitPattern: scale.bias))
    writer.u8(UInt8(truncatingIfNeeded: errorShift))
    for value in noise { signed(value) }
    for level in noiseLevels { writer.u16(level) }
    writer.u8(UInt8(truncatingIfNeeded: contextThresholds.count))
    for threshold in contextThresholds { writer.u16(threshold) }
    signed(start)
  }

  /// Reads a model with so many weights. Throws `.damaged`.
  init(from reader: inout ByteReader, taps: Int, scaleTaps: Int) throws(Fault) {
    func refuse(_ cause: String) -> Fault { .damaged("plane.model", cause) }
    func signed(_ reader: inout ByteReader) throws(Fault) -> Int16 { Int16(bitPattern: try reader.u16()) }
    func numbers(_ count: Int, _ reader: inout ByteReader) throws(Fault) -> [UInt16] {
      var values: [UInt16] = []
      for _ in 0..<count { values.append(try reader.u16()) }
      guard zip(values, values.dropFirst()).allSatisfy({ $0 <= $1 }) else { throw refuse("thresholds that fall") }
      return values
    }
    func set(_ count: Int, _ reader: inout ByteReader) throws(Fault) -> LinearSet {
      var weights: [Int16] = []
      for _ in 0..<count { weights.append(try signed(&reader)) }
      let set = LinearSet(weights: weights, bias: Int32(bitPattern: try reader.u32()))
      guard set.isBounded else { throw refuse("sums that can leave 32 bits") }
      return set
    }
    let classCount = Int(try reader.u8())
    guard (1...4).contains(classCount) else { throw refuse("\(classCount) energy classes") }
    let activityThresholds = try numbers(classCount - 1, &reader)
    let shift = Int(try reader.u8())
    guard (8...14).contains(shift) else { throw refuse("weights of \(shift) fractional bits") }
    var classes: [LinearSet] = []
    for _ in 0..<classCount { classes.append(try set(taps, &reader)) }
    let scale = try set(scaleTaps, &reader)
    let errorShift = Int(try reader.u8())
    guard errorShift <= 6 else { throw refuse("errors shifted by \(errorShift)") }
    var noise: [Int16] = []
    for _ in 0..<PlaneModel.levels { noise.append(try signed(&reader)) }
    guard noise.allSatisfy({ $0 >= 0 }) else { throw refuse("noise below zero") }
    let noiseLevels = try numbers(PlaneModel.levels - 1, &reader)
    let contextCount = Int(try reader.u8())
    guard contextCount < PlaneModel.contexts else { throw refuse("\(contextCount) thresholds of contexts") }
    let contextThresholds = try numbers(contextCount, &reader)
    self.init(
      activityThresholds: activityThresholds, classes: classes, shift: shift, scale: scale, errorShift: errorShift, noise: noise,
      noiseLevels: noiseLevels, contextThresholds: contextThresholds, start: try signed(&reader))
  }
}
