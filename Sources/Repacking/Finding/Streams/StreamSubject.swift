internal import ByteCoding
internal import TIFFReading

/// A camera file that may hold its mosaic in compressed streams.
struct StreamSubject {
  let file: [UInt8]
  /// Nil where the file is not of TIFF's kind.
  let structure: TIFFStructure?
  /// Size of the mosaic as the raw reader gives it.
  let width: Int
  let height: Int
  let budget: MemoryBudget

  /// The bytes of a strip or another run that a directory names; empty where it does not lie inside the file.
  func bytes(_ range: Range<Int>) -> ArraySlice<UInt8> {
    range.lowerBound >= 0 && range.upperBound <= file.count ? file[range] : []
  }

  /// The only strip of an image of the mosaic's size and of one of these compressions, with its directory.
  func strip(compressions: [Int]) -> (directory: TIFFDirectory, image: TIFFImageLayout, range: Range<Int>)? {
    for directory in structure?.directories ?? [] {
      guard let image = directory.imageLayout, compressions.contains(image.compression), image.width == width, image.height == height,
        image.chunks.count == 1, let chunk = image.chunks.first
      else { continue }
      return (directory, image, chunk.offset..<(chunk.offset + chunk.byteCount))
    }
    return nil
  }

  /// What a room's finder gives; nothing where it says, by one of these codes, that the file is not for it.
  func found<Found>(except otherFiles: Set<String>, _ find: () throws(Fault) -> [Found]) throws(Fault) -> [Found] {
    do throws(Fault) { return try find() } catch {
      if otherFiles.contains(error.code) { return [] }
      throw error
    }
  }
}
