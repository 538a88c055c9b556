/// Parts of the coder that measurements leave out to see what each gains. Archives are written with all.
package struct CodingParts: OptionSet, Sendable {
  package let rawValue: Int

  package init(rawValue: Int) { self.rawValue = rawValue }

  /// Correction of predictions by the errors seen in the same context.
  package static let bias = CodingParts(rawValue: 1)
  /// The network's correction of the mean; without it a network only chooses scale and context.
  package static let networkMean = CodingParts(rawValue: 2)
  package static let all: CodingParts = [.bias, .networkMean]
}
