/// A term of one of PREMIS's vocabularies at id.loc.gov, as an element's text and attributes.
struct PREMISTerm: Sendable, Hashable {
  var label: String
  private var vocabulary: String
  private var code: String

  private init(_ label: String, _ vocabulary: String, _ code: String) {
    self.label = label
    self.vocabulary = vocabulary
    self.code = code
  }

  var attributes: [(name: String, value: String)] {
    [("authority", vocabulary), ("valueURI", "http://id.loc.gov/vocabulary/preservation/\(vocabulary)/\(code)")]
  }

  // Event types.
  static let ingestion = PREMISTerm("ingestion", "eventType", "ing")
  static let digestCalculation = PREMISTerm("message digest calculation", "eventType", "mes")
  static let fixityCheck = PREMISTerm("fixity check", "eventType", "fix")
  static let validation = PREMISTerm("validation", "eventType", "val")
  static let recovery = PREMISTerm("recovery", "eventType", "rec")
  static let replication = PREMISTerm("replication", "eventType", "rep")
  // Event outcomes.
  static let success = PREMISTerm("success", "eventOutcome", "suc")
  static let warning = PREMISTerm("warning", "eventOutcome", "war")
  static let fail = PREMISTerm("fail", "eventOutcome", "fai")
  // Others.
  static let software = PREMISTerm("software", "agentType", "sof")
  static let executingProgram = PREMISTerm("executing program", "eventRelatedAgentRole", "exe")
  static let sha256 = PREMISTerm("SHA-256", "cryptographicHashFunctions", "sha256")
  static let structural = PREMISTerm("structural", "relationshipType", "str")
  static let isPartOf = PREMISTerm("is part of", "relationshipSubType", "isp")
}
