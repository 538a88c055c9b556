/// Walks over the sections of a stream: where their blocks lie in the file, and where bytes lie that hold none.
struct Sections {
  let format: PanasonicRW2Format

  var count: Int { (format.blockCount + PanasonicRW2Format.sectionBlocks - 1) / PanasonicRW2Format.sectionBlocks }

  /// The blocks of a section.
  func blocks(_ section: Int) -> Int {
    min(PanasonicRW2Format.sectionBlocks, format.blockCount - section * PanasonicRW2Format.sectionBlocks)
  }

  /// Where the section begins in the file.
  func start(_ section: Int) -> Int { section * PanasonicRW2Format.sectionSize }

  /// Where the runs of bytes with blocks lie in the file, in the order of blocks: one run, or two where sections are rotated.
  func runs(_ section: Int) -> [Range<Int>] {
    let (start, bytes) = (start(section), blocks(section) * PanasonicRW2Format.blockSize)
    guard format.isRotated else { return [start..<(start + bytes)] }
    let front = PanasonicRW2Format.sectionSize - PanasonicRW2Format.rotation
    let last = min(bytes, PanasonicRW2Format.rotation)
    return [(start + front)..<(start + front + last), start..<(start + bytes - last)]
  }

  /// The runs of a stream of so many bytes that hold no blocks, in file order. Only the last section and what follows have any.
  func idle(byteCount: Int) -> [Range<Int>] {
    let used = runs(count - 1).filter { !$0.isEmpty }.sorted { $0.lowerBound < $1.lowerBound }
    var idle: [Range<Int>] = []
    var next = start(count - 1)
    for run in used {
      idle.append(next..<run.lowerBound)
      next = run.upperBound
    }
    // The initialiser of streams saw to it that all blocks are there.
    idle.append(next..<max(next, byteCount))
    return idle.filter { !$0.isEmpty }
  }
}
