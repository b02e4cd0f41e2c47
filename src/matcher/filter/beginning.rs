//! With what a name may begin in a text.

use super::sets::hash;
use crate::text::unicode::table::{CaseFolding, Table};

/// Bytes before the first word of a name up to which its beginning is looked for from there.
pub(super) const LONGEST_BEFORE: usize = 16;

/// A letter that a mark is folded to, U+0345.
const IOTA: char = 'ι';

/// The beginning of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beginning {
    /// A word, by its hash.
    Word(u64),
    /// A word, and the next one; and the third, if that tells.
    Pair(u64, u64, Option<u64>),
    /// The last byte of what stands before the first word, and that word, and the next one if that tells.
    Before(u8, u64, Option<u64>),
    /// Anything else, by its [`head`].
    Odd(u32),
}

impl Beginning {
    /// How a folded name may begin in a text.
    pub(super) fn of(pattern: &str) -> impl Iterator<Item = Self> {
        let table = Table::of(CaseFolding::Fold);
        let bytes = pattern.as_bytes();
        let first = pattern.chars().next();
        let unspaced = first.filter(|&c| is_unspaced(c)).map(|c| Self::Word(hash(bytes, 0, c.len_utf8())));
        // A mark at the beginning is a part of the word, or stands before it.
        let word = (unspaced.is_none() && word_end(pattern) > 0).then(|| match words_of(pattern) {
            (word, None, _) => Self::Word(word),
            (word, Some(next), third) => Self::Pair(word, next, third),
        });
        let before = pattern.find(|c| table.get(c).is_word() && !table.get(c).extends()).unwrap_or(pattern.len());
        let words = &pattern[before..];
        // What may have been a mark, or a letter, goes on the character before it, or not.
        let parted = pattern[..before].chars().all(|c| c != ' ' && !table.get(c).extends());
        let known = before <= LONGEST_BEFORE && parted && words.chars().next().is_some_and(|c| !is_unspaced(c) && c != IOTA);
        let other = (before > 0).then(|| {
            if !known {
                return Self::Odd(head(bytes));
            }
            let (word, next, _) = words_of(words);
            Self::Before(bytes[before - 1], word, next)
        });
        unspaced.into_iter().chain(word).chain(other)
    }
}

/// The word with which a text begins, and the ones behind it as far as these tell, by their hashes.
fn words_of(text: &str) -> (u64, Option<u64>, Option<u64>) {
    let hashed = |from: usize| {
        let to = from + word_end(&text[from..]);
        (hash(text.as_bytes(), from, to), to)
    };
    let (word, end) = hashed(0);
    let next = next_word(text, end).map(hashed);
    let third = next.and_then(|(_, end)| next_word(text, end)).map(hashed);
    (word, next.map(|next| next.0), third.map(|third| third.0))
}

/// Where the next word of a text begins. Of some is not known how far a text's word goes, or whether it is one: none.
fn next_word(text: &str, from: usize) -> Option<usize> {
    let table = Table::of(CaseFolding::Fold);
    let (at, c) = text[from..].char_indices().find(|&(_, c)| table.get(c).is_word() || table.get(c).extends())?;
    (!is_unspaced(c) && !table.get(c).extends()).then_some(from + at)
}

/// The word that a pattern begins with; none if that is of a script without spaces, whose words have no end.
pub(super) fn first_word(pattern: &str) -> &str {
    if pattern.starts_with(is_unspaced) { "" } else { &pattern[..word_end(pattern)] }
}

/// Where the word ends that a text begins with. A mark at its beginning may have been a letter: an anusvara in the place of a nasal.
fn word_end(text: &str) -> usize {
    let table = Table::of(CaseFolding::Fold);
    let goes_on = |c: char| table.get(c).extends() || (table.get(c).is_word() && !table.get(c).is_unspaced());
    text.find(|c| !goes_on(c)).unwrap_or(text.len())
}

pub(super) fn is_unspaced(c: char) -> bool {
    Table::of(CaseFolding::Fold).get(c).is_unspaced()
}

/// The first four bytes, the first one the highest; zeros behind the end.
#[inline]
pub(super) fn head(bytes: &[u8]) -> u32 {
    let byte = |i: usize| bytes.get(i).copied().unwrap_or(0);
    let short = || [byte(0), byte(1), byte(2), byte(3)];
    u32::from_be_bytes(bytes.first_chunk().copied().unwrap_or_else(short))
}
