import Dispatch
import Foundation
import Glibc
import Reporting

/// Turns Ctrl-C and a polite kill into a wish to stop: the files under work are finished, the manifests written. A second one ends at once;
/// nothing is lost then either, the next run completes what this one began.
final class Interruption {
  let control: OperationControl
  private let sources: [any DispatchSourceSignal]

  init(_ display: ProgressDisplay, alsoTelling other: @escaping @Sendable (OperationEvent) -> Void = { _ in }) {
    let control = OperationControl { event in
      display.handle(event)
      other(event)
    }
    self.control = control
    let queue = DispatchQueue(label: "signals")
    sources = [SIGINT, SIGTERM, SIGHUP].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler {
        if control.isStopped { _exit(ExitStatus.interrupted.rawValue) }
        control.stop()
        display.say("Stopping after the files under work; once more to stop at once.")
      }
      source.activate()
      return source
    }
  }

  deinit { for source in sources { source.cancel() } }
}

/// Settings of the process that every command wants.
enum ProcessSettings {
  /// A closed pipe is an error of one write, not the end of an archive run; and deep trees need a folder open for each level.
  static func apply() {
    signal(SIGPIPE, SIG_IGN)
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    limit.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }
}
