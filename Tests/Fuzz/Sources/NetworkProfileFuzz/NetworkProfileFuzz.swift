internal import ByteCoding
internal import CKernels
internal import FuzzSupport
internal import Inference

/// Profile files; the last byte says whether the input is one, or the numbers of one whose shape is in order.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var input = FuzzInput(start, count)
  let choice = input.choice()
  let bytes = choice & 1 == 0 ? shaped(&input) : input.bytes
  let profile = expectingFaults { () throws(Fault) in try NetworkProfile(bytes) }
  guard let profile else { return 0 }
  precondition(profile.digest == SHA256Digest(of: bytes), "a profile's name is its digest")
  for network in profile.networks {
    let again = profile.network(slot: network.slot, rowInputs: network.rowInputs, serialInputs: network.serialInputs)
    precondition(again === network, "slots are told apart")
    var seed = UInt64(choice) << 8 | UInt64(input.content.count & 0xff)
    compareKernels(network, &seed)
  }
  return 0
}

/// All kernels give the same outputs for inputs within their bounds.
private func compareKernels(_ network: PlaneNetwork, _ seed: inout UInt64) {
  func next() -> Int {
    seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(seed >> 33)
  }
  let (width, stride) = (1 + next() % 40, 64)
  func inputValue() -> Int { next() % 4 == 0 ? (next() % 2 == 0 ? 1100 : -1100) : next() % 2201 - 1100 }
  let pairs = (0..<(network.rowInputs / 2 * stride)).map { _ in Int32(inputValue() & 0xffff | inputValue() << 16) }
  let serial = (0..<max(network.serialInputs, 1)).map { _ in Int16(inputValue()) }
  var results: [[Int32]] = []
  for variant in Kernels.Variant.allCases {
    guard let kernels = Kernels(variant)?.table else { continue }
    var sums = [Int32](repeating: 0, count: width * network.hidden[0])
    kernels.dense_pairs(
      &sums, pairs, stride, network.rowWeights, network.rowBiases, Int32(network.rowInputs), Int32(network.hidden[0]), Int32(width))
    var found: [Int32] = []
    sums.withUnsafeBufferPointer { sums in
      for column in 0..<width {
        var out: [Int32] = [0, 0]
        kernels.network_step(&out, sums.baseAddress.map { $0 + column * network.hidden[0] }, serial, network.step)
        found += out
      }
    }
    results.append(found)
  }
  precondition(results.allSatisfy { $0 == results.first }, "kernels differ")
}

/// A profile of one to three networks whose headers are in order; weights and biases are the input's.
private func shaped(_ input: inout FuzzInput) -> [UInt8] {
  var writer = ByteWriter()
  writer.write("GLSPROF1".utf8)
  writer.u16(1)
  writer.u16(0)
  let networks = input.choice(in: 1...3)
  writer.u32(UInt32(networks))
  for slot in 0..<networks {
    let (rowInputs, serialInputs, hidden) = (2 * input.choice(in: 1...32), 2 * input.choice(in: 0...8), input.choice(in: 1...3))
    for value in [slot, rowInputs, serialInputs, hidden + 1] { writer.u16(UInt16(value)) }
    // Large weights leave 32 bits, which readers refuse; small ones get past them.
    let shift = Int16(input.choice(in: 0...8))
    var inputs = rowInputs + serialInputs
    for layer in 0...hidden {
      let outputs = layer == hidden ? 2 : 16 * input.choice(in: 1...4)
      writer.u16(UInt16(outputs))
      writer.u16(UInt16(inputs))
      writer.write([layer == 0 || layer == hidden ? 8 : 10, 0, 0, 0])
      for _ in 0..<outputs { writer.u32(UInt32(bitPattern: Int32(Int8(bitPattern: input.take(1).first ?? 3)) << 16)) }
      for _ in 0..<(outputs * inputs) {
        let byte = Int16(Int8(bitPattern: input.take(1).first ?? UInt8(truncatingIfNeeded: outputs &* 37)))
        writer.u16(UInt16(bitPattern: byte << shift))
      }
      inputs = outputs
    }
  }
  return writer.bytes
}

/// The program: libFuzzer, or the writer of seeds.
@_cdecl("NetworkProfileFuzz_main")
public func start(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
  runFuzzProgram(count, arguments, fuzzOne) {
    var seeds: [String: [UInt8]] = [:]
    for (number, choices)
      in ([[0, 0, 0, 3, 0, 0], [1, 1, 2, 3, 7, 4, 1], [2, 8, 3, 3, 20, 3, 0], [0, 3, 3, 3, 1, 30, 8, 0]] as [[UInt8]]).enumerated()
    {
      let content = (0..<700).map { UInt8(truncatingIfNeeded: ($0 &* 167) >> 2 ^ $0) & 0x87 }
      let input = content + choices + [0]
      seeds["shaped-\(number)"] = input
      var reading = FuzzInput(Array(input.dropLast()))
      seeds["profile-\(number)"] = shaped(&reading) + [1]
    }
    return seeds
  }
}
