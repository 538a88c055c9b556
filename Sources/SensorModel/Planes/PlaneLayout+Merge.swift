extension PlaneLayout {
  /// The mosaic whose planes these are, in the order of `planeIndices`; nil where their number or a size does not fit.
  ///
  /// merge(split(mosaic)) == mosaic for every mosaic of this layout's size.
  package func merge(_ planes: [Plane]) -> Mosaic? {
    let indices = planeIndices
    guard planes.count == indices.count else { return nil }
    for (index, plane) in zip(indices, planes) {
      let size = size(ofPlane: index)
      guard plane.width == size.width, plane.height == size.height else { return nil }
    }
    let samples = [UInt16](unsafeUninitializedCapacity: width * height) { target, count in
      for (index, plane) in zip(indices, planes) {
        let (firstRow, firstColumn) = (index / periodWidth, index % periodWidth)
        plane.samples.withUnsafeBufferPointer { source in
          var next = 0
          for row in 0..<plane.height {
            var position = (firstRow + row * periodHeight) * width + firstColumn
            for _ in 0..<plane.width {
              target[position] = source[next]
              next += 1
              position += periodWidth
            }
          }
        }
      }
      count = width * height
    }
    return Mosaic(width: width, height: height, samples: samples)
  }
}
