import ByteCoding
import Inference
import TestSupport
import Testing

@testable import JPEGRestoration

@Suite struct NetworkTests {
  /// A plane of random coefficients, fewer and smaller ones at high frequencies.
  static func plane(_ wide: Int, _ high: Int, seed: UInt64, step: UInt16 = 12) -> CoefficientPlane? {
    var random = RepeatableRandomNumberGenerator(seed: seed)
    var numbers: [Int16] = []
    for _ in 0..<wide * high {
      for index in 0..<64 {
        let reach = max(0, 12 - index / 8 * 3 - index % 8 * 3)
        numbers.append(Int16(Int(random.next() % UInt64(2 * reach + 1)) - reach))
      }
    }
    let table = (0..<64).map { step + UInt16($0) }
    return CoefficientPlane(blocksWide: wide, blocksHigh: high, table: table, coefficients: numbers)
  }

  /// The plane's dequantised coefficients, and its pixels less 128 in cells of 4 x 4, as whole maps.
  private static func maps(_ plane: CoefficientPlane) -> (coefficients: PlainMap, cells: PlainMap) {
    let rows = PlainRows(plane, 0..<plane.blocksHigh, kept: plane.blocksHigh)
    let cells = rows.cells(channels: 16, kept: 1, value: { $0 })
    func whole(_ map: MapRows) -> PlainMap {
      var channels = [[Float]](repeating: [], count: map.channels)
      for y in map.bounds {
        let row = map.row(y)
        for x in 0..<map.width { for c in channels.indices { channels[c].append(row[x * map.channels + c]) } }
      }
      return PlainMap(map.width, map.bounds.count, channels)
    }
    return (whole(rows.coefficients), whole(cells))
  }

  @Test(arguments: PlaneRestoration.Model.allCases)
  func rowsAndKernelsAgreeWithPlainLoops(_ model: PlaneRestoration.Model) throws {
    let made = model == .dcsc ? MadeWeights.dcsc() : MadeWeights.hrCNN()
    let tensors = try TensorFile(made.file())
    let plane = try #require(Self.plane(5, 9, seed: 3))
    let plain = PlainNetworks(weights: made, table: plane.table)
    let maps = Self.maps(plane)
    let expected = model == .dcsc ? plain.dcsc(plain: maps.cells) : plain.hrCNN(maps.coefficients, plain: maps.cells)
    let network: any RestorationNetwork =
      model == .dcsc ? try DCSC(tensors, table: plane.table) : try HRCNN(tensors, table: plane.table)
    let found = network.corrections(PlainRows(plane, 0..<plane.blocksHigh, kept: network.reach + 4))
    var (worst, largest): (Float, Float) = (0, 0)
    for y in 0..<expected.height {
      let row = found.row(y)
      for x in 0..<expected.width {
        for c in 0..<16 {
          worst = max(worst, abs(row[x * 16 + c] - expected.channels[c][y * expected.width + x]))
          largest = max(largest, abs(row[x * 16 + c]))
        }
      }
    }
    #expect(largest > 0.1, "the network gives next to nothing: \(largest)")
    #expect(worst < 1e-4 * max(largest, 1), "off by \(worst) of \(largest)")
  }

  /// Strips with what they need above and below give the very bytes that the picture as a whole gives.
  @Test(arguments: PlaneRestoration.Model.allCases)
  func stripsLeaveNoSeams(_ model: PlaneRestoration.Model) throws {
    let made = model == .dcsc ? MadeWeights.dcsc() : MadeWeights.hrCNN()
    let plane = try #require(Self.plane(7, 83, seed: 4))
    let restoration = try PlaneRestoration(model, TensorFile(made.file()), plane)
    let whole = try #require(restoration.pixels(jobs: 1))
    for jobs in [2, 3, 8] { #expect(restoration.pixels(jobs: jobs) == whole, "\(jobs) strips") }
  }

  /// Whatever a network says, the JPEG of the restored plane would be the JPEG there is.
  @Test(arguments: PlaneRestoration.Model.allCases)
  func restorationsStayWithinTheFile(_ model: PlaneRestoration.Model) throws {
    let made = model == .dcsc ? MadeWeights.dcsc(seed: 9) : MadeWeights.hrCNN(seed: 9)
    // Small numbers in the middle of the range, so that nothing is clipped at 0 or 255.
    let plane = try #require(Self.plane(4, 6, seed: 5, step: 3))
    let pixels = try #require(try PlaneRestoration(model, TensorFile(made.file()), plane).pixels(jobs: 1))
    var block = [Float](repeating: 0, count: 64)
    var frequencies = block
    for y in 0..<plane.blocksHigh {
      for x in 0..<plane.blocksWide {
        for index in 0..<64 { block[index] = Float(pixels[(y * 8 + index / 8) * plane.blocksWide * 8 + x * 8 + index % 8]) - 128 }
        block.withUnsafeMutableBufferPointer { from in
          frequencies.withUnsafeMutableBufferPointer { to in
            if let from = from.baseAddress, let to = to.baseAddress { BlockTransform.shared.forward.row(into: to, from: from, width: 1) }
          }
        }
        for index in 0..<64 {
          let middle = Float(plane.coefficients[(y * plane.blocksWide + x) * 64 + index]) * plane.table[index]
          // Rounding to whole pixels moves a frequency by at most 4, seldom by more than 1.
          #expect(abs(frequencies[index] - middle) < plane.table[index] / 2 + 2.5)
        }
      }
    }
  }

  @Test func weightsOfTheOtherNetworkAreRefused() throws {
    let plane = try #require(Self.plane(2, 2, seed: 1))
    let weights = try TensorFile(MadeWeights.dcsc().file())
    #expect(throws: Fault.self) { try PlaneRestoration(.hrCNN, weights, plane) }
  }

  @Test func planesThatDoNotFitAreRefused() {
    let ones = [UInt16](repeating: 1, count: 64)
    #expect(CoefficientPlane(blocksWide: 0, blocksHigh: 1, table: ones, coefficients: []) == nil)
    #expect(CoefficientPlane(blocksWide: .max, blocksHigh: 2, table: ones, coefficients: []) == nil)
    #expect(CoefficientPlane(blocksWide: 1, blocksHigh: 1, table: ones, coefficients: [Int16](repeating: 0, count: 65)) == nil)
    #expect(
      CoefficientPlane(
        blocksWide: 1, blocksHigh: 1, table: [UInt16](repeating: 0, count: 64), coefficients: [Int16](repeating: 0, count: 64)) == nil)
  }
}
