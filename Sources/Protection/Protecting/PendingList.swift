internal import ArchiveStore
internal import ByteCoding
internal import ParityCoding

/// The files that are to be covered, kept on disk: one line each, `size digest path`, in byte order of the paths.
///
/// Memory: two bytes a file.
struct PendingList {
  private let file: OpenFile
  private let name: [UInt8]
  private let folder: Folder
  private var writer: BufferedFileWriter
  private(set) var count = 0
  private(set) var blocks = 0

  /// A list in a folder that is cleaned after a crash.
  init(_ folder: Folder, _ name: String) throws(Fault) {
    self.folder = folder
    self.name = Array((ParityFolder.makingPrefix + "-" + name).utf8)
    if try folder.status(self.name) != nil { try folder.remove(self.name) }
    file = try folder.create(self.name)
    writer = BufferedFileWriter(file)
  }

  mutating func append(_ pending: PendingFile) throws(Fault) {
    try writer.write(Array("\(pending.size) \(pending.digest.hex) ".utf8) + pending.path + [0x0A])
    count += 1
    blocks += pending.blocks
  }

  mutating func finish() throws(Fault) { try writer.flush() }

  func remove() { try? folder.remove(name) }

  private func forEach(_ body: (PendingFile) throws(Fault) -> Void) throws(Fault) {
    var reader = LineReader(file)
    while let line = try reader.line() {
      let fields = line.split(separator: 0x20, maxSplits: 2)
      guard fields.count == 3, let size = Int(String(decoding: fields[0], as: UTF8.self)),
        let digest = SHA256Digest(hex: String(decoding: fields[1], as: UTF8.self))
      else { throw Fault(.environment, "parity.list", "a list that was just written cannot be read", file: file.path) }
      try body(PendingFile(path: Array(fields[2]), digest: digest, size: size))
    }
  }

  /// Deals the files to sets, each file to the one that has least: neighbours go to different sets, so that a lost folder takes a little of
  /// each. One number a file, in the order of the list.
  func deal(setBlocks: Int, setFiles: Int) throws(Fault) -> [UInt16] {
    let sets = min(Int(UInt16.max), max(1, (blocks + setBlocks - 1) / max(1, setBlocks), (count + setFiles - 1) / max(1, setFiles)))
    var filled = [Int](repeating: 0, count: sets)
    var numbers: [UInt16] = []
    try forEach { pending throws(Fault) in
      var least = 0
      for index in filled.indices where filled[index] < filled[least] { least = index }
      filled[least] += max(1, pending.blocks)
      numbers.append(UInt16(least))
    }
    return numbers
  }

  /// The files of one set, in order.
  func files(of set: UInt16, _ numbers: [UInt16]) throws(Fault) -> [PendingFile] {
    var files: [PendingFile] = []
    var index = 0
    try forEach { pending throws(Fault) in
      if index < numbers.count, numbers[index] == set { files.append(pending) }
      index += 1
    }
    return files
  }
}
