package import ByteCoding

/// Bytes that can be read from any place, such as an open file.
package protocol ParitySource: Sendable {
  /// How many bytes there are.
  var byteCount: Int { get }

  /// Fills the buffer from an offset that lies inside; returns how many bytes were there, fewer only at the end.
  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(Fault) -> Int
}

/// Bytes in memory.
package struct ParityBytes: ParitySource {
  package let bytes: [UInt8]

  package init(_ bytes: [UInt8]) { self.bytes = bytes }

  package var byteCount: Int { bytes.count }

  package func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(Fault) -> Int {
    guard offset >= 0, offset < bytes.count else { return 0 }
    let run = bytes[offset...].prefix(buffer.count)
    buffer.copyBytes(from: run)
    return run.count
  }
}

extension ParitySource {
  /// A whole block of the source; nil where it ends before, or where the medium does not give it.
  func block(_ number: Int) -> [UInt8]? {
    guard number >= 0, number < byteCount / ParityBlock.size else { return nil }
    var isWhole = false
    let bytes = [UInt8](unsafeUninitializedCapacity: ParityBlock.size) { buffer, count in
      buffer.initialize(repeating: 0)
      count = buffer.count
      isWhole = fill(UnsafeMutableRawBufferPointer(buffer), fromBlock: number)
    }
    return isWhole ? bytes : nil
  }

  /// Fills one block's buffer; false where the source has not all of it or does not give it.
  func fill(_ buffer: UnsafeMutableRawBufferPointer, fromBlock number: Int) -> Bool {
    guard number >= 0, number < byteCount / ParityBlock.size else { return false }
    do throws(Fault) {
      return try read(at: number * ParityBlock.size, into: buffer) == ParityBlock.size
    } catch {
      return false
    }
  }
}
