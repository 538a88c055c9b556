import ByteCoding
import CameraSimulation
import Testing

@Suite("Digests of simulated formats")
struct FormatDigestTests {
  /// The first sixteen digits of each file's SHA-256: files are the same on every machine, and change on purpose only.
  static let known: [SimulatedFormat: String] = [
    .dng: "6db50b70ec0b5f79", .dngLosslessJPEG: "9117472ab67e5223", .dngLosslessJPEGTable: "6ef6ee8fbca7c9cf",
    .nef: "86a008220370d2da", .nefLossless12: "2e056f681d6804e9", .nefLossless14: "58d326a7835dbfd1", .nefLossy: "6afc24692e951c23",
    .nefLossySplit: "05fd2b0f46a59337", .nefPacked: "865e7a4859916a50", .nefPacked14: "6d7cbe0b768985b3", .cr2: "73b859c060fe78e4",
    .cr2FourComponents: "f12380eb71870df1", .pef: "660a585f845c38da", .pefPacked: "3f15601fa0dca65c", .crw: "80374f8b40d33d0f",
    .crw10: "3619a2decb2d72fa", .arw: "e48d8d627290d052", .kdc: "dac5fffdb9a2a232",
  ]

  @Test("every format writes the bytes it always wrote", arguments: SimulatedFormat.allCases)
  func bytes(format: SimulatedFormat) {
    let digest = String(SHA256Digest(of: format.make(width: 48, height: 32, seed: 1).bytes).hex.prefix(16))
    #expect(Self.known[format] == digest, "\(format.rawValue): \(digest)")
  }
}
