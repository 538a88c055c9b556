internal import ByteCoding

/// The application segments of a JPEG that this room understands: JFIF, Adobe, Exif and ICC.
struct JPEGSegments {
  private(set) var exif: [UInt8]?
  /// The JFIF and Adobe segments, whole: they say which colours the components are.
  private(set) var colour: [UInt8] = []
  private var profileParts: [UInt8: ArraySlice<UInt8>] = [:]
  private var profileCount: UInt8?
  private var profileIsBroken = false

  /// Reads what lies between a picture's own segments; what cannot be read is passed over.
  mutating func read(_ run: ArraySlice<UInt8>) {
    var place = run.startIndex
    while place < run.endIndex {
      // Fill: zeros, and any number of FF before a marker.
      while place < run.endIndex, run[place] == 0 { place += 1 }
      while place + 1 < run.endIndex, run[place] == 0xFF, run[place + 1] == 0xFF { place += 1 }
      guard place + 4 <= run.endIndex, run[place] == 0xFF else { return }
      let length = Int(run[place + 2]) << 8 | Int(run[place + 3])
      let end = place + 2 + length
      guard length >= 2, end <= run.endIndex else { return }
      take(run[place + 1], run[(place + 4)..<end], whole: run[place..<end])
      place = end
    }
  }

  private mutating func take(_ marker: UInt8, _ payload: ArraySlice<UInt8>, whole: ArraySlice<UInt8>) {
    func starts(_ text: String) -> Bool { payload.starts(with: text.utf8) }
    switch marker {
    case 0xE0 where starts("JFIF\0"), 0xEE where starts("Adobe"):
      // A file has one of each; thousands would only cost time.
      if colour.count < 1 << 17 { colour += whole }
    case 0xE1 where starts("Exif\0"):
      if exif == nil, payload.count > 6 { exif = Array(payload.dropFirst(6)) }
    case 0xE2 where starts("ICC_PROFILE\0"):
      guard payload.count >= 14 else { return }
      let (number, count) = (payload[payload.startIndex + 12], payload[payload.startIndex + 13])
      if number == 0 || profileParts[number] != nil || count != profileCount ?? count { profileIsBroken = true }
      profileCount = count
      profileParts[number] = payload.dropFirst(14)
    default: break
    }
  }

  /// The ICC profile; nil where there is none, or not all of it.
  func profile(limit: Int) -> [UInt8]? {
    guard let profileCount, !profileIsBroken, profileParts.count == Int(profileCount), profileCount > 0 else { return nil }
    var profile: [UInt8] = []
    for number in 1...profileCount {
      guard let part = profileParts[number], profile.count + part.count <= limit else { return nil }
      profile += part
    }
    return profile.isEmpty ? nil : profile
  }
}
