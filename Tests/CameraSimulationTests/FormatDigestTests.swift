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
    .arw2: "d22579c3a8949c58", .arw1: "849a69ba31dddf8a", .arwA100: "2ee12b3f7bfcce5f", .arwWords: "71b9c9d66d256f72",
    .arwPacked: "7ef265e959a653a5", .raf: "431df44f16336728", .rafBayer: "44ae6592ca32e3fe", .rafPacked: "860c5b6f9b9ad07b",
    .rafWords: "f6f828a2a87e1eae", .orf: "91b2396a1afc50aa", .orfPacked: "107beb9ae4a84326", .rw2Format4: "36592e3365ee0521",
    .rw2Format5: "2275ac7f8f3d5be4", .rw2Format5Deep: "76725a6566711c60", .rw2Format6: "c26f2261fca8b35c", .cr3: "a302d210aa3d057a",
  ]

  @Test("every format writes the bytes it always wrote", arguments: SimulatedFormat.allCases)
  func bytes(format: SimulatedFormat) {
    let digest = String(SHA256Digest(of: format.make(width: 48, height: 32, seed: 1).bytes).hex.prefix(16))
    #expect(Self.known[format] == digest, "\(format.rawValue): \(digest)")
  }
}
