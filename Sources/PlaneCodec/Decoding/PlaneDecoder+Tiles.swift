internal import ByteCoding
internal import JXLCoding

extension PlaneDecoder {
  /// The plane's samples, row-major, of tiles that have been cut out of the payload.
  static func samples(_ header: PlaneHeader, _ tiles: [ArraySlice<UInt8>], workers: Int) throws(Fault) -> [UInt16] {
    let grid = header.grid
    var fault: Fault?
    let samples = [UInt16](unsafeUninitializedCapacity: grid.width * grid.height) { target, count in
      // Tiles do not overlap, so that threads write to different samples.
      nonisolated(unsafe) let target = target
      do throws(Fault) {
        _ = try concurrentMap(grid.count, workers: workers) { number throws(Fault) in
          let tile = grid.tile(number)
          let values = try values(header, number, tiles[number])
          values.withUnsafeBufferPointer { values in
            for row in 0..<tile.height {
              let start = (tile.row + row) * grid.width + tile.column
              for column in 0..<tile.width { target[start + column] = values[row * tile.width + column] }
            }
          }
        }
        count = grid.width * grid.height
      } catch {
        fault = error
        count = 0
      }
    }
    if let fault { throw fault }
    return samples
  }

  /// One tile's samples, row-major: digest, method, value table.
  static func values(_ header: PlaneHeader, _ number: Int, _ bytes: ArraySlice<UInt8>) throws(Fault) -> [UInt16] {
    do throws(Fault) {
      guard SHA256Digest(of: bytes).bytes.prefix(PlaneHeader.digestLength).elementsEqual(header.tiles[number].digest) else {
        throw .damaged("plane.tile.digest", "the coded tile has changed since it was written")
      }
      let tile = header.grid.tile(number)
      let numbers =
        switch header.method {
        case .stored: try StoredTile.decode(bytes, count: tile.count, bits: header.bits)
        case .jxl: try JXLPlaneCoder.decode(bytes, width: tile.width, height: tile.height)
        }
      return try mapped(numbers, by: header.remap)
    } catch {
      throw error.within("tile \(number)")
    }
  }

  private static func mapped(_ numbers: [UInt16], by remap: ValueRemap) throws(Fault) -> [UInt16] {
    guard remap.kind != .none else { return numbers }
    var numbers = numbers
    let isInside = remap.values.withUnsafeBufferPointer { table in
      numbers.withUnsafeMutableBufferPointer { numbers in
        for position in numbers.indices {
          let number = Int(numbers[position])
          guard number < table.count else { return false }
          numbers[position] = table[number]
        }
        return true
      }
    }
    guard isInside else { throw .damaged("plane.value", "a sample points past the end of the value table") }
    return numbers
  }
}
