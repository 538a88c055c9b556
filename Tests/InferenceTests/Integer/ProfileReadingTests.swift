import ByteCoding
import Inference
import TestSupport
import Testing

@Suite struct ProfileReadingTests {
  private static func network(_ slot: Int, hidden: [Int] = [16]) -> NetworkBytes {
    NetworkBytes(slot: slot, rowInputs: 4, serialInputs: 2, hidden: hidden, most: 900, bias: 5_000, seed: UInt64(slot))
  }

  @Test func whatWasWrittenIsRead() throws {
    let networks = [Self.network(0), Self.network(1, hidden: [32, 16]), Self.network(7, hidden: [16, 48, 64])]
    let bytes = profile(networks)
    let read = try NetworkProfile(bytes)
    #expect(read.digest == SHA256Digest(of: bytes))
    #expect(read.networks.map(\.slot) == [0, 1, 7])
    #expect(read.networks.map(\.hidden) == [[16], [32, 16], [16, 48, 64]])
    for (network, written) in zip(read.networks, networks) {
      #expect((network.rowInputs, network.serialInputs) == (4, 2))
      let first = written.layers[0]
      #expect(Array(UnsafeBufferPointer(start: network.rowBiases, count: first.biases.count)) == first.biases)
      let weights = pairs(first.weights.map { Array($0.prefix(4)) })
      #expect(Array(UnsafeBufferPointer(start: network.rowWeights, count: weights.count)) == weights)
    }
    #expect(read.network(slot: 1, rowInputs: 4, serialInputs: 2)?.hidden == [32, 16])
    #expect(read.network(slot: 1, rowInputs: 6, serialInputs: 2) == nil)
    #expect(read.network(slot: 1, rowInputs: 4, serialInputs: 4) == nil)
    #expect(read.network(slot: 2, rowInputs: 4, serialInputs: 2) == nil)
  }

  @Test func truncatedProfilesAreDamaged() {
    let bytes = profile([Self.network(0), Self.network(1, hidden: [16, 16])])
    for count in bytes.indices {
      let fault = #expect(throws: Fault.self, "the first \(count) bytes") { try NetworkProfile(Array(bytes.prefix(count))) }
      #expect(fault?.kind == .damaged)
    }
    let fault = #expect(throws: Fault.self) { try NetworkProfile(bytes + [0]) }
    #expect(fault?.code == "profile.trailing")
  }

  @Test func damagedBytesNeverTrap() {
    let bytes = profile([Self.network(0), Self.network(1, hidden: [16, 16])])
    let digest = SHA256Digest(of: bytes)
    for place in bytes.indices {
      for mask: UInt8 in [0x01, 0x80, 0xff] {
        var damaged = bytes
        damaged[place] ^= mask
        if let read = try? NetworkProfile(damaged) { #expect(read.digest != digest) }
      }
    }
  }

  @Test func otherVersionsAreUnsupported() {
    let fault = #expect(throws: Fault.self) { try NetworkProfile(profile([Self.network(0)], version: 2)) }
    #expect(fault?.kind == .unsupported)
  }

  @Test func networksComeInTheOrderOfTheirSlots() {
    for slots in [[1, 0], [1, 1]] {
      let fault = #expect(throws: Fault.self) { try NetworkProfile(profile(slots.map { Self.network($0) })) }
      #expect(fault?.code == "profile.networks")
    }
    #expect(throws: Fault.self) { try NetworkProfile(profile([])) }
    #expect(throws: Fault.self) { try NetworkProfile(profile((0...256).map { Self.network($0) })) }
  }

  @Test func shapesThatKernelsDoNotHaveAreDamaged() {
    for (rows, serial, hidden) in [
      (0, 2, [16]), (3, 2, [16]), (130, 2, [16]), (4, 1, [16]), (4, 34, [16]), (4, 2, []), (4, 2, [16, 16, 16, 16]), (4, 2, [8]),
      (4, 2, [80]), (4, 2, [24]), (4, 2, [16, 0]),
    ] {
      let network = NetworkBytes(slot: 0, rowInputs: rows, serialInputs: serial, hidden: hidden, most: 9, bias: 9, seed: 1)
      let fault = #expect(throws: Fault.self, "\(rows), \(serial), \(hidden)") { try NetworkProfile(profile([network])) }
      #expect(fault?.kind == .damaged)
    }
    var network = Self.network(0)
    network.layers[1].weights.append(network.layers[1].weights[0])
    network.layers[1].biases.append(0)
    #expect(throws: Fault.self, "three outputs") { try NetworkProfile(profile([network])) }
  }

  @Test func sumsThatCanLeave32BitsAreDamaged() throws {
    // The most that inputs of a layer can add: 6 inputs within ±1100, and 16 hidden values up to 32,767.
    for (layer, inputs, largest) in [(0, 6, 1100), (1, 16, 32_767)] {
      for sign in [1, -1] {
        var network = Self.network(0)
        network.layers[layer].weights[1] = Array(repeating: Int16(sign * 1000), count: inputs)
        let most = Int(Int32.max) - inputs * 1000 * largest
        network.layers[layer].biases[1] = Int32(sign * most)
        _ = try NetworkProfile(profile([network]))
        network.layers[layer].biases[1] = Int32(sign * (most + 1))
        let fault = #expect(throws: Fault.self) { try NetworkProfile(profile([network])) }
        #expect(fault?.code == "profile.bounds")
        network.layers[layer].weights[1] = Array(repeating: 0, count: inputs)
        network.layers[layer].biases[1] = .min
        #expect(throws: Fault.self) { try NetworkProfile(profile([network])) }
      }
    }
  }
}
