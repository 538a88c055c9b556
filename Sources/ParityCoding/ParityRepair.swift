package import ByteCoding

/// Carries a plan out: reads sound blocks, rebuilds the others, proves each by its digest and hands it on.
package struct ParityRepair {
  /// Fills the buffer with a data block, with zeros behind the end of its file.
  package typealias Reading = (_ block: Int, _ buffer: UnsafeMutableRawBufferPointer) throws(Fault) -> Void
  /// Takes a rebuilt data block, 4096 bytes; blocks come in no particular order.
  package typealias Giving = (_ block: Int, _ bytes: UnsafeRawBufferPointer) throws(Fault) -> Void

  private let file: ParityFile
  private let parity: ParityBlocks
  private let plan: ParityPlan
  private let workers: Int
  /// Blocks of memory to aim at.
  private let memoryBlocks: Int

  /// `memory` is what sums may take, in bytes; one lane is always taken: some 30 MB at 6 %, and never more
  /// than 275 MB.
  package init(_ file: ParityFile, _ plan: ParityPlan, parity: ParityBlocks, workers: Int = 1, memory: Int = 64 << 20) {
    self.file = file
    self.plan = plan
    self.parity = parity
    self.workers = workers
    memoryBlocks = max(0, memory) / ParityBlock.size
  }

  /// Stripes that are summed in one pass over their blocks.
  private struct Pass {
    var stripes: [Int] = []
    var rows = 0
    var lanes: [LanePlan] = []

    mutating func add(_ lane: LanePlan, _ more: [Int]) {
      stripes += more
      rows = max(rows, lane.rows)
      lanes.append(lane)
    }

    func blocks(with more: Int, _ lane: LanePlan) -> Int {
      StripeSums.blocks(stripes: stripes.count + more, rows: max(rows, lane.rows))
    }
  }

  /// Every block of a pass is read once; a lane whose outer code is needed is read as a whole, others only where stripes are damaged.
  private func passes() -> [Pass] {
    let geometry = file.geometry
    var passes: [Pass] = []
    for isDeep in [false, true] {
      var pass = Pass()
      for lane in plan.lanes where lane.isDeep == isDeep {
        let stripes: [Int]
        if isDeep {
          stripes = (0..<geometry.stripesPerLane).map { $0 * geometry.lanes + lane.lane }
        } else {
          stripes = lane.steps.compactMap { if case .stripe(let stripe, _, _) = $0 { stripe } else { nil } }
        }
        if !pass.stripes.isEmpty, pass.blocks(with: stripes.count, lane) > memoryBlocks {
          passes.append(pass)
          pass = Pass()
        }
        pass.add(lane, stripes)
      }
      if !pass.stripes.isEmpty { passes.append(pass) }
    }
    return passes
  }

  /// Rebuilds every block of the plan.
  ///
  /// Throws `parity.digest` where a rebuilt block is not what it was: some block changed since it was examined. Then nothing wrong was
  /// handed on. Throws what the closures throw.
  package func run(reading read: Reading, giving give: Giving) throws(Fault) {
    for pass in passes() { try run(pass, read, give) }
  }

  private func run(_ pass: Pass, _ read: Reading, _ give: Giving) throws(Fault) {
    let geometry = file.geometry
    let stripes = pass.stripes.sorted()
    let sums = StripeSums(stripes: stripes.count, rows: pass.rows, positions: geometry.positions, workers: workers)
    var start = 0
    while start < geometry.positions {
      let end = sums.batchEnd
      for position in start..<end {
        for (index, stripe) in stripes.enumerated() {
          guard let block = geometry.block(stripe: stripe, position: position), !plan.bad.contains(block) else { continue }
          try read(block, sums.place(stripe: index, position: position))
        }
      }
      sums.flush()
      start = end
    }
    let numbers = Dictionary(uniqueKeysWithValues: stripes.enumerated().map { ($0.element, $0.offset) })
    for lane in pass.lanes {
      var solver = LaneSolver(file: file, parity: parity, sums: sums.table(), rows: pass.rows, numbers: numbers, lane: lane)
      try solver.run(give)
    }
  }
}
