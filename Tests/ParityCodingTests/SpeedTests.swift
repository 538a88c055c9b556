import ByteCoding
import Foundation
import ParityCoding
import TestSupport
import Testing

/// Prints processor time for encoding, verifying and repairing beside SHA-256 of the same bytes; GLASSINE_PARITY_SPEED=MEGABYTES.
@Suite struct SpeedTests {
  @Test func speeds() throws {
    guard let megabytes = ProcessInfo.processInfo.environment["GLASSINE_PARITY_SPEED"].flatMap({ Int($0) }) else { return }
    var group = try Group(sizes: Array(repeating: 8 << 20, count: max(1, megabytes / 8)), workers: 1)
    let total = Double(group.files.reduce(0) { $0 + $1.count }) / 1e6
    func measure(_ name: String, _ work: () throws -> Void) rethrows {
      let start = clock()
      try work()
      let seconds = Double(clock() - start) / Double(CLOCKS_PER_SEC)
      announce("SPEED: \(name) \(Int(total / seconds)) MB/s of processor time")
    }
    measure("SHA-256 (this library)") { for file in group.files { _ = SHA256Digest(of: file) } }
    var geometry: ParityGeometry?
    try measure("choosing the code") { geometry = try ParityParameters().geometry(for: group.members) }
    announce("SPEED: \(String(describing: geometry))")
    try measure("encoding") { group.parity = try Group.encode(group.members, group.files, overhead: 600) }
    let file = try group.opened()
    measure("verifying data") { #expect(group.badBlocks(file).isEmpty) }
    measure("verifying parity") { #expect(file.examineParity().lost.isEmpty) }
    var random = RepeatableRandomNumberGenerator(seed: 9)
    let bad = (0..<file.geometry.blockCount).filter { _ in random.below(1000) < 39 }
    let parity = file.examineParity()
    var plan = ParityPlan(file, badBlocks: bad, parity: parity)
    measure("planning") { plan = ParityPlan(file, badBlocks: bad, parity: parity) }
    try measure("repairing 3.9 %") {
      try ParityRepair(file, plan, parity: parity).run { block, buffer throws(Fault) in
        guard let (member, range) = file.place(of: block) else { return }
        group.files[member].withUnsafeBytes { buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[range])) }
      } giving: { _, _ throws(Fault) in
      }
    }
    #expect(plan.unrepairable.isEmpty)
  }
}
