import Foundation
import TestSupport
import Testing

/// What `make install` puts in place, as far as systemd can judge it without running it.
@Suite struct InstallTests {
  @Test func systemdAcceptsTheUnits() throws {
    guard let analyze = installedTool("systemd-analyze") else {
      announce("NO systemd-analyze: the systemd units are not checked.")
      return
    }
    try withTemporaryFolder { prefix in
      let script = Places.packageRoot.appendingPathComponent("Tests/Scripts/install.sh").path
      let installed = try #require(try runTool("bash", [script, CommandLineTool.program().path, prefix.path]))
      #expect(installed.status == 0, "\(installed.errorText)")
      for manager in ["system", "user"] {
        let units = prefix.appendingPathComponent("lib/systemd/\(manager)")
        let service = try String(contentsOf: units.appendingPathComponent("glassine-audit@.service"), encoding: .utf8)
        #expect(service.contains("ExecStart=\(prefix.path)/bin/glassine audit %f --level restore --max-time"))
        // The system's manager judges both: a person's own needs a session, which a test does not have.
        for unit in ["glassine-audit@mnt-photos-an\\x20archive.service", "glassine-audit@mnt-photos-an\\x20archive.timer"] {
          let verified = try runProgram(
            analyze, ["verify", "--man=no", "--recursive-errors=no", unit], environment: ["SYSTEMD_UNIT_PATH": units.path + ":"])
          #expect(verified.status == 0 && verified.errorText.isEmpty, "\(manager): \(verified.errorText)")
        }
      }
    }
  }
}
