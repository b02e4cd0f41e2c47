//! Byte classes: a few yes-or-no questions about every byte of a text, answered sixty-four bytes at
//! a time, one bit a byte.
//!
//! News consists mostly of *plain* characters: ASCII, Devanagari letters that fold to themselves,
//! letters of Cyrillic and Arabic that fold to one such letter. Comparisons classify these, and SIMD
//! compares many bytes at once. About one character in fifty is *special*: it is marked here, and
//! each caller looks at it by itself.

#[expect(clippy::inline_always, reason = "wide registers are used by what is inlined into a function for which they are enabled")]
mod bytes;
#[expect(clippy::inline_always, reason = "the same")]
mod indic;
#[expect(clippy::inline_always, reason = "the same")]
mod pairs;
#[expect(clippy::inline_always, reason = "the same")]
mod sweep;

#[cfg(test)]
mod tests;

use std::ops::Range;
use std::slice;
use sweep::Width;

/// The answers for sixty-four bytes, the lowest bit for the first.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Lane {
    /// Of a plain word character: a letter or digit of ASCII, the low line, a Devanagari letter, sign or digit, a letter of Cyrillic, a letter or digit of Arabic.
    pub(crate) word: u64,
    /// The first byte of a special character: one that is not plain, white space behind white
    /// space, or a full stop that may end an initial.
    pub(crate) special: u64,
    /// The first byte of a character that may end a sentence; a bar may stand for a danda.
    pub(crate) stop: u64,
    /// The first byte of what may end a line: in ASCII of what does, else of little else.
    pub(crate) line: u64,
    /// `/`, `@`, and the full stop of what may be a `www.`
    pub(crate) mark: u64,
    /// Inside a character.
    pub(crate) inside: u64,
}

/// The lanes of a text, and its bytes with plain upper case folded and the white space of ASCII made spaces.
#[derive(Debug, Default)]
pub(crate) struct Lanes {
    width: Width,
    all: Vec<Lane>,
    /// Of whole lanes, and one more, so that sixty-four may be read from each. It never gets shorter, so that a text no longer than one before costs no clearing.
    lowered: Vec<u8>,
    any: Any,
}

impl Lanes {
    /// Those of one text.
    pub(crate) fn of(text: &str) -> Self {
        let mut lanes = Self::default();
        lanes.read(text, true);
        lanes
    }

    /// Reads a text; what was read before is forgotten.
    pub(crate) fn read(&mut self, text: &str, fold_case: bool) {
        let count = text.len().div_ceil(64);
        self.all.resize(count, Lane::default());
        if self.lowered.len() < count * 64 + 64 {
            self.lowered.resize(count * 64 + 64, 0);
        }
        self.any = self.width.sweep(text.as_bytes(), fold_case, &mut self.all, &mut self.lowered);
    }

    /// Hands out what may end a line, ascending.
    #[inline]
    pub(crate) fn each_line(&self, mut take: impl FnMut(usize)) {
        let mut each = |i: usize| {
            let mut line = self.all[i].line;
            while line != 0 {
                take(i * 64 + line.trailing_zeros() as usize);
                line &= line - 1;
            }
        };
        let mut lanes = self.any.lines & (!0 >> 1);
        while lanes != 0 {
            each(lanes.trailing_zeros() as usize);
            lanes &= lanes - 1;
        }
        if self.any.lines >> 63 == 1 {
            (63..self.all.len()).for_each(each);
        }
    }

    /// Whether anything may be of a URL or a handle.
    #[inline]
    pub(crate) fn have_mark(&self) -> bool {
        self.any.mark
    }

