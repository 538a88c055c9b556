internal import CKernels
internal import EntropyCoding

/// The tables that all planes share, as the loops read them.
struct LogisticMemory: @unchecked Sendable {
  let table: glassine_logistic
  /// [scale code]; contexts are those of a plane and zero here.
  let scales: [glassine_scale]

  /// The one there is; its memory is never given back.
  static let shared = LogisticMemory()

  private init() {
    func copy<Element>(_ array: [Element]) -> UnsafePointer<Element> {
      let pointer = UnsafeMutablePointer<Element>.allocate(capacity: array.count)
      pointer.initialize(from: array, count: array.count)
      return UnsafePointer(pointer)
    }
    // A bin has many steps, so that the share of one is far below all of it.
    let steps = LogisticTable.shared.steps.map {
      glassine_step(
        base: UInt16(truncatingIfNeeded: $0.base), slope: UInt16(truncatingIfNeeded: $0.slope), bin: UInt32(truncatingIfNeeded: $0.bin))
    }
    table = glassine_logistic(steps: copy(steps), inverse: copy(LogisticTable.shared.inverse), masses: copy(LogisticTable.shared.masses))
    scales = zip(ScaleTable.reciprocals, ScaleTable.scales).map {
      glassine_scale(reciprocal: $0, scale: Int32(truncatingIfNeeded: $1), context: 0)
    }
  }
}
