package import CConvolution

/// The floating-point kernels of this machine: the fastest variant that its processor runs.
///
/// Variants round differently in the last bits. They serve pictures to look at; nothing that is archived depends on them.
package struct ConvolutionKernels: @unchecked Sendable {
  package let table: glassine_convolution_kernels
  package var name: String { String(cString: table.name) }

  /// Nil where this processor or build has no such variant.
  package init?(_ variant: Kernels.Variant) {
    guard let found = glassine_convolution_variant(variant.rawValue) else { return nil }
    table = found.pointee
  }

  private init(plain: Void) {
    // The plain variant exists in every build.
    table = glassine_convolution_variant(0).pointee
  }

  package static let fastest: ConvolutionKernels =
    ConvolutionKernels(.avx512) ?? ConvolutionKernels(.avx2) ?? ConvolutionKernels(.neon) ?? ConvolutionKernels(plain: ())
}
