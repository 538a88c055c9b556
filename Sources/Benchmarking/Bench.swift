/// The room that measures every coder on the same planes, in one process, on one thread, one after the other: sizes that can be compared,
/// and speeds of the machine at hand.
///
/// Every decoding is compared with what was coded; one that differs ends the run, since its numbers would mean nothing.
package import ByteCoding
package import Reporting

package enum Bench {
  /// Measures every coder on every raw, and what the coders are compared with.
  ///
  /// A file that cannot be read as a mosaic is reported and left out; throws `bench.mismatch` (damaged) where a coder does not give back
  /// what it was given, and what coders throw. Stopping gives what was measured until then, with `isComplete` false.
  /// Cost: minutes for large raws; about 60 bytes of memory a sample.
  package static func run(
    _ sources: [BenchSource], coders: [BenchCoder] = BenchCoder.standard, control: OperationControl = OperationControl(),
    budget: MemoryBudget = .standard
  ) throws(Fault) -> BenchResult {
    let coders = BenchCoder.complete(coders)
    var result = BenchResult(coders: coders)
    control.report(.phaseStarted(.benchmarking, totalFiles: sources.count, totalBytes: nil))
    for source in sources {
      guard !control.isStopped else { break }
      let name = source.name
      control.report(.fileStarted(path: name, bytes: 0))
      let subject: BenchSubject
      do throws(Fault) {
        subject = try source.subject(budget: budget)
      } catch {
        result.failures.append(BenchFailure(name: name, code: error.code, reason: error.cause))
        control.report(.fileFinished(FileReport(path: name, outcome: .failed, kind: "raw", reason: error.cause, code: error.code)))
        continue
      }
      var measures: [BenchMeasure] = []
      for coder in coders where !control.isStopped {
        do throws(Fault) {
          measures.append(try subject.measure(coder))
        } catch {
          throw error.within(coder.id).in(file: name)
        }
      }
      // A file that not every coder saw would bend the totals.
      guard measures.count == coders.count else { break }
      result.files.append(BenchFile(subject, measures))
      control.report(
        .fileFinished(FileReport(path: name, outcome: .done, kind: "raw", originalBytes: Int64(subject.file.count))))
    }
    result.isComplete = result.files.count + result.failures.count == sources.count
    control.report(.phaseEnded(.benchmarking))
    return result
  }
}
