/// What the front of a `PLNE` section says, without decoding a tile.
package struct PlaneSummary: Hashable, Sendable {
  package var method: PlaneMethod
  /// The plane's position in the CFA's cell.
  package var index: Int
  package var grid: TileGrid
  /// 32 bytes in hexadecimal; nil for methods without a profile.
  package var profileDigest: String?
  package var remap: ValueRemap.Kind
  /// How many values the table holds; 65,536 where there is none.
  package var remapValues: Int
  /// Bits a coded sample needs, 0...16.
  package var bits: Int
  /// Bytes of the plane's model, of methods that have one.
  package var modelBytes: Int
  /// Coded bytes a tile, row-major.
  package var tileBytes: [Int]
}
