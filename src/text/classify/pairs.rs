//! Which characters of two bytes are plain: letters of Cyrillic and Arabic that fold to one such letter, and digits of Arabic.

use super::bytes::Bytes;
use super::bytes::classes::{D0, D1, D8, D9, DB};

/// The first bytes of such characters are among these.
const FIRST: u8 = 0xD0;
const LAST: u8 = 0xDB;

/// For each first byte from [`FIRST`] on, the second bytes behind which a plain character ends, by their lowest six bits.
const PLAIN: [u64; 12] = {
    let mut plain = [0; 12];
    plain[0x0] = among(&D0);
    plain[0x1] = among(&D1);
    plain[0x8] = among(&D8);
    plain[0x9] = among(&D9);
    plain[0xA] = !0;
    plain[0xB] = among(&DB);
    plain
};

const fn among(ranges: &[(u8, u8)]) -> u64 {
    let (mut bits, mut i) = (0, 0);
    while i < ranges.len() {
        let (first, last) = (ranges[i].0 & 0x3F, ranges[i].1 & 0x3F);
        bits |= !0 >> (63 - (last - first)) << first;
        i += 1;
    }
    bits
}

/// Whether two bytes are such a character.
fn is_plain(first: u8, second: u8) -> bool {
    let of_first = PLAIN.get(first.wrapping_sub(FIRST) as usize).copied().unwrap_or(0);
    second & 0xC0 == 0x80 && of_first >> (second & 0x3F) & 1 == 1
}

/// Where such characters are among sixty-four bytes.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Found {
    /// Both bytes of each.
    pub(super) word: u64,
    /// The second ones.
    pub(super) last: u64,
    /// Of upper case the second ones.
    pub(super) upper: u64,
    /// The first ones of all of Cyrillic, also of what is not plain.
    pub(super) cyrillic: u64,
}

/// Finds them among the bytes of a text from `at` on.
#[inline(always)]
pub(super) fn find<B: Bytes>(bytes: B, text: &[u8], at: usize) -> Found {
    let before = at.checked_sub(1).map_or(0, |before| text[before]);
    let is_first = |byte: u8| (FIRST..=LAST).contains(&byte);
    if bytes.below(LAST + 1) == bytes.below(FIRST) && !is_first(before) {
        return Found::default();
    }
    let byte = |at: usize| text.get(at).copied().unwrap_or(0);
    let seconds = bytes.seconds();
    let (d0, d1) = (bytes.equal(0xD0), bytes.equal(0xD1));
    let behind = |all: u64, first: u8| all << 1 | u64::from(before == first);
    let behind_any = |first: u8| behind(bytes.equal(first), first);
    let upper_or_lower = behind(d0, 0xD0) & seconds.d0;
    let arabic = behind_any(0xD8) & seconds.d8 | behind_any(0xD9) & seconds.d9 | behind_any(0xDA) | behind_any(0xDB) & seconds.db;
    let last = upper_or_lower | behind(d1, 0xD1) & seconds.d1 | arabic;
    Found {
        word: last | last >> 1 | u64::from(is_plain(byte(at + 63), byte(at + 64))) << 63,
        last,
        // That comes first.
        upper: upper_or_lower & bytes.below(0xB0),
        cyrillic: d0 | d1,
    }
}

impl Found {
    /// The same of bytes that stand so many places further on.
    #[inline(always)]
    pub(super) fn moved(self, by: usize) -> Self {
        Self { word: self.word >> by, last: self.last >> by, upper: self.upper >> by, cyrillic: self.cyrillic >> by }
    }

    /// Folds what is upper case of the bytes of a text from `at` on, and what begins before them.
    #[inline(always)]
    pub(super) fn write_lower(self, text: &[u8], at: usize, lowered: &mut [u8]) {
        let mut upper = self.upper;
        while upper != 0 {
            let at = at + upper.trailing_zeros() as usize;
            if let Some(letter) = lowered.get_mut(at - 1..=at) {
                letter.copy_from_slice(&lower(text[at]));
            }
            upper &= upper - 1;
        }
    }
}

/// A letter of Cyrillic in lower case, by the second byte of the one in upper case.
#[inline]
fn lower(second: u8) -> [u8; 2] {
    match second {
        0x80..=0x8F => [0xD1, second + 0x10],
        0x90..=0x9F => [0xD0, second + 0x20],
        _ => [0xD1, second - 0x20],
    }
}

#[cfg(test)]
mod tests {
    use super::{is_plain, lower};
    use crate::text::unicode::table::{CaseFolding, Folding, Table};

    /// Every character of two bytes of these scripts: it is plain if it is a letter or digit that folds to one of two bytes, and nothing else is to be known of it.
    #[test]
    fn what_is_plain_folds_to_one_character() {
        for fold_diacritics in [false, true] {
            let [fold, keep] = [CaseFolding::Fold, CaseFolding::Keep].map(|case| Table::with(case, fold_diacritics));
            for c in ('\u{400}'..'\u{480}').chain('\u{600}'..'\u{700}') {
                let (mut buffer, mut folded) = ([0; 4], [0; 4]);
                let bytes = c.encode_utf8(&mut buffer).as_bytes();
                let entry = fold.get(c);
                let simple = entry.is_word() && !entry.is_slow() && !entry.extends() && !entry.combines() && !entry.is_unspaced();
                let to = match fold.folding(c, entry) {
                    Folding::Char(to) if simple && to.len_utf8() == 2 => Some(&*to.encode_utf8(&mut folded)),
                    _ => None,
                };
                // Old letters are left out, for upper and lower case take turns there.
                let plain = is_plain(bytes[0], bytes[1]);
                assert_eq!(plain, to.is_some() && c < '\u{460}' || c >= '\u{600}' && to.is_some(), "{c}");
                if let Some(to) = to.filter(|_| plain) {
                    let upper = bytes[0] == 0xD0 && bytes[1] < 0xB0;
                    assert_eq!(to.as_bytes(), if upper { lower(bytes[1]) } else { [bytes[0], bytes[1]] }, "{c}");
                    assert!(keep.get(c).is_itself() && keep.get(c).is_word(), "{c}");
                }
            }
        }
    }
}