    /// The plain bytes from a byte on, up to the next special one, the end of the lane, or `most` bytes.
    #[inline]
    pub(crate) fn plain(&self, at: usize, most: usize) -> Plain<'_> {
        let (lane, shift) = (self.all.get(at / 64).copied().unwrap_or_default(), at % 64);
        let lowered = self.lowered[at..].first_chunk().unwrap_or(&[0; 64]);
        let len = (64 - shift).min(most).min((lane.special >> shift).trailing_zeros() as usize);
        Plain { len, word: lane.word >> shift, inside: lane.inside >> shift, lowered }
    }

    /// The whole lanes in a range that begins with one, and their bytes.
    #[inline]
    pub(crate) fn whole(&self, range: Range<usize>) -> impl Iterator<Item = (&Lane, &[u8; 64])> {
        let lanes = range.start / 64..range.end / 64;
        let lowered = self.lowered[range.start..].as_chunks().0;
        self.all.get(lanes).unwrap_or_default().iter().zip(lowered)
    }

    /// Where words begin and where bounds stand, if no special character belongs to a word. The lane
    /// after the last one marks the end of the text.
    pub(crate) fn bounds(&self, words: &mut Vec<u64>, bounds: &mut Vec<u64>) {
        let len = self.all.len() + 1;
        words.resize(len, 0);
        bounds.resize(len, 0);
        (words[len - 1], bounds[len - 1]) = (0, !0);
        let mut word = 0;
        for ((lane, words), bounds) in self.all.iter().zip(words).zip(bounds) {
            let behind = lane.word << 1 | word;
            word = lane.word >> 63;
            (*words, *bounds) = (lane.word & !behind, !lane.inside & !(lane.word & behind));
        }
    }

    /// Bytes with plain upper case folded and the white space of ASCII made spaces; special characters are not folded, so callers must not use them.
    pub(crate) fn lowered(&self, range: Range<usize>) -> &[u8] {
        &self.lowered[range]
    }

    /// Whether a byte is of a kind.
    #[inline]
    pub(crate) fn has(&self, kind: impl Fn(&Lane) -> u64, at: usize) -> bool {
        self.all.get(at / 64).is_some_and(|lane| kind(lane) >> (at % 64) & 1 == 1)
    }

    /// The next byte of a kind in a range, such as `|lane| lane.special`.
    #[inline]
    pub(crate) fn next(&self, kind: impl Fn(&Lane) -> u64, range: Range<usize>) -> Option<usize> {
        self.places(kind, range).next()
    }

    /// The bytes of a kind in a range, ascending.
    #[inline]
    pub(crate) fn places<K: Fn(&Lane) -> u64>(&self, kind: K, range: Range<usize>) -> Places<'_, K> {
        let mut lanes = self.all.get(range.start / 64..range.end.div_ceil(64)).unwrap_or_default().iter();
        let bits = lanes.next().map_or(0, &kind) & (!0 << (range.start % 64));
        Places { lanes, kind, bits, at: range.start & !63, end: range.end }
    }

    /// Which bytes are inside of a character, sixty-four to a number.
    pub(crate) fn inside(&self) -> impl Iterator<Item = u64> {
        self.all.iter().map(|lane| lane.inside)
    }

    /// How many bytes right before `at` are of a kind, without another between: up to sixty-four.
    #[inline]
    pub(crate) fn run_before(&self, kind: impl Fn(&Lane) -> u64, at: usize) -> usize {
        let (i, shift) = (at / 64, at % 64);
        // Two steps, for a shift by 64 is none.
        let low = self.all.get(i).map_or(0, &kind) << 1 << (63 - shift);
        let before = i.checked_sub(1).and_then(|i| self.all.get(i)).map_or(0, &kind);
        ((before >> shift) | low).leading_ones() as usize
    }

    /// The bits of a kind for the sixty-four bytes from `at` on, wherever that is.
    #[cfg(test)]
    pub(crate) fn window(&self, kind: impl Fn(&Lane) -> u64, at: usize) -> u64 {
        let (i, shift) = (at / 64, at % 64);
        let low = self.all.get(i).map_or(0, &kind) >> shift;
        let high = self.all.get(i + 1).map_or(0, &kind);
        // Two steps, for a shift by 64 is none.
        low | high << 1 << (63 - shift)
    }
}

/// What there is any of in a text.
#[derive(Debug, Clone, Copy, Default)]
struct Any {
    /// The lanes in which a line may end; the last bit is for all from the sixty-fourth on.
    lines: u64,
    /// Something of a URL or a handle.
    mark: bool,
}

/// The answers for up to sixty-four plain bytes, and for some behind them.
#[derive(Debug)]
pub(crate) struct Plain<'a> {
    pub(crate) len: usize,
    pub(crate) word: u64,
    pub(crate) inside: u64,
    /// As in [`Lanes::lowered`].
    pub(crate) lowered: &'a [u8; 64],
}

/// The bytes of a kind in a range.
#[derive(Debug)]
pub(crate) struct Places<'a, K> {
    lanes: slice::Iter<'a, Lane>,
    kind: K,
    /// Those of the lane that begins at byte `at`, without what has been handed out.
    bits: u64,
    at: usize,
    end: usize,
}

impl<K: Fn(&Lane) -> u64> Iterator for Places<'_, K> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        while self.bits == 0 {
            self.bits = (self.kind)(self.lanes.next()?);
            self.at += 64;
        }
        let place = self.at + self.bits.trailing_zeros() as usize;
        self.bits &= self.bits - 1;
        (place < self.end).then_some(place)
    }
}
