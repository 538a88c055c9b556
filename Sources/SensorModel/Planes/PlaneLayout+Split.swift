extension PlaneLayout {
  /// The plane at one position of the cell. Cost: one pass over the plane.
  package func plane(_ index: Int, of mosaic: Mosaic) -> Plane {
    precondition(mosaic.width == width && mosaic.height == height)
    let size = size(ofPlane: index)
    let (firstRow, firstColumn) = (index / periodWidth, index % periodWidth)
    let samples = mosaic.samples.withUnsafeBufferPointer { source in
      [UInt16](unsafeUninitializedCapacity: size.width * size.height) { target, count in
        var next = 0
        for row in 0..<size.height {
          var position = (firstRow + row * periodHeight) * width + firstColumn
          for _ in 0..<size.width {
            target[next] = source[position]
            next += 1
            position += periodWidth
          }
        }
        count = next
      }
    }
    return Plane(width: size.width, height: size.height, samples: samples)
  }

  /// Every plane, in the order of `planeIndices`.
  package func split(_ mosaic: Mosaic) -> [Plane] {
    planeIndices.map { plane($0, of: mosaic) }
  }
}
