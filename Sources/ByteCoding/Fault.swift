/// What went wrong, where, why, and what a person can do about it: the one error type that crosses rooms.
///
/// `code` is stable and meant for scripts (`unit.table.digest`); the other texts are for people.
package struct Fault: Error, Hashable, Sendable {
  /// The five classes of failure, never mixed: each leads to another action and another exit code.
  package enum Kind: String, Hashable, Sendable, Codable {
    /// Bytes are not what they were when they were written.
    case damaged
    /// The input is well formed, but of a kind this version does not handle.
    case unsupported
    /// The input asks for more memory, depth or size than the budget allows.
    case overLimit
    /// The machine said no: disk full, permission, input/output error.
    case environment
    /// The caller asked for something that cannot be.
    case misuse
  }

  package var kind: Kind
  package var code: String
  /// The file, when known; filled in by the operation that knows it.
  package var file: String?
  /// The place inside the file: a section, a tile, a tag, an offset.
  package var place: String?
  package var cause: String
  package var advice: String?
  /// The C library's `errno`, for `environment` faults.
  package var errno: Int32?

  package init(
    _ kind: Kind, _ code: String, _ cause: String, file: String? = nil, place: String? = nil, advice: String? = nil,
    errno: Int32? = nil
  ) {
    self.kind = kind
    self.code = code
    self.cause = cause
    self.file = file
    self.place = place
    self.advice = advice
    self.errno = errno
  }

  /// Shorthand for bytes that cannot be what a writer wrote.
  package static func damaged(_ code: String, _ cause: String, at place: String? = nil) -> Fault {
    Fault(.damaged, code, cause, place: place)
  }

  /// Shorthand for well-formed input of an unknown kind.
  package static func unsupported(_ code: String, _ cause: String, at place: String? = nil) -> Fault {
    Fault(.unsupported, code, cause, place: place)
  }

  /// Shorthand for input that asks for too much.
  package static func overLimit(_ code: String, _ cause: String, at place: String? = nil) -> Fault {
    Fault(.overLimit, code, cause, place: place)
  }

  /// The same fault with the file's name filled in, where none was known.
  package func `in`(file name: String) -> Fault {
    var copy = self
    if copy.file == nil { copy.file = name }
    return copy
  }

  /// The same fault with an outer place put before the inner one.
  package func within(_ outer: String) -> Fault {
    var copy = self
    copy.place = place.map { "\(outer), \($0)" } ?? outer
    return copy
  }
}

extension Fault: CustomStringConvertible {
  /// One line: file, place, cause; then what to do.
  package var description: String {
    var text = ""
    if let file { text += "\(file): " }
    if let place { text += "\(place): " }
    text += cause
    if let advice { text += " — \(advice)" }
    return text
  }
}
