internal import ArchiveFormat
internal import ArchiveStore
package import ByteCoding
internal import PictureCoding
internal import Reporting
internal import UnitCoding

/// Writes the preview of one unit at a time: aside, then under its name.
struct PreviewFileWriter: Sendable {
  let archive: Archive
  let target: Folder
  let maker: PreviewMaker
  let options: PreviewOptions
  let control: OperationControl

  /// What became of one unit; its events are reported.
  struct Result: Sendable {
    var outcome: FileReport.Outcome
    var origin: UnitPreview.Origin?
    var isRestored = false
    var bytes: Int64 = 0
  }

  /// Nil for links and folders. Throws only what makes every further file fail too.
  func write(_ unitPath: String) throws(Fault) -> Result? {
    var report = FileReport(path: unitPath, outcome: .failed, kind: "file")
    var result = Result(outcome: .failed)
    do throws(Fault) {
      // Files are what jobs share out; within one, a single thread.
      let decoder = try UnitDecoder(archive.unit(unitPath), budget: options.budget)
      let record = decoder.record
      guard record.kind == .file else { return nil }
      let path = try record.relativePath()
      report = FileReport(
        path: "\(path)", outcome: .failed, kind: decoder.reader.table.section(.shot) == nil ? "file" : "raw",
        tier: record.tier?.rawValue, originalBytes: record.size, storedBytes: Int64(decoder.reader.table.unitLength),
        version: record.version)
      control.report(.fileStarted(path: "\(path)", bytes: record.size))
      guard UnitName.unit(for: path, kind: .file, version: record.version) == unitPath else {
        throw Fault.damaged("unit.misplaced", "this unit holds “\(path)”, version \(record.version): it lies under a wrong name")
      }
      do throws(Fault) {
        result = try write(decoder, path)
      } catch {
        // What is wrong with the original was wrong when it was archived: nothing that a run could put right.
        guard error.isAboutOriginal else { throw error }
        result.outcome = .skipped
        report.reason = error.cause
        report.code = error.code
      }
    } catch {
      if !error.concernsOneName, let file = error.file, file.startsWithBytes(of: target.path + "/") { throw error }
      var shown = error
      if shown.file == report.path { shown.file = nil }
      report.reason = shown.description
      report.code = error.code
    }
    report.outcome = result.outcome
    control.report(.fileFinished(report))
    return result
  }

  private func write(_ decoder: UnitDecoder, _ path: RelativePath) throws(Fault) -> Result {
    var preview = try maker.preview(of: decoder, name: "\(path)")
    if let restore = options.restore { preview = try maker.restored(preview, by: restore) }
    let bytes = try PictureWriter.encode(preview.picture, as: options.format, exif: preview.exif)
    var result = Result(outcome: .done, origin: preview.origin, isRestored: preview.isRestored)
    let name = try name(of: path)
    let parent = try target.folder(at: path.components.dropLast(), creating: true)
    if let status = try parent.status(name), !options.overwrite {
      if status.kind == .file, status.size == Int64(bytes.count), try parent.file(name).digest() == SHA256Digest(of: bytes) {
        result.outcome = .unchanged
        return result
      }
      throw Fault(.misuse, "preview.exists", "something else of this name is already there", advice: "use --overwrite to replace it")
    }
    try PictureWriter.write(bytes, as: name, in: parent, replacing: options.overwrite)
    result.bytes = Int64(bytes.count)
    return result
  }

  /// The original's whole name with the new ending, so that two originals of one stem never meet. A JPEG as JPEG keeps its name, unless
  /// the archive has a file whose preview is called so.
  private func name(of path: RelativePath) throws(Fault) -> [UInt8] {
    let ending = Array(".\(options.format.fileExtension)".utf8)
    let last = String(decoding: path.name.suffix(ending.count), as: UTF8.self).lowercased()
    guard last == String(decoding: ending, as: UTF8.self), path.name.count > ending.count else { return path.name + ending }
    let stem = Array(path.name.dropLast(ending.count))
    guard let other = RelativePath(components: path.components.dropLast() + [stem]), try archive.unitGroup(of: other, kind: .file) == nil
    else { return path.name + ending }
    return path.name
  }
}

extension Fault {
  /// True where the original has no picture, none of a kind that can be shown, or a damaged one.
  package var isAboutOriginal: Bool {
    kind != .environment && ["preview.none", "raw.", "jpeg.", "icc."].contains { code.hasPrefix($0) }
  }
}
