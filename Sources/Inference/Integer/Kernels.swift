package import CKernels

/// The integer kernels of this machine: the fastest variant that its processor runs. All variants give equal integers.
package struct Kernels: @unchecked Sendable {
  /// The variants that exist, slowest first.
  package enum Variant: Int32, CaseIterable, Sendable {
    case plain = 0
    case avx2 = 1
    case avx512 = 2
    case neon = 3
  }

  package let table: glassine_kernels
  package var name: String { String(cString: table.name) }

  /// Nil where this processor or build has no such variant.
  package init?(_ variant: Variant) {
    guard let found = glassine_kernels_variant(variant.rawValue) else { return nil }
    table = found.pointee
  }

  private init(plain: Void) {
    // The plain variant exists in every build.
    table = glassine_kernels_variant(0).pointee
  }

  package static let fastest: Kernels = Kernels(.avx512) ?? Kernels(.avx2) ?? Kernels(.neon) ?? Kernels(plain: ())
}
