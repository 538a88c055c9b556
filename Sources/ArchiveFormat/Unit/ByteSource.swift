package import ByteCoding

/// Bytes that can be read at any position: a file, or memory in tests.
package protocol ByteSource: Sendable {
  var length: Int { get }
  /// Exactly `count` bytes from `offset`; throws `.damaged` (`unit.truncated`) where they are not all there, `.environment` where
  /// reading fails.
  func read(at offset: Int, count: Int) throws(Fault) -> [UInt8]
}

/// A unit in memory.
package struct MemorySource: ByteSource {
  package let bytes: [UInt8]

  package init(_ bytes: [UInt8]) { self.bytes = bytes }

  package var length: Int { bytes.count }

  package func read(at offset: Int, count: Int) throws(Fault) -> [UInt8] {
    guard offset >= 0, count >= 0, count <= bytes.count - offset else {
      throw .damaged("unit.truncated", "\(count) bytes wanted at \(offset), the file has \(bytes.count)")
    }
    return Array(bytes[offset..<(offset + count)])
  }
}

/// Where a unit is written: appended to, and at the end patched at its start.
package protocol ByteSink {
  mutating func append(_ bytes: UnsafeRawBufferPointer) throws(Fault)
  /// Overwrites bytes already written.
  mutating func patch(_ bytes: [UInt8], at offset: Int) throws(Fault)
}

extension ByteSink {
  package mutating func append(_ bytes: [UInt8]) throws(Fault) {
    var failure: Fault?
    bytes.withUnsafeBytes { buffer in
      do throws(Fault) { try append(buffer) } catch { failure = error }
    }
    if let failure { throw failure }
  }
}

/// A unit under construction in memory.
package struct MemorySink: ByteSink {
  package private(set) var bytes: [UInt8] = []

  package init() {}

  package mutating func append(_ run: UnsafeRawBufferPointer) throws(Fault) { bytes.append(contentsOf: run) }

  package mutating func patch(_ run: [UInt8], at offset: Int) throws(Fault) {
    precondition(offset >= 0 && offset + run.count <= bytes.count, "a patch lies inside what was written")
    bytes.replaceSubrange(offset..<(offset + run.count), with: run)
  }
}
