internal import ByteCoding

/// Gives the newest proofs of every file in byte order of the paths, merged from all segments by a heap of their heads.
package struct ProofCursor {
  private struct Head {
    var proof: Proof
    var proofs: SegmentProofs
  }

  /// A binary heap: the smallest path first.
  private var heads: [Head] = []

  init(_ segments: [Segment]) {
    for segment in segments {
      var proofs = segment.proofs()
      if let proof = Self.next(&proofs) { heads.append(Head(proof: proof, proofs: proofs)) }
    }
    for place in stride(from: heads.count / 2, through: 0, by: -1) { sink(place) }
  }

  /// Nil at the end. A segment that can no longer be read ends there: it was whole when the log was opened.
  package mutating func next() -> Proof? {
    guard var proof = pop() else { return nil }
    while let head = heads.first, head.proof.path == proof.path, let other = pop() { proof.join(other) }
    return proof
  }

  private mutating func pop() -> Proof? {
    guard let proof = heads.first?.proof else { return nil }
    if let following = Self.next(&heads[0].proofs) {
      heads[0].proof = following
    } else {
      heads.swapAt(0, heads.count - 1)
      heads.removeLast()
    }
    sink(0)
    return proof
  }

  private static func next(_ proofs: inout SegmentProofs) -> Proof? { (try? proofs.next()) ?? nil }

  private mutating func sink(_ start: Int) {
    var place = start
    while true {
      var smallest = place
      for child in [2 * place + 1, 2 * place + 2] where child < heads.count {
        if heads[child].proof.path.precedesBytes(heads[smallest].proof.path) { smallest = child }
      }
      guard smallest != place else { return }
      heads.swapAt(place, smallest)
      place = smallest
    }
  }
}
