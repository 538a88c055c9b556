package import ByteCoding
package import Reporting

extension Bench {
  /// Measures how fast the samples of camera files are read and written as the camera stored them, beside LibRaw's decoding.
  ///
  /// One thread, processor time, the fastest of repeated passes. A file that cannot be read, or whose samples cannot be taken out, is
  /// reported and left out; throws `bench.mismatch` (damaged) where a pass does not give what was proved before. Stopping gives what was
  /// measured until then, with `isComplete` false. Cost: seconds a file, `enough` of them at least for the passes, which are five at least.
  package static func runRepacking(
    _ sources: [RepackingSource], enough: Double = 1, control: OperationControl = OperationControl(), budget: MemoryBudget = .standard
  ) throws(Fault) -> RepackingResult {
    var result = RepackingResult()
    control.report(.phaseStarted(.benchmarking, totalFiles: sources.count, totalBytes: nil))
    for source in sources where !control.isStopped {
      let name = source.name
      control.report(.fileStarted(path: name, bytes: 0))
      let subject: RepackingSubject
      do throws(Fault) {
        subject = try source.subject(budget: budget)
      } catch {
        result.failures.append(BenchFailure(name: name, code: error.code, reason: error.cause))
        control.report(.fileFinished(FileReport(path: name, outcome: .failed, kind: "raw", reason: error.cause, code: error.code)))
        continue
      }
      do throws(Fault) { result.files.append(try subject.measure(enough: enough)) } catch { throw error.in(file: name) }
      control.report(.fileFinished(FileReport(path: name, outcome: .done, kind: "raw", originalBytes: subject.fileBytes)))
    }
    result.isComplete = result.files.count + result.failures.count == sources.count
    control.report(.phaseEnded(.benchmarking))
    return result
  }
}
