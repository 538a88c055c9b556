package import ByteCoding

extension RawReader {
  /// Opens a file and decodes its samples inside LibRaw, and copies nothing out: what LibRaw's own decoding costs.
  ///
  /// Throws what `read` throws for files that cannot be decoded.
  package static func unpack(_ file: [UInt8], name: String, budget: MemoryBudget = .standard) throws(Fault) {
    try open(file, name: name, budget: budget, bytesPerSample: 2, keepingFloats: true) { (handle) throws(Fault) in
      try handle.requireMosaic()
      try handle.unpack()
    }
  }
}
