//! What is asked of bytes, and the answers by comparisons.

use super::Compare;

/// Answers about ASCII, a bit a byte.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Ascii {
    /// Letters, digits, the low line.
    pub(in super::super) word: u64,
    pub(in super::super) space: u64,
    pub(in super::super) full_stop: u64,
    /// Ends a sentence, or stands for what does.
    pub(in super::super) stop: u64,
    /// Ends a line.
    pub(in super::super) line: u64,
    /// `/` and `@`.
    pub(in super::super) mark: u64,
    /// `w` and `W`.
    pub(in super::super) w: u64,
}

/// Answers about third bytes of Devanagari, behind E0 A4 (`4`) and E0 A5 (`5`).
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Thirds {
    /// Of characters that are not plain.
    pub(in super::super) odd4: u64,
    pub(in super::super) odd5: u64,
    /// Of what goes on a cluster.
    pub(in super::super) sign4: u64,
    pub(in super::super) sign5: u64,
    /// Behind A4: of what may be written as anusvara before a virama.
    pub(in super::super) nasal: u64,
    /// Behind A5: of the virama.
    pub(in super::super) virama: u64,
}

/// Answers about second bytes of Cyrillic and Arabic: whether, behind the first byte of the name, they make a plain letter or digit. Behind DA all do.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Seconds {
    pub(in super::super) d0: u64,
    pub(in super::super) d1: u64,
    pub(in super::super) d8: u64,
    pub(in super::super) d9: u64,
    pub(in super::super) db: u64,
}

/// Letters with a mark of their own (`й`, `ё`) are folded to two characters, so these are not plain.
pub(in super::super) const D0: [(u8, u8); 6] =
    [(0x82, 0x82), (0x84, 0x86), (0x88, 0x8B), (0x8F, 0x98), (0x9A, 0xB8), (0xBA, 0xBF)];
pub(in super::super) const D1: [(u8, u8); 5] = [(0x80, 0x8F), (0x92, 0x92), (0x94, 0x96), (0x98, 0x9B), (0x9F, 0x9F)];
pub(in super::super) const D8: [(u8, u8); 2] = [(0xA0, 0xA1), (0xA7, 0xBF)];
pub(in super::super) const D9: [(u8, u8); 4] = [(0x80, 0x8A), (0xA0, 0xA9), (0xAE, 0xAF), (0xB1, 0xBF)];
pub(in super::super) const DB: [(u8, u8); 6] =
    [(0x81, 0x81), (0x83, 0x92), (0x95, 0x95), (0xA5, 0xA6), (0xAE, 0xBC), (0xBF, 0xBF)];

/// Chandrabindu; letters with a nukta; nukta.
pub(super) const ODD4: [(u8, u8); 5] = [(0x81, 0x81), (0xA9, 0xA9), (0xB1, 0xB1), (0xB4, 0xB4), (0xBC, 0xBC)];
/// Accents; letters with a nukta; abbreviation sign.
pub(super) const ODD5: [(u8, u8); 3] = [(0x91, 0x94), (0x98, 0x9F), (0xB0, 0xB0)];
pub(super) const SIGN4: [(u8, u8); 3] = [(0x80, 0x83), (0xBA, 0xBC), (0xBE, 0xBF)];
pub(super) const SIGN5: [(u8, u8); 3] = [(0x80, 0x8F), (0x91, 0x97), (0xA2, 0xA3)];
pub(super) const NASAL: [(u8, u8); 5] = [(0x99, 0x99), (0x9E, 0x9E), (0xA3, 0xA3), (0xA8, 0xA8), (0xAE, 0xAE)];
pub(super) const VIRAMA: [(u8, u8); 1] = [(0x8D, 0x8D)];

impl Ascii {
    /// Those of bytes that stand so many places further on.
    #[inline(always)]
    pub(in super::super) fn moved(self, by: usize) -> Self {
        Self {
            word: self.word >> by,
            space: self.space >> by,
            full_stop: self.full_stop >> by,
            stop: self.stop >> by,
            line: self.line >> by,
            mark: self.mark >> by,
            w: self.w >> by,
        }
    }

    #[inline(always)]
    pub(super) fn compared<C: Compare>(bytes: C) -> Self {
        let small = bytes.small();
        let full_stop = bytes.is(b'.');
        let breaks = bytes.is(b'\n') | bytes.is(b'\r');
        Self {
            word: C::bits(small.between(b'a', b'z') | bytes.between(b'0', b'9') | bytes.is(b'_')),
            space: C::bits(bytes.is(b' ') | bytes.between(9, 13)),
            full_stop: C::bits(full_stop),
            stop: C::bits(full_stop | bytes.is(b'!') | bytes.is(b'?') | bytes.is(b'|') | breaks),
            line: C::bits(bytes.between(10, 13)),
            mark: C::bits(bytes.is(b'/') | bytes.is(b'@')),
            w: C::bits(small.is(b'w')),
        }
    }
}

impl Thirds {
    /// Those of bytes that stand so many places further on.
    #[inline(always)]
    pub(in super::super) fn moved(self, by: usize) -> Self {
        Self {
            odd4: self.odd4 >> by,
            odd5: self.odd5 >> by,
            sign4: self.sign4 >> by,
            sign5: self.sign5 >> by,
            nasal: self.nasal >> by,
            virama: self.virama >> by,
        }
    }

    #[inline(always)]
    pub(super) fn compared<C: Compare>(bytes: C) -> Self {
        Self {
            odd4: any(bytes, &ODD4),
            odd5: any(bytes, &ODD5),
            sign4: any(bytes, &SIGN4),
            sign5: any(bytes, &SIGN5),
            nasal: any(bytes, &NASAL),
            virama: any(bytes, &VIRAMA),
        }
    }
}

impl Seconds {
    #[inline(always)]
    pub(super) fn compared<C: Compare>(bytes: C) -> Self {
        Self { d0: any(bytes, &D0), d1: any(bytes, &D1), d8: any(bytes, &D8), d9: any(bytes, &D9), db: any(bytes, &DB) }
    }
}

/// Whether each byte is in one of these ranges.
#[inline(always)]
fn any<C: Compare>(bytes: C, ranges: &[(u8, u8)]) -> u64 {
    let within = |&(first, last): &(u8, u8)| if first == last { bytes.is(first) } else { bytes.between(first, last) };
    ranges.iter().map(within).reduce(|a, b| a | b).map_or(0, C::bits)
}
