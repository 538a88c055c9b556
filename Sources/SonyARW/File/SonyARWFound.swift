/// Where an ARW file holds a compressed mosaic, and how that is coded.
package struct SonyARWFound: Hashable, Sendable {
  /// The two compressed streams, each with what its decoder needs.
  package enum Coding: Hashable, Sendable {
    case arw1(ARW1Format)
    case arw2(ARW2Format)
  }

  /// Where the stream starts in the file.
  package let offset: Int
  /// Bytes from there on that the stream may take; for ARW2 all of them are its own.
  package let length: Int
  package let coding: Coding
  /// What the coded samples mean, by sample: 2048 values for ARW2; empty for ARW1, whose samples mean themselves.
  package let curve: [UInt16]
  /// Rows at the image's end that LibRaw does not read, so that they are 0 or anything at all in its mosaic.
  package let unreadRows: Int

  package var range: Range<Int> { offset..<(offset + length) }
  package var width: Int {
    switch coding {
    case .arw1(let format): format.width
    case .arw2(let format): format.width
    }
  }
  package var height: Int {
    switch coding {
    case .arw1(let format): format.height
    case .arw2(let format): format.height
    }
  }
}
