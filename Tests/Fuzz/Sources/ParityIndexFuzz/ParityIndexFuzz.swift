internal import ByteCoding
internal import FuzzSupport
internal import ParityCoding

/// Parity files as they are, parity files with changes, and index blocks to put together; the last byte chooses. Digests are put right.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var input = FuzzInput(start, count)
  let choice = input.choice()
  let file: [UInt8]
  switch choice & 3 {
  case 0: file = input.bytes
  case 1, 2: file = changed(&input, choice)
  default: file = putTogether(&input)
  }
  _ = expectingFaults { () throws(Fault) in try use(file, Int(choice >> 2)) }
  return 0
}

private let blockSize = ParityBlock.size
private let magic: [UInt8] = [0x89, 0x47, 0x4C, 0x53, 0x50, 0x0D, 0x0A, 0x1A]

/// Puts the digest of every index block right.
private func sealed(_ original: [UInt8]) -> [UInt8] {
  var file = original
  for place in 0..<(file.count / blockSize) {
    let start = place * blockSize
    guard file[start...].starts(with: magic) else { continue }
    let digest = SHA256Digest(of: file[start..<(start + 4080)]).bytes.prefix(16)
    file.replaceSubrange((start + 4080)..<(start + blockSize), with: digest)
  }
  return file
}

/// A small parity file in which bytes of a block, or of all blocks alike, are others.
private func changed(_ input: inout FuzzInput, _ choice: UInt8) -> [UInt8] {
  var file = sample
  let blocks = file.count / blockSize
  while !input.content.isEmpty {
    let edit = input.take(4)
    guard edit.count == 4 else { break }
    let offset = (Int(edit[1]) << 8 | Int(edit[2])) % blockSize
    let places = edit[0] == 0xFF ? Array(0..<blocks) : [Int(edit[0]) % blocks]
    for place in places { file[place * blockSize + offset] = edit[3] }
  }
  if choice & 64 != 0 { file.removeLast(Int(choice) * 199 % file.count) }
  return sealed(file)
}

/// A header and an index, as index blocks that agree; the identity is the index's own.
private func putTogether(_ input: inout FuzzInput) -> [UInt8] {
  var header = input.take(160)
  guard header.count == 160 else { return [] }
  header.replaceSubrange(0..<8, with: magic)
  let index = input.bytes
  func number(_ offset: Int, _ size: Int) -> Int { header[offset..<(offset + size)].reversed().reduce(0) { $0 << 8 & 0xFF_FFFF | Int($1) } }
  header.replaceSubrange(16..<32, with: SHA256Digest(of: index.prefix(number(40, 3))).bytes.prefix(16))
  var file: [UInt8] = []
  for block in 0..<min(max(1, number(60, 2) * number(72, 2)), 4) {
    header[12] = UInt8(block)
    var piece = Array(index.dropFirst(block * 3920).prefix(3920))
    piece += [UInt8](repeating: 0, count: 3936 - piece.count)
    file += header + piece
  }
  return sealed(file)
}

/// Everything there is to do with a parity file.
private func use(_ bytes: [UInt8], _ seed: Int) throws(Fault) {
  let file = try ParityFile(parsing: ParityBytes(bytes), budget: .fuzzing)
  let parity = file.examineParity()
  let blocks = file.geometry.blockCount
  precondition(blocks <= MemoryBudget.fuzzing.fileBytes / 8, "claims stay within the budget")
  for member in file.members.indices.prefix(8) {
    var verifier = ParityVerifier(file, member: member)
    verifier.append([UInt8](repeating: 1, count: 5000 + seed * 77))
    verifier.skipUnreadable(seed << 20)
    for block in verifier.finish().badBlocks { precondition(file.place(of: block)?.member == member, "a member's own blocks") }
    precondition(file.blocks(of: member).count == file.members[member].blockCount)
  }
  let bad = Array(stride(from: seed % 3, to: blocks, by: 1 + seed % 7))
  let plan = ParityPlan(file, badBlocks: bad, parity: parity)
  precondition((plan.repairable + plan.unrepairable).sorted() == bad, "a plan names each bad block once")
  // More is slow and the same again.
  guard file.geometry.stripeCount * (file.geometry.rows + 8) < 2000 else { return }
  try ParityRepair(file, plan, parity: parity).run { _, _ throws(Fault) in
  } giving: { block, bytes throws(Fault) in
    precondition(ParityBlock.digest(bytes) == file.digest(block: block), "what is given is proved")
  }
}

/// Zeros in three files of 30 blocks, so that what is rebuilt can be right.
private let sample: [UInt8] = {
  var parity: [UInt8] = []
  do throws(Fault) {
    let files = [9 * blockSize, 0, 20 * blockSize + 5]
    let members = files.enumerated().map { index, size in
      ParityMember(path: [UInt8(index)], size: size, digest: SHA256Digest(of: [UInt8](repeating: 0, count: size)))
    }
    let encoder = try ParityEncoder(ParityParameters(overhead: 1500), members: members)
    for (index, size) in files.enumerated() { try encoder.append([UInt8](repeating: 0, count: size), of: index) }
    try encoder.finish { bytes throws(Fault) in parity.append(contentsOf: bytes) }
  } catch {
    parity = []
  }
  return parity
}()

/// The program: libFuzzer, or the writer of seeds.
@_cdecl("ParityIndexFuzz_main")
public func start(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
  runFuzzProgram(count, arguments, fuzzOne) {
    let index = Array(sample[160..<(160 + 3920)])
    return [
      "block": Array(sample[..<4096]) + [0], "parts": Array(sample[..<160]) + index + [3], "change": [0, 0, 40, 1, 0xFF, 0, 41, 2, 1],
      "lost": [0, 0, 0, 0, 4, 0, 0, 1, 1], "none": [65], "list": [0xFF, 1, 200, 5, 0xFF, 1, 201, 0, 0xFF, 0, 16, 9, 2],
    ]
  }
}
