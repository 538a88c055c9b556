#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

extension UnsafeRawBufferPointer {
  /// Below 0, 0 or above 0, as these bytes come before the others, are equal or come after: the order of manifests.
  func byteOrder(_ other: UnsafeRawBufferPointer) -> Int32 {
    if let left = baseAddress, let right = other.baseAddress {
      let order = memcmp(left, right, Swift.min(count, other.count))
      if order != 0 { return order }
    }
    return count < other.count ? -1 : count > other.count ? 1 : 0
  }
}

extension [UInt8] {
  /// True where these bytes come before the others in the order of manifests.
  func precedesBytes(_ other: [UInt8]) -> Bool {
    withUnsafeBytes { left in other.withUnsafeBytes { left.byteOrder($0) < 0 } }
  }
}
