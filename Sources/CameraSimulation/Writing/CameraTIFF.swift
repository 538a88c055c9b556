internal import ByteCoding

/// A camera's TIFF file under construction: directories one after the other, others below the first, Exif with a maker note, and
/// the data of each picture. It fills in where everything lies.
struct CameraTIFF {
  /// One directory and the image data it speaks of.
  struct Picture {
    var directory: TIFFDirectory
    /// Strips, tiles or one JPEG.
    var runs: [[UInt8]]
    /// The tags for places and lengths: of strips by default.
    var tags: (places: UInt16, lengths: UInt16) = (273, 279)

    var byteCount: Int { runs.reduce(0) { $0 + $1.count } }
  }

  var bigEndian: Bool
  /// The first is the one that the header names.
  var chain: [Picture]
  /// SubIFDs of the first.
  var below: [Picture] = []
  var exif: TIFFDirectory?
  /// The maker note for its place in the file; its length must not depend on the place.
  var makerNote: ((Int) -> [UInt8])?
  /// Canon's CR2: eight bytes more in the header, which name the last directory.
  var isCR2 = false
  var trailer: [UInt8] = []

  /// The file. Data lie behind the directories, each on a multiple of 16, the biggest last.
  func written() -> [UInt8] {
    var file = self
    guard !file.chain.isEmpty else { return [] }
    if file.exif != nil { file.chain[0].directory[34665] = .longs([0]) }
    if !below.isEmpty { file.chain[0].directory[330] = .longs(below.map { _ in 0 }) }
    if let makerNote { file.exif?[0x927C] = .undefined(makerNote(0)) }
    file.enterPlaces { _, _ in 0 }

    // Sizes do not depend on the places' values, so everything's place is known now.
    let exifStart = (isCR2 ? 16 : 8) + file.chain[0].directory.byteCount
    var end = exifStart + (file.exif?.byteCount ?? 0)
    func take(_ pictures: some Sequence<Picture>) -> [Int] {
      pictures.map { picture in
        defer { end += picture.directory.byteCount }
        return end
      }
    }
    let belowStarts = take(file.below)
    let chainStarts = [isCR2 ? 16 : 8] + take(file.chain.dropFirst())
    if file.exif != nil { file.chain[0].directory[34665] = .longs([exifStart]) }
    if !below.isEmpty { file.chain[0].directory[330] = .longs(belowStarts) }
    if let makerNote, let place = file.exif?.place(of: 0x927C) { file.exif?[0x927C] = .undefined(makerNote(exifStart + place)) }

    let pictures = file.chain + file.below
    let order = pictures.indices.sorted { (pictures[$0].byteCount, $0) < (pictures[$1].byteCount, $1) }
    var starts = [Int](repeating: 0, count: pictures.count)
    for index in order {
      starts[index] = (end + 15) / 16 * 16
      end = starts[index] + pictures[index].byteCount
    }
    file.enterPlaces { starts[$0] + $1 }

    var writer = ByteWriter(reserving: end + trailer.count)
    writer.write((bigEndian ? "MM" : "II").utf8)
    writer.u16(42, bigEndian: bigEndian)
    writer.u32(UInt32(chainStarts[0]), bigEndian: bigEndian)
    if isCR2 {
      writer.write([0x43, 0x52, 2, 0])
      writer.u32(UInt32(chainStarts[chainStarts.count - 1]))
    }
    let next = Array(chainStarts.dropFirst()) + [0]
    file.chain[0].directory.write(to: &writer, bigEndian: bigEndian, next: next[0])
    file.exif?.write(to: &writer, bigEndian: bigEndian)
    for picture in file.below { picture.directory.write(to: &writer, bigEndian: bigEndian) }
    for (picture, next) in zip(file.chain, next).dropFirst() { picture.directory.write(to: &writer, bigEndian: bigEndian, next: next) }
    for index in order {
      writer.write([UInt8](repeating: 0, count: starts[index] - writer.count))
      for run in pictures[index].runs { writer.write(run) }
    }
    writer.write(trailer)
    return writer.bytes
  }

  /// Enters places and lengths of all runs; `place` gives one for a picture's number and an offset in its data.
  private mutating func enterPlaces(_ place: (Int, Int) -> Int) {
    func entered(_ picture: Picture, _ number: Int) -> TIFFDirectory {
      var directory = picture.directory
      var offset = 0
      guard !picture.runs.isEmpty else { return directory }
      directory[picture.tags.places] = .longs(
        picture.runs.map { run in
          defer { offset += run.count }
          return place(number, offset)
        })
      directory[picture.tags.lengths] = .longs(picture.runs.map(\.count))
      return directory
    }
    for index in chain.indices { chain[index].directory = entered(chain[index], index) }
    for index in below.indices { below[index].directory = entered(below[index], chain.count + index) }
  }
}
