internal import ByteCoding

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
}
