/// The room that turns a camera file's bytes into a mosaic, its levels and facts, or says exactly why not.
///
/// LibRaw decodes; nothing here subtracts black, crops, turns or interpolates a sample. Every call opens the file anew with a
/// handle of its own, so calls may run side by side. Bytes are taken as hostile: LibRaw reads them through a checked stream,
/// sizes are held against a budget before samples are decoded, and a file that ends early is damaged, never half read.
package import ByteCoding
package import ShotMetadata

/// Reads camera files.
package enum RawReader {
  /// The decoding library and its version: `LibRaw 0.20.2-Release`.
  package static var libraryVersion: String { LibRawHandle.libraryVersion }

  /// Decodes the full mosaic, masked borders included, with everything the file says about it.
  ///
  /// `daring` lets LibRaw decode what could end the program where it is damaged (lossy RAF, C-RAW): for reading copies, when nothing is
  /// at stake.
  ///
  /// Throws `unsupported` (`raw.unrecognised`, `raw.newer-format`, `raw.not-a-mosaic`, `raw.unchecked`), `damaged` (`raw.truncated`,
  /// `raw.corrupt`), `overLimit` (`raw.file-size`, `raw.memory-limit`, `size.limit`) or `environment` (`raw.memory`).
  /// Cost: LibRaw's decoding and one copy of the samples; about five bytes of memory a sample at most.
  package static func read(
    _ file: [UInt8], name: String, budget: MemoryBudget = .standard, daring: Bool = false
  ) throws(Fault) -> RawCapture {
    try open(file, name: name, budget: budget, bytesPerSample: 2, keepingFloats: true) { (handle) throws(Fault) in
      try handle.requireMosaic()
      let (width, height) = handle.allocatedSize
      do throws(Fault) {
        try StripCheck.check(file, hints: handle.storageHints(), width: width, height: height, budget: budget)
      } catch {
        if !daring || error.kind != .unsupported { throw error }
      }
      try handle.unpack()
      let mosaic = try handle.mosaic()
      // Decoding settles the levels of some cameras, so the facts are taken afterwards.
      return RawCapture(
        mosaic: mosaic, facts: try handle.shotFacts(), hints: handle.storageHints(), imageCount: handle.imageCount)
    }
  }

  /// What the file says about itself, without decoding a sample; levels that only decoding settles are as the file has them.
  ///
  /// Throws as `read` does, but for samples.
  package static func facts(_ file: [UInt8], name: String, budget: MemoryBudget = .standard) throws(Fault) -> ShotFacts {
    try open(file, name: name, budget: budget, bytesPerSample: 2, keepingFloats: true) { (handle) throws(Fault) in
      try handle.requireMosaic()
      return try handle.shotFacts()
    }
  }

  /// Opens a file for the time of a closure, with sizes checked; every fault carries the file's name.
  static func open<Result>(
    _ file: [UInt8], name: String, budget: MemoryBudget, bytesPerSample: Int, keepingFloats: Bool,
    _ body: (LibRawHandle) throws(Fault) -> Result
  ) throws(Fault) -> Result {
    guard file.count <= budget.fileBytes else {
      throw Fault.overLimit("raw.file-size", "the file of \(file.count) bytes exceeds the limit of \(budget.fileBytes)").in(file: name)
    }
    let limit = megabytes(for: budget, bytesPerSample: bytesPerSample)
    // The bytes stay in place for all of the handle's life: LibRaw reads from them until it is closed.
    let result = file.withUnsafeBytes { bytes -> Swift.Result<Result, Fault> in
      do throws(Fault) {
        let handle = try LibRawHandle(bytes, memoryMegabytes: limit, keepingFloats: keepingFloats)
        let (width, height) = handle.allocatedSize
        try budget.check(width: width, height: height, at: "the raw image's size")
        return .success(try body(handle))
      } catch {
        return .failure(error.in(file: name))
      }
    }
    return try result.get()
  }

  /// LibRaw's own limit, in its unit: the budget's samples, and the eight rows more that LibRaw reserves.
  private static func megabytes(for budget: MemoryBudget, bytesPerSample: Int) -> UInt32 {
    let (rows, overflow) = budget.samples.addingReportingOverflow(8 * 65_536)
    let (bytes, overflowAgain) = rows.multipliedReportingOverflow(by: bytesPerSample)
    return overflow || overflowAgain || bytes < 0 ? 2048 : UInt32(clamping: bytes / (1 << 20) + 1)
  }
}
