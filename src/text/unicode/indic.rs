//! What Indic scripts write in two ways: nuktas, nasals.
//!
//! Unicode lays these scripts out alike, 128 code points each, so that one offset is one letter in all of them.

use icu_properties::CodePointMapData;
use icu_properties::props::IndicSyllabicCategory;

const CHANDRABINDU: u32 = 0x01;
const ANUSVARA: u32 = 0x02;
const NUKTA: u32 = 0x3C;
const VIRAMA: u32 = 0x4D;

/// The block of a code point and its place in it; none outside these scripts, and in Tamil, which has no such habits.
fn place(c: char) -> Option<(u32, u32)> {
    let block = c as u32 / 0x80;
    (matches!(block, 0x12..=0x1A) && block != 0x17).then_some((block, c as u32 % 0x80))
}

fn at(block: u32, offset: u32, otherwise: char) -> char {
    char::from_u32(block * 0x80 + offset).unwrap_or(otherwise)
}

/// A character of decomposed text: nuktas are dropped, chandrabindu is anusvara.
pub(crate) fn unify(c: char) -> Option<char> {
    match place(c) {
        Some((_, NUKTA)) if CodePointMapData::<IndicSyllabicCategory>::new().get(c) == IndicSyllabicCategory::Nukta => None,
        Some((block, CHANDRABINDU)) => Some(at(block, ANUSVARA, c)),
        _ => Some(c),
    }
}

/// The row of stops to which a nasal consonant belongs.
fn row(nasal: u32) -> Option<std::ops::RangeInclusive<u32>> {
    match nasal {
        0x19 => Some(0x15..=0x18),
        0x1E => Some(0x1A..=0x1D),
        0x23 => Some(0x1F..=0x22),
        0x28 => Some(0x24..=0x27),
        0x2E => Some(0x2A..=0x2D),
        _ => None,
    }
}

/// Whether a character is a nasal consonant with a row.
pub(crate) fn is_nasal(c: char) -> bool {
    place(c).is_some_and(|(_, offset)| row(offset).is_some())
}

/// Whether a character is the virama of one of these scripts.
pub(crate) fn is_virama(c: char) -> bool {
    place(c).is_some_and(|(_, offset)| offset == VIRAMA)
}

/// The anusvara that may be written instead of a nasal consonant and a virama, if these stand before a stop of its row. All are folded.
pub(crate) fn anusvara(nasal: char, virama: char, stop: char) -> Option<char> {
    let (block, offset) = place(nasal)?;
    let stops = row(offset)?;
    let fits = place(virama) == Some((block, VIRAMA)) && place(stop).is_some_and(|(b, o)| b == block && stops.contains(&o));
    fits.then(|| at(block, ANUSVARA, nasal))
}
