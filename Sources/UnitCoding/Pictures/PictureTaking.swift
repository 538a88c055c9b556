package import ByteCoding
internal import JPEGReading
internal import JXLCoding
internal import Synchronization
internal import ZstdCoding

/// The JPEGs of an original that are worth coding: previews in raws, the picture of a JPEG file, thumbnails.
package struct PictureTaking: Sendable {
  /// In the order of their first bytes.
  package private(set) var pictures: [CodedPicture] = []
  /// Why others stay as they are: how many, by the transcoder's code (`jpeg.arithmetic`, `jpeg.refused` …, `picture.no-gain`).
  package private(set) var refusals: [String: Int] = [:]

  /// What a section, its entries in both tables and its runs in the recipe take besides the payload.
  private static let overhead = 160
  /// Pictures above this many samples are coded one at a time: the library takes 27 bytes for each sample.
  private static let largePicture = 8_000_000
  private static let gate = Mutex(())

  /// Looks for JPEGs in a file, outside `samples` (in order), codes each, decodes it again and compares, and keeps those that gain.
  ///
  /// Cost: linear in the file, and some 0.3 s a megabyte of JPEG. Memory: 27 bytes a sample of the largest picture; large ones are
  /// coded one at a time, whatever the number of files at work. Equal input gives equal bytes for one version of the library.
  package init(_ file: [UInt8], outside samples: [Range<Int>] = [], budget: MemoryBudget = .standard) {
    for stream in EmbeddedJPEGs.find(in: file, excluding: samples).prefix(Self.most) {
      let bytes = stream.pictureBytes(in: file)
      do throws(Fault) {
        let payload = try Self.encode(bytes, isLarge: stream.frame.width * stream.frame.height > Self.largePicture, budget)
        guard payload.count + Self.overhead < (try ZstdCoder.compress(bytes, level: 3)).count else {
          refusals["picture.no-gain", default: 0] += 1
          continue
        }
        pictures.append(CodedPicture(runs: stream.picture, payload: payload))
      } catch {
        refusals[error.code, default: 0] += 1
      }
    }
  }

  /// A recipe holds 4,096 of them at most.
  private static let most = 4096

  private static func encode(_ bytes: [UInt8], isLarge: Bool, _ budget: MemoryBudget) throws(Fault) -> [UInt8] {
    guard isLarge else { return try JPEGTranscoder.encode(bytes, budget: budget) }
    let result = gate.withLock { _ in Result { () throws(Fault) in try JPEGTranscoder.encode(bytes, budget: budget) } }
    return try result.get()
  }
}
