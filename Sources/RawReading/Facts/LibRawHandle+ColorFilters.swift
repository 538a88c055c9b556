internal import ByteCoding
internal import CLibRaw
internal import SensorModel

extension LibRawHandle {
  /// The colours' letters, each once, and the place of LibRaw's four colour numbers among them: RGBG is RGB and 0, 1, 2, 1.
  var colorLetters: (letters: String, places: [UInt8]) {
    let given = Array(text(glassine_raw_color_letters) ?? "").filter { $0.isASCII && $0.isLetter }
    var letters: [Character] = []
    var places: [UInt8] = []
    for index in 0..<4 {
      let letter = index < given.count ? given[index] : index == 3 ? "G" : Array("RGB")[index]
      if let place = letters.firstIndex(of: letter) {
        places.append(UInt8(place))
      } else {
        places.append(UInt8(letters.count))
        letters.append(letter)
      }
    }
    return (String(letters), places)
  }

  /// The colour filters, counted from the top left of the full area, in their smallest period.
  func colorFilters() throws(Fault) -> ColorFilterArray {
    guard numbers.filters != 0, numbers.colors != 1 else { return .monochrome }
    let period = numbers.filters == 9 ? 6 : 16
    let (letters, places) = colorLetters
    var cells: [UInt8] = []
    for row in 0..<period {
      for column in 0..<period {
        guard let index = colorIndex(row: row, column: column), Int(index) < places.count else {
          throw LibRawStatus.notAMosaic("without colour filters")
        }
        cells.append(places[Int(index)])
      }
    }
    let (width, height, reduced) = Tiling.reduced(cells, width: period, height: period)
    guard let filters = ColorFilterArray(periodWidth: width, periodHeight: height, cells: reduced, colors: letters) else {
      throw LibRawStatus.notAMosaic("without colour filters")
    }
    return filters
  }
}

/// Repeating cells.
enum Tiling {
  /// The smallest cell that repeats to the given one.
  static func reduced<Value: Equatable>(_ cells: [Value], width: Int, height: Int) -> (width: Int, height: Int, cells: [Value]) {
    precondition(width > 0 && height > 0 && cells.count == width * height)
    let columns =
      (1...width).first { period in
        width % period == 0 && cells.indices.allSatisfy { cells[$0] == cells[$0 - $0 % width + ($0 % width) % period] }
      } ?? width
    let rows =
      (1...height).first { period in
        height % period == 0 && cells.indices.allSatisfy { cells[$0] == cells[($0 / width % period) * width + $0 % width] }
      } ?? height
    let reduced = (0..<rows).flatMap { row in (0..<columns).map { cells[row * width + $0] } }
    return (columns, rows, reduced)
  }
}
