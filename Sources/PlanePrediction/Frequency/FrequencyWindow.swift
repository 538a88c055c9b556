/// A tile of a plane in its four subimages, and the same rectangle of earlier planes, as numbers less a centre.
///
/// Nothing outside the rectangle is looked at. All subimages are held in the size of subimage a, which is the largest: what an odd number
/// of rows or columns leaves out, and an empty subimage, repeat what is nearest.
package final class FrequencyWindow {
  /// Of the tile.
  package let width: Int
  package let height: Int
  /// Of subimage a.
  package let columns: Int
  package let rows: Int
  /// Subimage a and its earlier samples, for the serial coder.
  package let first: TileWindow
  /// By subimage; that of a is `first.own`.
  package let own: [PaddedRows]
  /// Magnitudes of the own errors of each subimage coded, in units of 2^(errorShift - 4).
  package var errors: [PaddedRows]
  /// By earlier plane and subimage; planes without taps have none.
  package let earlier: [[PaddedRows]]
  /// For each sample of `earlier` how far it is from the mean of its four neighbours in its plane, in quarters of a number.
  package let texture: [[PaddedRows]]

  /// `own` is nil for a tile that is to be decoded.
  package init(
    column: Int, row: Int, width: Int, height: Int, centre: Int, own source: TileWindow.Source?, earlier sources: [TileWindow.Source],
    support: FrequencySupport
  ) {
    self.width = width
    self.height = height
    let columns = Subimage.a.columns(of: width)
    let rows = Subimage.a.rows(of: height)
    self.columns = columns
    self.rows = rows
    let used = sources.indices.filter { plane in
      support.earlier.contains { !$0[plane].isEmpty } || support.firstSources.contains { $0.plane == plane }
    }
    let whole = TileWindow(
      column: column, row: row, width: width, height: height, centre: centre, own: source, earlier: used.map { sources[$0] })
    var earlier = [[PaddedRows]](repeating: [], count: sources.count)
    var texture = earlier
    for (index, plane) in used.enumerated() {
      earlier[plane] = Subimage.allCases.map { Self.split($0, of: whole.earlier[index], columns, rows) }
      texture[plane] = Subimage.allCases.map { Self.split($0, of: whole.texture[index], columns, rows) }
    }
    self.earlier = earlier
    self.texture = texture
    var lists = support.firstSources.map { Self.numbers(earlier[$0.plane][$0.subimage.rawValue], centre: centre) }
    if source != nil { lists.append(Self.numbers(Self.split(.a, of: whole.own, columns, rows), centre: centre)) }
    // One run of memory for all lists, since the sources are pointers into it.
    let memory = UnsafeMutablePointer<UInt16>.allocate(capacity: max(lists.count, 1) * columns * rows)
    defer { memory.deallocate() }
    var places: [TileWindow.Source] = []
    for (index, list) in lists.enumerated() {
      (memory + index * columns * rows).initialize(from: list, count: list.count)
      places.append(.init(numbers: UnsafePointer(memory + index * columns * rows), width: columns, height: rows))
    }
    let firstOwn = source == nil ? nil : places.removeLast()
    first = TileWindow(column: 0, row: 0, width: columns, height: rows, centre: centre, own: firstOwn, earlier: places)
    let firstRows = first.own
    own = Subimage.allCases.map { subimage in
      if subimage == .a { return firstRows }
      return source == nil ? PaddedRows(width: columns, height: rows) : Self.split(subimage, of: whole.own, columns, rows)
    }
    errors = Subimage.allCases.map { _ in PaddedRows(width: columns, height: rows) }
  }

  /// Tells that all samples of a subimage are there, and its errors: fills what lies around them.
  package func complete(_ subimage: Subimage) {
    let index = subimage.rawValue
    for (plane, stand) in [(own[index], own[0]), (errors[index], errors[0])] {
      complete(plane, rows: subimage.rows(of: height), columns: subimage.columns(of: width), standIn: stand)
    }
  }

  /// Repeats the last rows and columns of a plane that has so many of them; an empty plane becomes another's copy.
  package func complete(_ plane: PaddedRows, rows: Int, columns: Int, standIn: PaddedRows) {
    guard rows > 0, columns > 0 else {
      for row in -PaddedRows.margin..<(self.rows + PaddedRows.margin) {
        (plane.row(row) - PaddedRows.leftMargin).update(from: standIn.row(row) - PaddedRows.leftMargin, count: plane.stride)
      }
      return
    }
    for number in 0..<rows {
      let row = plane.row(number)
      for column in columns..<max(self.columns, columns) { row[column] = row[columns - 1] }
      plane.extend(row: number)
    }
    for row in rows..<(self.rows + PaddedRows.margin) { plane.copy(row: rows - 1, to: row) }
    for row in 1...PaddedRows.margin { plane.copy(row: 0, to: -row) }
  }

  /// Writes the tile's numbers, `stride` apart from row to row.
  package func write(to numbers: UnsafeMutablePointer<UInt16>, stride: Int, centre: Int) {
    let shift = UInt16(truncatingIfNeeded: centre)
    for subimage in Subimage.allCases {
      let columns = subimage.columns(of: width)
      for row in 0..<subimage.rows(of: height) {
        let from = own[subimage.rawValue].row(row)
        let to = numbers + (2 * row + subimage.row) * stride + subimage.column
        for column in 0..<columns { to[2 * column] = UInt16(bitPattern: from[column]) &+ shift }
      }
    }
  }

  private static func split(_ subimage: Subimage, of whole: PaddedRows, _ columns: Int, _ rows: Int) -> PaddedRows {
    let part = PaddedRows(width: columns, height: rows)
    for row in 0..<rows {
      // One row and column past the end may be read: the margins hold them, or zeros that `complete` overwrites.
      let from = whole.row(2 * row + subimage.row) + subimage.column
      let to = part.row(row)
      for column in 0..<columns { to[column] = from[2 * column] }
      part.extend(row: row)
    }
    for row in 1...PaddedRows.margin {
      part.copy(row: 0, to: -row)
      part.copy(row: rows - 1, to: rows - 1 + row)
    }
    return part
  }

  private static func numbers(_ rows: PaddedRows, centre: Int) -> [UInt16] {
    let shift = UInt16(truncatingIfNeeded: centre)
    var numbers: [UInt16] = []
    numbers.reserveCapacity(rows.width * rows.height)
    for number in 0..<rows.height {
      let row = rows.row(number)
      for column in 0..<rows.width { numbers.append(UInt16(bitPattern: row[column]) &+ shift) }
    }
    return numbers
  }
}
