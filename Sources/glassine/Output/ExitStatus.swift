import ByteCoding
import Glibc
import Reporting

/// What the program ends with; README lists the numbers, scripts rely on them, and they are only ever added to.
enum ExitStatus: Int32, CaseIterable {
  case good = 0
  case failed = 1
  /// Some files could not be done; all others were.
  case partlyDone = 3
  /// Damage was found, and all of it is mended.
  case repaired = 4
  case noArchive = 10
  case locked = 11
  case damageFound = 20
  /// A unit, method or profile of a newer version of the program.
  case needsNewer = 21
  case diskFull = 30
  case usage = 64
  case interrupted = 130

  /// The status of a run that ended with this fault.
  init(_ fault: Fault) {
    if let errno = fault.errno, errno == ENOSPC || errno == EDQUOT {
      self = .diskFull
      return
    }
    switch (fault.code, fault.kind) {
    case ("archive.none", _): self = .noArchive
    case ("archive.locked", _), ("browse.locked", _): self = .locked
    case (let code, .unsupported) where code.hasSuffix(".newer"): self = .needsNewer
    case (_, .damaged): self = .damageFound
    default: self = .failed
    }
  }

  /// The status of an archive or restore run that came to its end, or was stopped.
  init(_ tally: Tally, interrupted: Bool) {
    if interrupted {
      self = .interrupted
    } else if tally.failed.files == 0 {
      self = .good
    } else {
      self = tally.handled == 0 ? .failed : .partlyDone
    }
  }

  /// The status of an audit with these findings; damage outranks newer versions.
  init(findings: [Finding.Kind: Int], interrupted: Bool) {
    let found = findings.filter { $0.value > 0 }.keys
    if found.contains(where: { $0 != .newer }) {
      self = .damageFound
    } else if !found.isEmpty {
      self = .needsNewer
    } else {
      self = interrupted ? .interrupted : .good
    }
  }
}
