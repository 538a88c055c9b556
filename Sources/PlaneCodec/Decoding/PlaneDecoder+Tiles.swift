internal import ByteCoding
internal import JXLCoding

extension PlaneDecoder {
  /// The plane's samples, row-major, of tiles that have been cut out of the payload; `context` is for methods with a model.
  static func samples(
    _ header: PlaneHeader, _ tiles: [ArraySlice<UInt8>], _ context: LearnedContext?, workers: Int
  ) throws(Fault) -> [UInt16] {
    let grid = header.grid
    var fault: Fault?
    let samples = [UInt16](unsafeUninitializedCapacity: grid.width * grid.height) { target, count in
      // Tiles do not overlap, so that threads write to different samples.
      nonisolated(unsafe) let target = target
      do throws(Fault) {
        @Sendable func place(_ values: [UInt16], _ number: Int) {
          let tile = grid.tile(number)
          values.withUnsafeBufferPointer { values in
            for row in 0..<tile.height {
              let start = (tile.row + row) * grid.width + tile.column
              for column in 0..<tile.width { target[start + column] = values[row * tile.width + column] }
            }
          }
        }
        // Tiles of the serial method go faster in twos.
        let step = header.method == .mlp ? 2 : 1
        _ = try concurrentMap((grid.count + step - 1) / step, workers: workers) { part throws(Fault) in
          let first = part * step
          if header.method == .mlp, let context, first + 1 < grid.count {
            let pair = try learnedPair(header, first, tiles, context)
            place(pair.0, first)
            place(pair.1, first + 1)
          } else {
            place(try values(header, first, tiles[first], context), first)
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
  static func values(
    _ header: PlaneHeader, _ number: Int, _ bytes: ArraySlice<UInt8>, _ context: LearnedContext?
  ) throws(Fault) -> [UInt16] {
    do throws(Fault) {
      try header.checkTile(number, bytes)
      let tile = header.grid.tile(number)
      let numbers =
        switch header.method {
        case .stored: try StoredTile.decode(bytes, count: tile.count, bits: header.bits)
        case .jxl: try JXLPlaneCoder.decode(bytes, width: tile.width, height: tile.height)
        case .mlp, .lcfd: try learned(bytes, tile, context)
        }
      return try mapped(numbers, by: header.remap)
    } catch {
      throw error.within("tile \(number)")
    }
  }

  private static func learned(_ bytes: ArraySlice<UInt8>, _ tile: TileGrid.Tile, _ context: LearnedContext?) throws(Fault) -> [UInt16] {
    guard let context else { throw Fault(.misuse, "plane.context", "a tile of a learned method without its model") }
    return try PlaneNumbers.withSources(context.earlier) { sources throws(Fault) in
      switch context.method {
      case .mlp(let mlp): try MLPTile.decode(bytes, tile: tile, mlp, earlier: sources)
      case .lcfd(let lcfd): try LCFDTile.decode(bytes, tile: tile, lcfd, earlier: sources)
      }
    }
  }

  /// The samples of a tile and the one after it.
  private static func learnedPair(
    _ header: PlaneHeader, _ first: Int, _ tiles: [ArraySlice<UInt8>], _ context: LearnedContext
  ) throws(Fault) -> ([UInt16], [UInt16]) {
    for number in first...(first + 1) {
      do throws(Fault) {
        try header.checkTile(number, tiles[number])
      } catch {
        throw error.within("tile \(number)")
      }
    }
    guard case .mlp(let mlp) = context.method else { throw Fault(.misuse, "plane.context", "two tiles of another method") }
    let (one, two) = try PlaneNumbers.withSources(context.earlier) { sources throws(Fault) in
      try MLPTile.decodePair(
        (tiles[first], tiles[first + 1]), tiles: (header.grid.tile(first), header.grid.tile(first + 1)), number: first, mlp,
        earlier: sources)
    }
    var pair: [[UInt16]] = []
    for (number, numbers) in [(first, one), (first + 1, two)] {
      do throws(Fault) {
        pair.append(try mapped(numbers, by: header.remap))
      } catch {
        throw error.within("tile \(number)")
      }
    }
    return (pair[0], pair[1])
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

extension PlaneHeader {
  /// The model's bytes among the entries of the tile table. Throws where their digest differs.
  func model(_ entries: [ArraySlice<UInt8>]) throws(Fault) -> ArraySlice<UInt8> {
    guard method.hasModel, let bytes = entries.first, let entry = tiles.first,
      SHA256Digest(of: bytes).bytes.prefix(Self.digestLength).elementsEqual(entry.digest)
    else {
      throw .damaged("plane.model.digest", "the plane's model has changed since it was written", at: "model")
    }
    return bytes
  }

  /// Throws where a coded tile does not have the digest that the tile table says.
  func checkTile(_ number: Int, _ bytes: ArraySlice<UInt8>) throws(Fault) {
    let digest = tiles[tiles.count - grid.count + number].digest
    guard SHA256Digest(of: bytes).bytes.prefix(Self.digestLength).elementsEqual(digest) else {
      throw .damaged("plane.tile.digest", "the coded tile has changed since it was written")
    }
  }
}
