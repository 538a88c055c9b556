package import SensorModel

// The camera simulator: a scene, a sensor that looks at it with known noise, and writers of raw files that other software reads.
// Everything it makes is a function of its arguments alone, so that a fixture can be made again, byte for byte, on any machine.

/// One exposure of a scene by a simulated sensor: what the file holds, what a reader makes of it, and the truth behind it.
package struct SimulatedShot: Sendable {
  package let sensor: SimulatedSensor
  package let seed: UInt64
  /// The codes in the file, full area with masked borders.
  package let stored: Mosaic
  /// The sample values that a reader gives: `stored` after the linearization table, the same where there is none.
  package let mosaic: Mosaic
  /// (rows, columns), row-major: the expected electrons of each photosite, without noise; 0 under the mask.
  package let expectedElectrons: [Float]

  /// Exposes `visibleWidth` x `visibleHeight` photosites; the sensor's masked borders come on top.
  ///
  /// Equal arguments give equal shots on every machine. Costs about a microsecond a photosite in release builds.
  package init(of scene: Scene? = nil, by sensor: SimulatedSensor, visibleWidth: Int, visibleHeight: Int, seed: UInt64) {
    self.sensor = sensor
    self.seed = seed
    let scene = scene ?? Scene(seed: seed, width: visibleWidth, height: visibleHeight)
    expectedElectrons = sensor.expectedElectrons(of: scene, visibleWidth: visibleWidth, visibleHeight: visibleHeight)
    stored = sensor.exposed(to: expectedElectrons, visibleWidth: visibleWidth, visibleHeight: visibleHeight, seed: seed)
    mosaic = sensor.linearization.map(stored.mapped(by:)) ?? stored
  }

  /// The same shot with other codes in the file, as many as before: for content that no scene has.
  package init(_ shot: SimulatedShot, stored samples: [UInt16]) {
    sensor = shot.sensor
    seed = shot.seed
    expectedElectrons = shot.expectedElectrons
    stored = Mosaic(width: shot.stored.width, height: shot.stored.height, samples: samples)
    mosaic = sensor.linearization.map(stored.mapped(by:)) ?? stored
  }
}
