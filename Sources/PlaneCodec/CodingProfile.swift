package import PlanePrediction
package import ReleasedProfiles

/// Which methods an encoder tries on a plane, and how hard; a decoder needs none of it.
package struct CodingProfile: Hashable, Sendable {
  /// How the learned methods are used.
  package struct Learned: Hashable, Sendable {
    /// `mlp`, `lcfd` or both; the smaller is kept.
    package var methods: Set<PlaneMethod>
    /// The networks to try; without one, predictions are linear by energy class.
    package var networks: ReleasedProfile?
    /// Samples of a plane that its linear weights are fitted to, about.
    package var fitSamples: Int
    /// Rounds of reweighting.
    package var fitRounds: Int
    /// How far around a sample predictions look.
    package var support: Support.Size
    /// How networks are trained further on the plane at hand; nil takes them as they are.
    package var adaptation: Adaptation?
  }

  /// How much a network is trained further on the plane that it is to code, in samples for each sample of the plane.
  package struct Adaptation: Hashable, Sendable {
    /// The first, short run.
    package var trial: Double
    /// The run that follows where the first promises much.
    package var share: Double
    /// The run in smaller steps that takes its place elsewhere; 0 leaves it out.
    package var calmShare: Double
    /// Batches of 256 samples that are kept to train with.
    package var batches: Int
  }

  /// No tile of any profile has longer sides; of learned methods, no reader takes them.
  static let largestTileSide = 1024

  /// The effort of JPEG XL, 1...9; nil leaves JPEG XL out. With a learned method it is what a plane falls back to.
  package let jxlEffort: Int?
  /// The largest side of a tile, in samples, 16...1024: larger is denser by little, smaller takes less memory.
  package let tileSide: Int
  /// Nil leaves the learned methods out.
  package let learned: Learned?

  /// Values outside their ranges are moved to the nearest end.
  package init(jxlEffort: Int?, tileSide: Int = 1024, learned: Learned? = nil) {
    self.jxlEffort = jxlEffort.map { Swift.min(Swift.max($0, 1), 9) }
    self.tileSide = Swift.min(Swift.max(tileSide, 16), Self.largestTileSide)
    self.learned = learned
  }

  /// Linear prediction by energy class and adaptive models, without networks: several times as fast as JPEG XL, and denser.
  package static let fast = CodingProfile(
    jxlEffort: 7, learned: Learned(methods: [.mlp], networks: nil, fitSamples: 80_000, fitRounds: 2, support: .near))
  /// Small networks on top, trained further on planes that have a structure of their own: the default.
  package static let standard = CodingProfile(jxlEffort: 7, learned: small)
  /// Larger networks, trained further on every plane, and more careful fits: the densest.
  package static let max = CodingProfile(
    jxlEffort: 7,
    learned: Learned(
      methods: [.mlp], networks: .max, fitSamples: 500_000, fitRounds: 4, support: .wide,
      adaptation: Adaptation(trial: 0.03, share: 1, calmShare: 0.4, batches: 1024)))
  /// Method `mlp` alone, as in `standard`.
  package static let mlp = CodingProfile(jxlEffort: nil, learned: small)
  /// Method `lcfd` alone: subimages by low- and high-frequency compressors.
  package static let lcfd = CodingProfile(
    jxlEffort: nil, learned: Learned(methods: [.lcfd], networks: .lcfd, fitSamples: 300_000, fitRounds: 3, support: .near))
  /// JPEG XL of effort 7, or stored where that is smaller.
  package static let jxl = CodingProfile(jxlEffort: 7)
  /// No prediction: fast to write and to read.
  package static let stored = CodingProfile(jxlEffort: nil)

  private static let small = Learned(
    methods: [.mlp], networks: .standard, fitSamples: 120_000, fitRounds: 3, support: .wide,
    adaptation: Adaptation(trial: 0.03, share: 0.08, calmShare: 0, batches: 512))

  private static let named: [(String, CodingProfile)] = [
    ("fast", fast), ("standard", standard), ("max", max), ("mlp", mlp), ("lcfd", lcfd), ("jxl", jxl), ("stored", stored),
  ]

  /// The profile of a name: `fast`, `standard`, `max`, `mlp`, `lcfd`, `stored`, `jxl`, `jxl1` ... `jxl9`; nil for others.
  package init?(named name: String) {
    if let profile = Self.named.first(where: { $0.0 == name })?.1 {
      self = profile
      return
    }
    guard name.hasPrefix("jxl"), let effort = Int(name.dropFirst(3)), (1...9).contains(effort), name.utf8.count == 4 else { return nil }
    self.init(jxlEffort: effort)
  }

  /// The name `init(named:)` takes; of profiles that have none, that of the nearest.
  package var name: String {
    if let name = Self.named.first(where: { $0.1.learned == learned && $0.1.jxlEffort == jxlEffort })?.0 { return name }
    return learned != nil ? "mlp" : jxlEffort.map { "jxl\($0)" } ?? "stored"
  }
}
