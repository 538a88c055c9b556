/// What a CRW raw record holds besides its samples.
package struct CRWRemainder: Hashable, Sendable {
  /// A block that is coded in another way than the usual one, bit by bit.
  package struct OddBlock: Hashable, Sendable {
    /// The block's number, from 0.
    package var block: Int
    /// How many bits, 1...2048.
    package var bitCount: Int
    /// The bits, from the highest of the first byte on; zeros fill the last byte.
    package var bits: [UInt8]

    package init(block: Int, bitCount: Int, bits: [UInt8]) {
      (self.block, self.bitCount, self.bits) = (block, bitCount, bits)
    }
  }

  /// The 514 bytes before the codes that are not zero up to the last one; empty where all are zero.
  package var preamble: [UInt8]
  /// Blocks that samples do not tell, by ascending number.
  package var oddBlocks: [OddBlock]
  /// The bits that fill the last byte of codes, in the low bits; 0 where the codes fill it.
  package var padding: UInt8
  /// What follows the last byte that holds coded bits: usually a marker FF D9, and zeros up to an even length.
  package var tail: [UInt8]

  package init(preamble: [UInt8] = [], oddBlocks: [OddBlock] = [], padding: UInt8 = 0, tail: [UInt8] = []) {
    (self.preamble, self.oddBlocks, self.padding, self.tail) = (preamble, oddBlocks, padding, tail)
  }
}
