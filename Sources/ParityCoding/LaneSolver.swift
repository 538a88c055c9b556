internal import ByteCoding

/// Carries out the steps for one lane, on sums over all data blocks that are not lost.
struct LaneSolver {
  let file: ParityFile
  let parity: ParityBlocks
  let sums: SumTable
  /// Rows that the sums have.
  let rows: Int
  /// The place of each stripe of the group in the sums.
  let numbers: [Int: Int]
  let lane: LanePlan
  /// Parity found by the outer code: by row, and then by stripe.
  private var found: [Int: (stripes: [Int: Int], blocks: BlockStore)] = [:]

  init(file: ParityFile, parity: ParityBlocks, sums: SumTable, rows: Int, numbers: [Int: Int], lane: LanePlan) {
    self.file = file
    self.parity = parity
    self.sums = sums
    self.rows = rows
    self.numbers = numbers
    self.lane = lane
  }

  mutating func run(_ give: ParityRepair.Giving) throws(Fault) {
    for step in lane.steps {
      switch step {
      case .stripe(let stripe, let positions, let rows): try solve(stripe, positions, rows, give)
      case .outer(let row, let stripes, let kept): try find(row, stripes, kept)
      }
    }
  }

  private func sum(_ stripe: Int, _ row: Int) throws(Fault) -> UnsafeMutablePointer<UInt8> {
    guard let number = numbers[stripe] else { throw Fault(.misuse, "parity.plan", "a stripe was not read") }
    return sums[number, row]
  }

  private func inverse(_ rows: [Int], _ columns: [Int]) throws(Fault) -> GaloisMatrix {
    guard let matrix = GaloisMatrix(cauchyRows: rows, columns: columns).inverted() else {
      throw Fault(.misuse, "parity.plan", "a system of equations has no answer")
    }
    return matrix
  }

  private func solve(_ stripe: Int, _ positions: [Int], _ used: [Int], _ give: ParityRepair.Giving) throws(Fault) {
    let size = ParityBlock.size
    let right = BlockStore(count: used.count)
    let answers = BlockStore(count: used.count)
    for (index, row) in used.enumerated() {
      if row < file.geometry.storedRows {
        try file.readParity(file.geometry.firstKept(row: row) + stripe, parity, into: right.buffer(index))
      } else if let outer = found[row], let place = outer.stripes[stripe] {
        right[index].update(from: outer.blocks[place], count: size)
      } else {
        throw Fault(.misuse, "parity.plan", "a row was not found")
      }
      addBytes(try sum(stripe, row), to: right[index], count: size)
    }
    let results = used.indices.map { answers[$0] }
    try inverse(used, positions).multiply(used.indices.map { UnsafePointer(right[$0]) }, into: results, count: size)
    for (index, position) in positions.enumerated() {
      guard let block = file.geometry.block(stripe: stripe, position: position), let digest = file.digest(block: block) else { continue }
      let bytes = UnsafeRawBufferPointer(answers.buffer(index))
      guard ParityBlock.digest(bytes) == digest else {
        throw .damaged("parity.digest", "block \(block) was rebuilt otherwise than it was: the archive or its parity changed meanwhile")
      }
      try give(block, bytes)
    }
    guard lane.isDeep else { return }
    // The stripe's rows are whole now, for the outer code.
    var targets: [UnsafeMutablePointer<UInt8>] = []
    for row in 0..<rows { targets.append(try sum(stripe, row)) }
    GaloisMatrix(cauchyRows: 0..<rows, columns: positions).multiply(results.map { UnsafePointer($0) }, addingTo: targets, count: size)
  }

  private mutating func find(_ row: Int, _ stripes: [Int], _ kept: [Int]) throws(Fault) {
    let geometry = file.geometry
    let size = ParityBlock.size
    let right = BlockStore(count: kept.count)
    let answers = BlockStore(count: kept.count)
    for (index, place) in kept.enumerated() {
      try file.readParity(geometry.firstKept(row: row) + place * geometry.lanes + lane.lane, parity, into: right.buffer(index))
    }
    let unknown = Set(stripes)
    let known = (0..<geometry.stripesPerLane).filter { !unknown.contains($0 * geometry.lanes + lane.lane) }
    var sources: [UnsafePointer<UInt8>] = []
    for depth in known { sources.append(UnsafePointer(try sum(depth * geometry.lanes + lane.lane, row))) }
    let sums = kept.indices.map { right[$0] }
    GaloisMatrix(cauchyRows: kept, columns: known).multiply(sources, addingTo: sums, count: size)
    let results = kept.indices.map { answers[$0] }
    try inverse(kept, stripes.map { $0 / geometry.lanes }).multiply(sums.map { UnsafePointer($0) }, into: results, count: size)
    found[row] = (Dictionary(uniqueKeysWithValues: stripes.enumerated().map { ($0.element, $0.offset) }), answers)
  }
}
