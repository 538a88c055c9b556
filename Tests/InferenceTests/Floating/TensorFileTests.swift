import ByteCoding
import Foundation
import TestSupport
import Testing

@testable import Inference

@Suite struct TensorFileTests {
  private func file(_ header: String, data: [UInt8] = []) -> [UInt8] {
    withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Array($0) } + Array(header.utf8) + data
  }

  @Test func halvesAndFloats() throws {
    let header = #"{"a":{"dtype":"F16","shape":[3],"data_offsets":[0,6]},"b":{"dtype":"F32","shape":[1,1],"data_offsets":[6,10]}}"#
    let tensors = try TensorFile(file(header, data: [0, 0x3C, 0, 0xC0, 1, 0, 0, 0, 0x20, 0x40]))
    #expect(try tensors.values("a", [3]) == [1, -2, 0x1p-24])
    #expect(try tensors.values("b", columns: 1) == [2.5])
    #expect(throws: Fault.self) { try tensors.values("a", [4]) }
    #expect(throws: Fault.self) { try tensors.shape("c") }
  }

  /// Every number of 16 bits against the platform's, where it has such a type.
  @Test func allHalves() {
    #if arch(x86_64) && os(macOS)
      announce("NO Float16 on this platform: halves are not compared.")
    #else
      for bits in UInt16.min...UInt16.max {
        let (found, expected) = (TensorFile.float(half: bits), Float(Float16(bitPattern: bits)))
        #expect(found == expected || (found.isNaN && expected.isNaN), "\(bits)")
      }
    #endif
  }

  @Test(arguments: [
    #"[]"#, #"{"a":1}"#, #"{"a":{"dtype":"F16","shape":[3],"data_offsets":[0,8]}}"#,
    #"{"a":{"dtype":"F16","shape":[3],"data_offsets":[6,0]}}"#,
    #"{"a":{"dtype":"F16","shape":[-3],"data_offsets":[0,6]}}"#, #"{"a":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}"#,
    #"{"a":{"dtype":"F32","shape":[9999999999,9999999999,9999999999,9999999999],"data_offsets":[0,8]}}"#,
    #"{"a":{"dtype":"F16","shape":[3],"data_offsets":[-6,0]}}"#, #"{"a":{"dtype":"F16","shape":[3],"data_offsets":[0,99999]}}"#, "{",
  ])
  func headersThatMakeNoSenseAreRefused(_ header: String) {
    #expect(throws: Fault.self) { try TensorFile(file(header, data: [1, 2, 3, 4, 5, 6, 7, 8])) }
  }

  @Test func lengthsThatLieAreRefused() {
    #expect(throws: Fault.self) { try TensorFile([]) }
    #expect(throws: Fault.self) { try TensorFile([UInt8](repeating: 0xFF, count: 16)) }
  }
}
