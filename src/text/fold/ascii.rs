//! Eight bytes of ASCII at once, each in a byte of a word of 64 bits.
//!
//! News in Latin script is ASCII for the most part, and what rule and boundary ask of it are a few comparisons.

use crate::text::chars::CaseFolding;

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = ONES << 7;

/// Eight bytes, or those of them that are ASCII and simple.
pub(super) struct Chunk {
    bytes: u64,
    /// How many bytes from the first on are ASCII and neither go on a run of white space nor may be the full stop of an initial.
    pub(super) simple: usize,
    /// A bit for each simple byte: whether a bound stands before it, whether a word begins at it.
    pub(super) bounds: u64,
    pub(super) words: u64,
}

impl Chunk {
    /// The eight bytes from `at` on, behind a word character or white space or neither; none if there are less.
    #[inline]
    pub(super) fn read(bytes: &[u8], at: usize, word_before: bool, space_before: bool) -> Option<Self> {
        let bytes = u64::from_le_bytes(*bytes.get(at..)?.first_chunk()?);
        let ascii = bytes & !HIGH;
        let word = words(ascii);
        let space = spaces(ascii);
        let word_before = word << 8 | u64::from(word_before) << 7;
        let space_before = space << 8 | u64::from(space_before) << 7;
        // A full stop behind one letter that no other stands before; how long the word before the chunk is is not known here.
        let stops = equal(ascii, b'.') & word_before & !(word_before << 8);
        let special = bytes & HIGH | space & space_before | stops;
        let simple = special.trailing_zeros() as usize / 8;
        let mask = (1 << simple) - 1;
        Some(Self { bytes, simple, bounds: !bits(word & word_before) & mask, words: bits(word & !word_before) & mask })
    }

    /// The bytes, folded.
    #[inline]
    pub(super) fn folded(&self, case: CaseFolding) -> [u8; 8] {
        let ascii = self.bytes & !HIGH;
        let upper = if case == CaseFolding::Fold { between(ascii, b'A', b'Z') } else { 0 };
        let control = between(ascii, 9, 13);
        let blank = (control >> 7) * 0xFF;
        ((ascii | upper >> 2) & !blank | blank & (ONES * 0x20)).to_le_bytes()
    }
}

#[inline]
fn words(ascii: u64) -> u64 {
    between(ascii | (ONES * 0x20), b'a', b'z') | between(ascii, b'0', b'9') | equal(ascii, b'_')
}

#[inline]
fn spaces(ascii: u64) -> u64 {
    equal(ascii, b' ') | between(ascii, 9, 13)
}

/// The high bit of each byte between two.
#[inline]
fn between(ascii: u64, first: u8, last: u8) -> u64 {
    (ascii + ONES * u64::from(0x80 - first)) & !(ascii + ONES * u64::from(0x7F - last)) & HIGH
}

/// The high bit of each byte that is this one.
#[inline]
fn equal(ascii: u64, byte: u8) -> u64 {
    !((ascii ^ (ONES * u64::from(byte))) + (HIGH - ONES)) & HIGH
}

/// The high bits of the bytes, side by side.
#[inline]
fn bits(high: u64) -> u64 {
    (high >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

/// A letter, a digit or the low line.
#[inline]
pub(super) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// White space as Unicode has it.
#[inline]
pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | 9..=13)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_bytes_are_eight_times_one_byte() {
        for byte in 0..0x80 {
            for place in 0..8 {
                let mut bytes = *b"a-b-c-d-";
                bytes[place] = byte;
                let word = u64::from_le_bytes(bytes);
                assert_eq!(bits(words(word)) >> place & 1 == 1, is_word(byte), "{byte}");
                assert_eq!(bits(spaces(word)) >> place & 1 == 1, is_space(byte), "{byte}");
                let chunk = Chunk { bytes: word, simple: 8, bounds: 0, words: 0 };
                let folded = if is_space(byte) { b' ' } else { byte.to_ascii_lowercase() };
                assert_eq!(chunk.folded(CaseFolding::Fold)[place], folded);
                assert_eq!(chunk.folded(CaseFolding::Keep)[place], if is_space(byte) { b' ' } else { byte });
            }
        }
    }

    #[test]
    fn simple_is_what_one_byte_before_decides() {
        let simple = |bytes: &[u8; 8]| Chunk::read(bytes, 0, false, false).map(|chunk| chunk.simple);
        assert_eq!(simple(b"ab. cd e"), Some(8));
        assert_eq!(simple(b"b. cd ef"), Some(1));
        assert_eq!(simple(b"a  cd ef"), Some(2));
        assert_eq!(simple(b"abc\xC3\xA9d e"), Some(3));
        assert_eq!(simple(b"a-b.c ab"), Some(3));
        assert!(Chunk::read(b"abcdefg", 0, false, false).is_none());
    }
}
