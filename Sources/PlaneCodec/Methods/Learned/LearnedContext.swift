internal import ByteCoding
internal import Inference
internal import PlanePrediction
internal import ReleasedProfiles
internal import SensorModel

/// What the tiles of a plane of method `mlp` need to decode.
struct MLPContext: Sendable {
  let model: LearnedModel
  let support: Support
  let network: PlaneNetwork?
}

/// What the tiles of a plane of method `lcfd` need to decode.
struct LCFDContext: Sendable {
  let model: FrequencyLearnedModel
  let support: FrequencySupport
  let networks: FrequencyNetworks
}

/// What the tiles of one plane of a learned method need to decode: its model, its networks, and the planes before it as numbers.
struct LearnedContext: Sendable {
  enum Method: Sendable {
    case mlp(MLPContext)
    case lcfd(LCFDContext)
  }

  let method: Method
  let earlier: [PlaneNumbers]

  /// Throws `.damaged` for models that do not fit, `.unsupported` for profiles that this version does not have.
  ///
  /// With `salvaging` samples of earlier planes that the value table lacks are taken as any number: those are lost ones.
  init(
    _ header: PlaneHeader, model bytes: ArraySlice<UInt8>, cell: PlaneCell, earlier: [PositionedPlane], salvaging: Bool = false
  ) throws(Fault) {
    guard ([header.index] + earlier.map(\.index)).allSatisfy(cell.holds) else {
      throw .damaged("plane.index", "a plane outside the cell of \(cell.periodWidth)x\(cell.periodHeight)", at: "plane header")
    }
    let (site, sites) = (PlaneSite(index: header.index, cell), earlier.map { PlaneSite(index: $0.index, cell) })
    let numbers: LearnedNumbers
    switch header.method {
    case .lcfd:
      let support = FrequencySupport(site: site, earlier: sites)
      let model = try FrequencyLearnedModel(bytes, support: support)
      numbers = model.numbers
      var networks = FrequencyNetworks.none
      if model.usesNetworks {
        networks = FrequencyNetworks(profile: try Self.profile(header), plane: earlier.count, support: support)
        let isComplete = zip(model.plane.parts, zip(networks.low, networks.high)).allSatisfy {
          (!$0.usesLowNetwork || $1.0 != nil) && (!$0.usesHighNetwork || $1.1 != nil)
        }
        guard isComplete else { throw Self.missing(header) }
      }
      method = .lcfd(LCFDContext(model: model, support: support, networks: networks))
    default:
      let model = try LearnedModel(bytes, site: site, earlier: sites)
      let support = Support(site: site, earlier: sites, size: model.supportSize)
      numbers = model.numbers
      var network: PlaneNetwork?
      if model.usesNetwork {
        guard NetworkRows.suits(support),
          let found = try Self.profile(header).network(
            slot: earlier.count, rowInputs: NetworkRows.rowInputs(support), serialInputs: NetworkRows.serialInputs)
        else {
          throw Self.missing(header)
        }
        network = try Self.changed(found, model.changes)
      }
      method = .mlp(MLPContext(model: model, support: support, network: network))
    }
    guard numbers.highest < header.remap.count else {
      throw .damaged("plane.model", "numbers past the end of the value table", at: "model")
    }
    var planes: [PlaneNumbers] = []
    for one in earlier { planes.append(try PlaneNumbers(one.plane, header.remap, salvaging: salvaging)) }
    self.earlier = planes
  }

  /// Whether the tiles look at an earlier plane, by its place in the coding order.
  func looks(at plane: Int) -> Bool {
    switch method {
    case .mlp(let mlp): !mlp.support.earlier[plane].isEmpty
    case .lcfd(let lcfd):
      lcfd.support.earlier.contains { !$0[plane].isEmpty } || lcfd.support.firstSources.contains { $0.plane == plane }
    }
  }

  private static func changed(_ network: PlaneNetwork, _ changes: NetworkChanges?) throws(Fault) -> PlaneNetwork {
    guard let changes else { return network }
    do throws(Fault) {
      return try changes.applied(to: network)
    } catch {
      throw ModelWrapping.refused(error)
    }
  }

  private static func profile(_ header: PlaneHeader) throws(Fault) -> NetworkProfile {
    if let profile = ReleasedProfile.networks(digest: header.profileDigest) { return profile }
    let name = header.profileDigest.prefix(8).hex
    throw Fault(
      .unsupported, "plane.profile", "the plane was coded with profile \(name), which this version does not have", place: "plane header",
      advice: "use a newer version of the program")
  }

  private static func missing(_ header: PlaneHeader) -> Fault {
    .damaged("plane.profile", "the profile has no network for plane \(header.index)", at: "plane header")
  }
}
