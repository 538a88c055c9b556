/// One plane as the payload of a `PLNE` section, and how it came out.
package struct CodedPlane: Hashable, Sendable {
  /// What the encoder found and chose.
  package struct Statistics: Hashable, Sendable {
    package var distinctValues: Int
    package var remap: ValueRemap.Kind
    /// Bytes of the remap table in the section.
    package var remapBytes: Int
    /// Bits a sample needs after the remap, 0...16.
    package var bits: Int
    package var tileColumns: Int
    package var tileRows: Int
    /// Bytes of the plane's model, of methods that have one.
    package var modelBytes: Int
    /// Coded bytes a tile, row-major.
    package var tileBytes: [Int]
    package var tileCount: Int { tileBytes.count }
  }

  /// The plane's position in the CFA's cell.
  package var index: Int
  package var payload: [UInt8]
  package var method: PlaneMethod
  package var statistics: Statistics
}
