import Foundation
import TestSupport
import Testing

/// A command that is run again and again with a fault at another of its steps, on a fresh copy of the same prepared folder.
///
/// After each fault the exit status has to be a documented one and what was there before has to be there unchanged; then the same command
/// without a fault has to complete everything.
struct FaultScenario {
  /// For messages.
  let name: String
  /// A folder whose copy each trial begins with.
  let prepared: URL
  /// The words of the command, for a copy.
  let arguments: (_ copy: URL) -> [String]
  /// The folder in the copy whose calls are counted and fail; its links resolved.
  var below: (_ copy: URL) -> URL = { $0.appendingPathComponent("archive") }
  /// Files, by path in the copy, that no fault may change or take away: all units, unless the command replaces some.
  var isKept: (_ path: String) -> Bool = { $0.contains("/data/units/") && $0.hasSuffix(".glsn") }
  /// What is wrong right after the fault, apart from that; empty where nothing is.
  var afterFault: (_ copy: URL) throws -> [String] = { _ in [] }
  /// What is wrong after the command was run again without a fault.
  let afterCompletion: (_ copy: URL) throws -> [String]
  /// The statuses that a run without a fault ends with.
  var good: Set<Int32> = [0]
  /// Further statuses that an error of the drive may lead to.
  var alsoAfterErrors: Set<Int32> = []

  /// The exit statuses with which a run with that fault may end.
  func allowed(_ fault: InjectedFault) -> Set<Int32> {
    switch fault.kind {
    // The drive's error may concern one file (3) or all (1). Zero: the step was one that may fail, such as dropping a file aside.
    case .error: good.union([1, 3]).union(alsoAfterErrors)
    case .full: good.union([30])
    case .interrupted, .short: good
    case .killBefore, .killWithin, .killAfter: good.union([-SIGKILL])
    }
  }

  /// Makes the fault at each step, or in the short tier at about `few` of them; gives how many trials were made.
  @discardableResult
  func tryAll(_ kind: InjectedFault.Kind, lasting: Bool = false, calls: InjectedFault.Calls = .change, few: Int) throws -> Int {
    let count = try copied { copy in
      let steps = try InjectedFault.steps(arguments(copy), below: below(copy), calls: calls)
      #expect(good.contains(steps.status), "\(name) without a fault ends with \(steps.status)")
      return steps.count
    }
    #expect(count > 0, "\(name): no call was seen; is the library loaded?")
    let points = Soak.points(count, few: few, seed: kind.rawValue.utf8.reduce(0) { $0 &* 31 &+ Int($1) } & 0xFFFF)
    var made = 0
    for step in points {
      made += try attempt(InjectedFault(kind: kind, step: step, lasts: lasting, calls: calls)) ? 1 : 0
    }
    // A run's steps differ a little with the clock and threads, so the last ones may not come.
    #expect(made * 10 >= points.count * 8, "\(name), \(kind.rawValue): only \(made) of \(points.count) faults came about")
    announce("\(name): \(kind.rawValue)\(lasting ? " lasting" : ""), \(made) faults at \(count) steps (\(calls.rawValue))")
    return made
  }

  /// One trial; false where the fault did not come about.
  func attempt(_ fault: InjectedFault) throws -> Bool {
    try copied { copy in
      let before = try FolderSnapshot(of: copy)
      let run = try fault.run(arguments(copy), below: below(copy))
      guard run.faults > 0 else { return false }
      let what = "\(name): \(fault) (\(run.place))"
      let status = run.tool.status
      #expect(allowed(fault).contains(status), "\(what): ended with \(status): \(run.tool.errorText)\(run.tool.outputText.suffix(500))")
      let now = try FolderSnapshot(of: copy)
      for (path, entry) in before.entries where isKept(String(decoding: path, as: UTF8.self)) {
        #expect(now.entries[path]?.kind == entry.kind, "\(what): \(String(decoding: path, as: UTF8.self)) was lost or changed")
      }
      let wrong = try afterFault(copy)
      #expect(wrong == [], "\(what), ended with \(status)")
      let again = try CommandLineTool.run(arguments(copy))
      #expect(good.contains(again.status), "\(what): the next run ended with \(again.status): \(again.errorText)")
      let left = try afterCompletion(copy)
      #expect(left == [], "\(what): after the next run")
      return true
    }
  }

  private func copied<Result>(_ body: (URL) throws -> Result) throws -> Result {
    try withTemporaryFolder { folder in
      let copy = folder.appendingPathComponent("copy")
      // Keeps times, which tell archive that a file has not changed.
      let copying = try runProgram(URL(fileURLWithPath: "/bin/cp"), ["-a", prepared.path, copy.path])
      #expect(copying.status == 0, "\(copying.errorText)")
      return try body(copy)
    }
  }
}
