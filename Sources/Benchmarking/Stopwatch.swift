internal import ByteCoding
internal import Glibc

/// Times a piece of work.
enum Stopwatch {
  /// Repeats the work until at least `enough` seconds are spent on it, twice at least where a run takes less than `long` seconds.
  ///
  /// Gives its result and the seconds of its fastest run: the one that the rest of the machine disturbed least.
  static func fastest<Result>(
    enough: Double = 0.2, long: Double = 2, _ work: () throws(Fault) -> Result
  ) throws(Fault) -> (Result, seconds: Double) {
    let clock = ContinuousClock()
    var spent = 0.0
    var best = Double.infinity
    var runs = 0
    while true {
      let start = clock.now
      let result = try work()
      let seconds = (clock.now - start) / .seconds(1)
      spent += seconds
      best = min(best, seconds)
      runs += 1
      // A clock of microseconds still has to give a rate.
      if spent >= enough, runs > 1 || spent >= long { return (result, max(best, 1e-7)) }
    }
  }

  /// Runs several pieces of work in turns, `rounds` times each at least and until `enough` seconds are spent on all of them.
  ///
  /// Gives the seconds of processor time of the fastest run of each: all threads of this process, so that a library that spreads its work
  /// does not look faster than it is. Other processes do not count, though they still cost caches.
  static func interleaved<Work: Hashable>(
    _ works: [Work], rounds: Int, enough: Double, _ run: (Work) throws(Fault) -> Void
  ) throws(Fault) -> [Work: Double] {
    var best: [Work: Double] = [:]
    var (spent, round) = (0.0, 0)
    // What the clock cannot see would never be enough.
    while round < rounds || spent < enough && round < 1000 {
      for work in works {
        let start = processorSeconds
        try run(work)
        let seconds = processorSeconds - start
        spent += seconds
        best[work] = min(best[work] ?? .infinity, max(seconds, 1e-7))
      }
      round += 1
    }
    return best
  }

  /// Processor time of this process so far.
  private static var processorSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
