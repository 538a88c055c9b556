package import ArchiveStore
package import ByteCoding
internal import ParityCoding
internal import Synchronization

/// Says of units whether parity covers them. Asked in byte order of the paths; the sets' lists are read once.
package final class ProtectedUnits: Sendable {
  private struct State {
    var coverage: Coverage
    var head: Coverage.Entry?
    var last: [UInt8] = []
    /// Sets whose groups were looked at, by index: whether all are there.
    var sound: [Int: Bool] = [:]
  }

  private let sets: [ParitySet]
  private let state: Mutex<State>

  /// Nil where the archive has no parity. `path` names a folder of parity elsewhere.
  package init?(_ archive: Archive, at path: String? = nil) throws(Fault) {
    guard let place = try ParityFolder.open(archive, at: path) else { return nil }
    sets = try place.sets()
    guard !sets.isEmpty else { return nil }
    var coverage = try Coverage(MemberCursor([]), sets)
    let head = try coverage.next()
    state = Mutex(State(coverage: coverage, head: head))
  }

  /// True where a set covers the unit with this digest, and all parity files of that set are there in their length, with an index.
  package func covers(_ unit: String, _ digest: SHA256Digest) throws(Fault) -> Bool {
    var failure: Fault?
    let key = Array(unit.utf8)
    let covers = state.withLock { state in
      do throws(Fault) {
        if key.lexicographicallyPrecedes(state.last) {
          state.coverage = try Coverage(MemberCursor([]), sets)
          state.head = try state.coverage.next()
        }
        state.last = key
        while let head = state.head, head.path.lexicographicallyPrecedes(key) { state.head = try state.coverage.next() }
        guard let head = state.head, head.path == key else { return false }
        return head.sets.contains { item in
          item.digest == digest && isSound(item.index, &state)
        }
      } catch {
        failure = error
        return false
      }
    }
    if let failure { throw failure }
    return covers
  }

  private func isSound(_ index: Int, _ state: inout State) -> Bool {
    if let known = state.sound[index] { return known }
    let set = sets[index]
    let groups = GroupSet(set)
    let isSound =
      groups.groups.allSatisfy { $0.map { $0.isIndexWhole && $0.foundByteCount == $0.byteCount } ?? false }
      && groups.files.allSatisfy(\.isComplete)
    state.sound[index] = isSound
    return isSound
  }
}
