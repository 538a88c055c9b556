internal import CKernels
internal import Inference

/// One tile of a plane that is being coded, and the same rectangle of every earlier plane, as numbers less a centre.
///
/// Nothing outside the rectangle is looked at: beyond it the nearest samples are repeated, so that a tile needs no other tile of the own
/// plane and only the tiles at its own place of the earlier planes.
package final class TileWindow {
  package let width: Int
  package let height: Int
  /// Where in the plane the tile begins.
  package let column: Int
  package let row: Int
  /// Numbers less the centre; rows of a tile that is being decoded fill one after the other.
  package let own: PaddedRows
  package let earlier: [PaddedRows]
  /// For each earlier plane how far each sample is from the mean of its four neighbours, in quarters of a number, at most 32767.
  package let texture: [PaddedRows]

  /// A plane's numbers, row-major.
  package struct Source {
    package let numbers: UnsafePointer<UInt16>
    package let width: Int
    package let height: Int

    package init(numbers: UnsafePointer<UInt16>, width: Int, height: Int) {
      self.numbers = numbers
      self.width = width
      self.height = height
    }
  }

  /// `own` is nil for a tile that is to be decoded. Every number less the centre has to fit 16 bits.
  package init(column: Int, row: Int, width: Int, height: Int, centre: Int, own source: Source?, earlier sources: [Source]) {
    self.width = width
    self.height = height
    self.column = column
    self.row = row
    own = PaddedRows(width: width, height: height)
    if let source {
      Self.fill(own, from: source, column: column, row: row, rows: 0..<height, centre: centre)
      for row in 0..<height { own.extend(row: row) }
    }
    var earlier: [PaddedRows] = []
    var texture: [PaddedRows] = []
    for source in sources {
      let rows = PaddedRows(width: width, height: height)
      let margin = PaddedRows.margin
      Self.fill(rows, from: source, column: column, row: row, rows: 0..<height, centre: centre)
      for row in 0..<height { rows.extend(row: row) }
      for row in 1...margin {
        rows.copy(row: 0, to: -row)
        rows.copy(row: height - 1, to: height - 1 + row)
      }
      earlier.append(rows)
      texture.append(Self.texture(of: rows))
    }
    self.earlier = earlier
    self.texture = texture
  }

  private static func fill(_ rows: PaddedRows, from source: Source, column: Int, row: Int, rows range: Range<Int>, centre: Int) {
    // An earlier plane may end one row or column before this one does.
    let columns = min(rows.width, max(source.width - column, 1))
    let first = min(column, source.width - 1)
    let shift = UInt16(truncatingIfNeeded: centre)
    for number in range {
      let from = source.numbers + min(row + number, source.height - 1) * source.width + first
      let to = rows.row(number)
      for column in 0..<columns { to[column] = Int16(bitPattern: from[column] &- shift) }
      for column in columns..<max(rows.width, columns) { to[column] = to[columns - 1] }
    }
  }

  private static func texture(of rows: PaddedRows) -> PaddedRows {
    let kernels = Kernels.fastest
    let texture = PaddedRows(width: rows.width, height: rows.height)
    for number in 0..<rows.height {
      let (above, here, below, target) = (rows.row(number - 1), rows.row(number), rows.row(number + 1), texture.row(number))
      kernels.table.texture_row(target, above, here, below, Int32(rows.width))
      texture.extend(row: number)
    }
    for row in 1...PaddedRows.margin {
      texture.copy(row: 0, to: -row)
      texture.copy(row: texture.height - 1, to: texture.height - 1 + row)
    }
    return texture
  }
}
