internal import ArchiveStore
internal import ByteCoding
internal import PAR2Coding
internal import Reporting

/// Gives an encoder the bytes of an archive's files, and holds them against their digests on the way. One thread.
final class PAR2FileReader {
  private let archive: Archive
  private let control: OperationControl
  /// Tag files are no items of the run's progress.
  private let isReporting: Bool
  /// Files that are not what they should be, by their paths; findings were reported.
  private(set) var bad: Set<[UInt8]> = []
  private var files: [PendingFile] = []
  private var digests: [SHA256Digest?] = []
  private var hasher = SHA256Hasher()
  private var current: (number: Int, file: OpenFile)?

  init(archive: Archive, control: OperationControl, isReporting: Bool) {
    self.archive = archive
    self.control = control
    self.isReporting = isReporting
  }

  /// Reads the files' first bytes.
  func open(_ pending: [PendingFile]) -> [PAR2File] {
    var files: [PAR2File] = []
    for file in pending {
      do throws(Fault) {
        let head = try archive.file(file.text).read(at: 0, upTo: min(PAR2File.headBytes, file.size))
        files.append(PAR2File(name: file.path, size: file.size, head: head))
      } catch {
        refuse(file, error)
      }
    }
    return files
  }

  /// Puts the files into the encoder's order.
  func arrange(_ order: [PAR2File], _ pending: [PendingFile]) {
    let known = Dictionary(pending.map { ($0.path, $0) }) { first, _ in first }
    files = order.compactMap { known[$0.name] }
    digests = files.map { _ in nil }
  }

  /// Fills the buffer; with zeros where the file cannot be read, which is then among `bad`.
  func read(_ number: Int, _ offset: Int, _ buffer: UnsafeMutableRawBufferPointer) throws(Fault) {
    guard !bad.contains(files[number].path) else {
      buffer.initializeMemory(as: UInt8.self, repeating: 0)
      return
    }
    do throws(Fault) {
      let file: OpenFile
      if let current, current.number == number {
        file = current.file
      } else {
        file = try archive.file(files[number].text)
        current = (number, file)
      }
      guard try file.read(at: offset, into: buffer) == buffer.count else {
        throw Fault.damaged("par2.short", "the file became shorter while it was read")
      }
    } catch {
      buffer.initializeMemory(as: UInt8.self, repeating: 0)
      refuse(files[number], error)
    }
  }

  func saw(_ number: Int, _ bytes: UnsafeRawBufferPointer) { hasher.update(bytes) }

  /// False when it makes no sense to go on: stopped, or all were read and some are bad.
  func finished(_ number: Int) throws(Fault) -> Bool {
    if digests[number] == nil {
      let digest = hasher.finish()
      hasher = SHA256Hasher()
      digests[number] = digest
      if digest != files[number].digest, !bad.contains(files[number].path) {
        refuse(files[number], .damaged("par2.digest", "the file does not have the digest the manifest gives"))
      }
      if isReporting { control.report(.advanced(bytes: Int64(files[number].size))) }
    }
    if number == files.count - 1, !bad.isEmpty { return false }
    return !control.isStopped
  }

  private func refuse(_ file: PendingFile, _ fault: Fault) {
    bad.insert(file.path)
    guard isReporting else { return }
    let kind: Finding.Kind = fault.kind == .damaged ? .damaged : fault.isNotThere ? .missing : .unreadable
    control.report(.finding(Finding(kind: kind, file: file.text, detail: "not covered: \(fault.cause)")))
  }
}
