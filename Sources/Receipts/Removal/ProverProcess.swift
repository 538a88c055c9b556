internal import ArchiveFormat
internal import ArchiveStore
package import ByteCoding
internal import Foundation

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// Has units proved by a process of its own, which shares neither memory nor open files with the run that wrote them.
///
/// A process that dies is started anew; what it had not answered counts as not proved.
package final class ProverProcess: UnitProver {
  private let program: String
  private let arguments: [String]
  private var running: Running?
  private var deaths = 0
  private static let mostDeaths = 20

  private struct Running {
    let process: Process
    let requests: OpenFile
    var answers: PipeLines
  }

  /// This very program, run as `glassine prove-units ARCHIVE`.
  package convenience init(archive: String, jobs: Int) {
    self.init(program: "/proc/self/exe", arguments: ["prove-units", archive, "--jobs", String(jobs)])
  }

  init(program: String, arguments: [String]) {
    self.program = program
    self.arguments = arguments
  }

  deinit { stop() }

  package func prove(_ requests: [ProofRequest]) throws(Fault) -> [ProofAnswer] {
    if deaths >= Self.mostDeaths {
      throw Fault(.environment, "proof.process", "the process that proves units ended \(deaths) times", advice: "audit the archive")
    }
    let answers = try ask(requests)
    guard answers.count < requests.count else { return answers }
    deaths += 1
    stop()
    let died = Fault(.environment, "proof.process", "the process that proves units ended before it had answered")
    // One unit may have taken it down: the others of its batch are asked one by one.
    guard requests.count > 1 else { return [ProofAnswer(unit: requests[0].unit, fault: died)] }
    var all = answers
    for request in requests[answers.count...] { all += try prove([request]) }
    return all
  }

  /// Gives fewer answers than requests where the process ended.
  private func ask(_ requests: [ProofRequest]) throws(Fault) -> [ProofAnswer] {
    var running: Running
    if let known = self.running { running = known } else { running = try start() }
    self.running = running
    var text: [UInt8] = []
    for request in requests { text += try CanonicalJSON.encode(request) + [0x0A] }
    var answers: [ProofAnswer] = []
    do throws(Fault) {
      try running.requests.append(text + [0x0A])
      while answers.count < requests.count, let line = try running.answers.next() {
        let answer = try CanonicalJSON.decode(ProofAnswer.self, from: line, at: "answer")
        guard answer.unit == requests[answers.count].unit else { throw .damaged("proof.answer", "an answer to another question") }
        answers.append(answer)
      }
    } catch {
      stop()
      return answers
    }
    self.running = running
    return answers
  }

  private func start() throws(Fault) -> Running {
    let (questions, replies) = (Pipe(), Pipe())
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.standardInput = questions
    process.standardOutput = replies
    process.standardError = FileHandle.nullDevice
    let requests = try OpenFile.duplicating(questions.fileHandleForWriting.fileDescriptor, path: "requests")
    let answers = try OpenFile.duplicating(replies.fileHandleForReading.fileDescriptor, path: "answers")
    do {
      try process.run()
    } catch {
      throw Fault(.environment, "proof.process", "no process to prove units can be started: \(error.localizedDescription)")
    }
    // Both pipes end only when the last handle on their other end is closed.
    try? questions.fileHandleForWriting.close()
    try? questions.fileHandleForReading.close()
    try? replies.fileHandleForReading.close()
    try? replies.fileHandleForWriting.close()
    return Running(process: process, requests: requests, answers: PipeLines(answers))
  }

  /// Ends the process for good: it holds nothing that could be lost. A polite signal it may have been told to ignore.
  private func stop() {
    guard let process = running?.process else { return }
    running = nil
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }
}
