//! With what a name may begin in a text.

use super::sets::hash;
use crate::text::chars::{CaseFolding, Table};

/// Bytes before the first word of a name up to which its beginning is looked for from there.
pub(super) const LONGEST_BEFORE: usize = 16;

/// A letter that a mark is folded to, U+0345.
const IOTA: char = 'ι';

/// The beginning of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beginning {
    /// A word, by its hash.
    Word(u64),
    /// A word, and the next one.
    Pair(u64, u64),
    /// The last byte of what stands before the first word, and that word.
    Before(u8, u64),
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
        let word = (unspaced.is_none() && word_end(pattern) > 0).then(|| Self::of_words(pattern));
        let before = pattern.find(|c| table.get(c).is_word() && !table.get(c).extends()).unwrap_or(pattern.len());
        let words = &pattern[before..];
        // What may have been a mark, or a letter, goes on the character before it, or not.
        let parted = pattern[..before].chars().all(|c| c != ' ' && !table.get(c).extends());
        let known = before <= LONGEST_BEFORE && parted && words.chars().next().is_some_and(|c| !is_unspaced(c) && c != IOTA);
        let other = (before > 0).then(|| {
            if !known {
                return Self::Odd(head(bytes));
            }
            let (last, word) = (bytes[before - 1], hash(bytes, before, before + word_end(words)));
            Self::Before(last, word)
        });
        unspaced.into_iter().chain(word).chain(other)
    }

    /// The beginning of what begins with a word.
    fn of_words(pattern: &str) -> Self {
        let bytes = pattern.as_bytes();
        let table = Table::of(CaseFolding::Fold);
        let end = word_end(pattern);
        let word = hash(bytes, 0, end);
        match pattern[end..].char_indices().find(|&(_, c)| table.get(c).is_word() || table.get(c).extends()) {
            None => Self::Word(word),
            // How far a text's next word goes is not known here, or whether it is one.
            Some((_, c)) if is_unspaced(c) || table.get(c).extends() => Self::Word(word),
            Some((at, _)) => Self::Pair(word, hash(bytes, end + at, end + at + word_end(&pattern[end + at..]))),
        }
    }
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
pub(super) fn head(bytes: &[u8]) -> u32 {
    let byte = |i: usize| u32::from(bytes.get(i).copied().unwrap_or(0));
    byte(0) << 24 | byte(1) << 16 | byte(2) << 8 | byte(3)
}
