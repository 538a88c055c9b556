/// What the raw reader learned about how the camera file stores its samples: where to start looking for a recipe.
///
/// Hints may be wrong or missing; whoever uses them compares the bytes.
package struct StorageHints: Hashable, Sendable {
  /// Where the sample data starts in the file, in bytes.
  package var dataOffset: Int?
  /// Significant bits of a stored sample.
  package var bitsPerSample: Int?
  /// The container's byte order.
  package var bigEndian: Bool
  /// The name of the reader's unpacking routine: `packed_dng_load_raw()`.
  package var decoderName: String
  /// The reader's own packing flags, for the record.
  package var loadFlags: UInt32

  package init(
    dataOffset: Int? = nil, bitsPerSample: Int? = nil, bigEndian: Bool = false, decoderName: String = "", loadFlags: UInt32 = 0
  ) {
    self.dataOffset = dataOffset
    self.bitsPerSample = bitsPerSample
    self.bigEndian = bigEndian
    self.decoderName = decoderName
    self.loadFlags = loadFlags
  }
}
