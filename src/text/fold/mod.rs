//! Folding: text in the form in which names are compared, with the way back to the document.

mod ascii;
mod copy;
mod fingerprint;
mod folder;
mod indic;
mod initials;
mod plain;
mod short;
mod slow;
mod state;
mod unfolded;

#[cfg(test)]
mod tests;

pub(crate) use fingerprint::fingerprint;
pub(crate) use folder::Folder;
#[cfg(feature = "python")]
pub(crate) use initials::build as build_tables;
pub(crate) use slow::begins_stretch;
pub(crate) use unfolded::{GAP, Unfolded};

use crate::text::bits::bit_vec::Bits;
use crate::text::unicode::table::{CaseFolding, Table};

/// An apostrophe and a letter behind it in one: the only one of its kind.
const TWO_WORDS: char = 'ŉ';

/// A folded paragraph.
///
/// A *bound* is a place where a match may begin or end as far as words go; whether it also parts grapheme clusters of the document in
/// the rare cases that one character cannot tell is asked of the few places where a name was found.
#[derive(Debug, Default)]
pub(crate) struct Folded {
    /// The folded text.
    pub(crate) bytes: Vec<u8>,
    /// Set where a bound stands before the byte; one bit more than bytes.
    pub(crate) bounds: Bits,
    /// Set where a word begins.
    pub(crate) words: Bits,
    /// Some letter begins a word where no bound stands, or stands at a bound and begins none: it was a part of a character, a mark, or behind a sign that
    /// joins the cluster after it. What is a word of a name is not one of the text then.
    pub(crate) irregular: bool,
    /// No word begins right behind another one, and none is of a script without spaces.
    pub(crate) regular: bool,
    /// Where the distance to the document changes, ascending.
    segments: Vec<OffsetSegment>,
}

/// A stretch of folded bytes whose distance to the bytes of the document is constant. It begins at
/// the folded byte `folded`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct OffsetSegment {
    folded: u32,
    /// End of the character before, in the document.
    end: u32,
    /// Start of the character at `folded`, in the document. Greater than `end` if something between the two was dropped.
    start: u32,
}

impl Folded {
    /// Nothing, at byte `base` of the document, and room for `len` bytes.
    fn clear(&mut self, base: u32, len: usize) {
        self.bytes.clear();
        self.bytes.reserve(len + 64);
        self.bounds.clear();
        self.words.clear();
        (self.irregular, self.regular) = (false, true);
        self.segments.clear();
        self.segments.push(OffsetSegment { folded: 0, end: base, start: base });
    }

    /// Only the first `len` bytes; the segments are left to the caller.
    fn truncate(&mut self, len: usize) {
        self.bytes.truncate(len);
        self.bounds.truncate(len);
        self.words.truncate(len);
    }

    #[inline]
    fn push_char(&mut self, c: char) {
        // A known number of bytes is copied faster.
        let (len, mut bytes) = (self.bytes.len() + c.len_utf8(), [0; 4]);
        c.encode_utf8(&mut bytes);
        self.bytes.extend_from_slice(&bytes);
        self.bytes.truncate(len);
    }

    /// Adds the bytes of one character: three of them, most often, and a known number is copied faster.
    #[inline]
    fn push_same(&mut self, bytes: &[u8]) {
        if let Ok(three) = <[u8; 3]>::try_from(bytes) {
            self.bytes.extend_from_slice(&three);
        } else {
            self.bytes.extend_from_slice(bytes);
        }
    }

    /// The byte of the document at which a match that begins at folded byte `at` begins.
    pub(crate) fn start_in_document(&self, at: u32) -> u32 {
        self.segments[self.segment_at(at)].start_of(at)
    }

    /// The byte of the document at which a match that ends before folded byte `at` ends.
    pub(crate) fn end_in_document(&self, at: u32) -> u32 {
        self.segments[self.segment_at(at)].end_of(at)
    }

    /// Both of a match, which does not end before it begins.
    #[inline]
    pub(crate) fn in_document(&self, from: u32, to: u32) -> (u32, u32) {
        let first = self.segment_at(from);
        // Mostly it is as long in the document.
        let inside = self.segments[first + 1..].iter().take_while(|segment| segment.folded <= to).count();
        (self.segments[first].start_of(from), self.segments[first + inside].end_of(to))
    }

    /// The last segment that does not begin behind a folded byte.
    #[inline]
    fn segment_at(&self, at: u32) -> usize {
        // Most blocks of English are as long as what they fold to.
        let after = if self.segments.len() == 1 { 1 } else { self.segments.partition_point(|segment| segment.folded <= at) };
        after.max(1) - 1
    }
}

impl OffsetSegment {
    fn start_of(self, at: u32) -> u32 {
        self.start + (at - self.folded)
    }

    fn end_of(self, at: u32) -> u32 {
        if self.folded == at { self.end } else { self.start_of(at) }
    }
}

/// A text as names are compared: `fold("Ｓtraße", true)` has no upper case and no `ß`. White space at both ends goes.
///
/// ```
/// assert_eq!(comention::text::fold("  Narendra\u{A0}MODI’s ", true), "narendra modi's");
/// assert_eq!(comention::text::fold("MODI", false), "MODI");
/// assert_eq!(comention::text::fold("S.Jaishankar", true), comention::text::fold("S Jaishankar", true));
/// assert_eq!(comention::text::fold("हिन्दी", true), comention::text::fold("हिंदी", true));
/// ```
pub fn fold(text: &str, case_fold: bool) -> String {
    fold_as(text, case_fold, false)
}

/// The same; with `plain`, without the diacritics of Latin letters.
///
/// ```
/// assert_eq!(comention::text::fold_as("Łódź", true, true), "lodz");
/// ```
pub fn fold_as(text: &str, case_fold: bool, plain: bool) -> String {
    let case = if case_fold { CaseFolding::Fold } else { CaseFolding::Keep };
    let mut folded = Folded::default();
    Folder::new(case, plain, false).fold(text, 0, &mut folded);
    String::from_utf8_lossy(&folded.bytes).trim_matches(' ').to_owned()
}

/// Whether nothing is left of a text when it is folded.
pub fn is_blank(text: &str) -> bool {
    let table = Table::of(CaseFolding::Fold);
    text.chars().all(|c| {
        let entry = table.get(c);
        entry.is_space() || entry.is_nothing()
    })
}
