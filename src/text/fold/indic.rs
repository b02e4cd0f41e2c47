//! Nasal consonants that are written as an anusvara.

use crate::text::unicode::indic::{anusvara, is_virama};
use crate::text::unicode::table::{Entry, Folding, Table};

/// What a nasal consonant is before the text behind it.
pub(super) enum Nasal {
    Consonant,
    /// With so many bytes of that text, an anusvara.
    Anusvara(char, usize),
    /// Something that is dropped stands where it matters.
    Unclear,
}

pub(super) fn as_anusvara(nasal: char, entry: Entry, after: &str, table: &Table) -> Nasal {
    let mut chars = after.chars();
    let Some(virama) = chars.next() else { return Nasal::Consonant };
    if !is_virama(virama) {
        return if table.get(virama).is_nothing() { Nasal::Unclear } else { Nasal::Consonant };
    }
    let Some(stop) = chars.next() else { return Nasal::Consonant };
    let entry_of_stop = table.get(stop);
    if entry_of_stop.is_nothing() {
        return Nasal::Unclear;
    }
    let folded = first_folded(nasal, entry, table).zip(first_folded(stop, entry_of_stop, table));
    match folded.and_then(|(nasal, stop)| anusvara(nasal, virama, stop)) {
        Some(anusvara) => Nasal::Anusvara(anusvara, virama.len_utf8()),
        None => Nasal::Consonant,
    }
}

/// The first character of a folding: a stop may be written with its nukta in one code point.
fn first_folded(c: char, entry: Entry, table: &Table) -> Option<char> {
    match table.folding(c, entry) {
        Folding::Char(c) => Some(c),
        Folding::Text(text) => text.chars().next(),
        _ => None,
    }
}
