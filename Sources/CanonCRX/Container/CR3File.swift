package import ByteCoding

/// A raw picture found in a CR3 file.
package struct CRXFound: Hashable, Sendable {
  package var format: CRXFormat
  /// Where the picture lies, its headers among its bytes.
  package var range: Range<Int>
}

/// Finds the raw picture in Canon's CR3 files: ISO base media files of the brand `crx `.
package enum CR3File {
  /// The raw picture that readers show: the first one of the track with most samples times bits. One element, never none.
  ///
  /// Smaller versions, second pictures of dual pixels, and all but the first of a burst are left alone. Throws `unsupported` for other
  /// files (`cr3.brand`), files without a raw track (`cr3.track`) and codings that are not handled (`crx.lossy`, `crx.planes`,
  /// `crx.encoding`, and what `CRXFormat` throws); `damaged` where the picture lies beyond the file's end (`cr3.short`).
  package static func find(in file: [UInt8], budget: MemoryBudget = .standard) throws(Fault) -> [CRXFound] {
    guard file.count >= 12, file[4..<12].elementsEqual("ftypcrx ".utf8) else {
      throw .unsupported("cr3.brand", "no ISO media file of the brand crx")
    }
    guard let movie = MediaBox.first("moov", in: 0..<file.count, of: file) else {
      throw .unsupported("cr3.track", "the file has no movie box")
    }
    var largest: CR3Track?
    for track in CR3Track.all(in: movie, of: file) where track.weight > largest?.weight ?? 0 { largest = track }
    guard let largest else { throw .unsupported("cr3.track", "the file has no raw track") }
    let format = try largest.format(of: file, budget: budget)
    guard largest.offset <= file.count, largest.length <= file.count - largest.offset else {
      throw .damaged("cr3.short", "the raw picture lies beyond the file's end")
    }
    return [CRXFound(format: format, range: largest.offset..<(largest.offset + largest.length))]
  }
}
