//! Sentence boundaries of UAX #29, rule by rule (SB1 to SB998).
//!
//! Written here because a boundary stands only after a full stop, a question mark and their like, or after a line break: whoever looks for
//! these first, and asks about their neighbours then, reads news ten times as fast as whoever classifies every character.

use icu_properties::props::SentenceBreak as Class;
use icu_properties::{CodePointMapData, CodePointMapDataBorrowed};
use std::sync::LazyLock;

const CLASSES: CodePointMapDataBorrowed<'static, Class> = CodePointMapData::<Class>::new();

/// Calls `found` with each boundary strictly inside the text, ascending, in bytes.
pub(crate) fn sentence_bounds(text: &str, mut found: impl FnMut(usize)) {
    let mut at = 0;
    while let Some((start, class)) = next_end(text, at) {
        let end = if ends_paragraph(class) { after_paragraph(text, start, class) } else { after_term(text, start, class) };
        let (next, bound) = match end {
            End::Bound(bound) => (bound, bound < text.len()),
            End::None(next) => (next, false),
        };
        if bound {
            found(next);
        }
        at = next;
    }
}

enum End {
    /// A sentence ends here.
    Bound(usize),
    /// None did; go on from here.
    None(usize),
}

fn ends(class: Class) -> bool {
    matches!(class, Class::ATerm | Class::STerm | Class::Sep | Class::CR | Class::LF)
}

/// For each first byte of a character, the second bytes (their lowest six bits) behind which one may go on that ends a sentence; of ASCII, which does so.
///
/// What is left to look at is a danda among the Devanagari letters of its half, and quotation marks.
static MAY_END: LazyLock<[u64; 256]> = LazyLock::new(|| {
    let mut may = [0; 256];
    for class in [Class::ATerm, Class::STerm, Class::Sep, Class::CR, Class::LF] {
        for c in CLASSES.iter_ranges_for_value(class).flatten().filter_map(char::from_u32) {
            let mut buffer = [0; 4];
            match c.encode_utf8(&mut buffer).as_bytes() {
                [byte] => may[*byte as usize] = !0,
                [first, second, ..] => may[*first as usize] |= 1 << (second & 0x3F),
                [] => {}
            }
        }
    }
    may
});

/// Whether the character at a byte, which is not ASCII, may end a sentence.
pub(crate) fn may_end(bytes: &[u8], at: usize) -> bool {
    let second = bytes.get(at + 1).copied().unwrap_or(0) & 0x3F;
    MAY_END[bytes[at] as usize] >> second & 1 == 1
}

/// The next character from `at` on that may end a sentence.
fn next_end(text: &str, mut at: usize) -> Option<(usize, Class)> {
    let may_end = &*MAY_END;
    let bytes = text.as_bytes();
    while let Some(&byte) = bytes.get(at) {
        // Devanagari but for its dandas, and letters of ASCII: branches that are foreseen cost less than a length that must be known.
        if (b'A'..0x80).contains(&byte) {
            at += 1;
            continue;
        }
        #[expect(clippy::needless_bitwise_bool, reason = "one branch, which is foreseen")]
        if let [0xE0, second, third, ..] = bytes[at..]
            && (second & 0xFE == 0xA4) & ((second != 0xA5) | (third & 0xFE != 0xA4))
        {
            at += 3;
            continue;
        }
        let seconds = may_end[byte as usize];
        let second = bytes.get(at + 1).copied().unwrap_or(0) & 0x3F;
        if seconds >> second & 1 == 1 {
            let class = CLASSES.get(text[at..].chars().next()?);
            if ends(class) {
                return Some((at, class));
            }
        }
        at += match byte {
            0..0x80 => 1,
            0x80..0xE0 => 2,
            0xE0..0xF0 => 3,
            0xF0.. => 4,
        };
    }
    None
}

fn ends_paragraph(class: Class) -> bool {
    matches!(class, Class::Sep | Class::CR | Class::LF)
}

/// SB3, SB4.
fn after_paragraph(text: &str, at: usize, class: Class) -> End {
    let rest = &text[at..];
    let len = if class == Class::CR && rest.starts_with("\r\n") { 2 } else { rest.chars().next().map_or(0, char::len_utf8) };
    End::Bound(at + len)
}

/// SB6 to SB11, from a terminator on. SB5: characters that extend or format do not count.
fn after_term(text: &str, at: usize, mut term: Class) -> End {
    let mut before = previous_class(text, at);
    // Right behind the terminator, behind closing punctuation, behind spaces.
    let (mut immediate, mut spaced) = (true, false);
    for (i, c) in text[at..].char_indices().skip(1) {
        let here = at + i;
        let class = CLASSES.get(c);
        match class {
            Class::Extend | Class::Format => {}
            Class::Sep | Class::CR | Class::LF => return after_paragraph(text, here, class),
            Class::Numeric if immediate && term == Class::ATerm => return End::None(here),
            Class::Upper if immediate && term == Class::ATerm && matches!(before, Class::Upper | Class::Lower) => {
                return End::None(here);
            }
            Class::SContinue => return End::None(here),
            Class::ATerm | Class::STerm => {
                (term, before, immediate, spaced) = (class, previous_class(text, here), true, false);
            }
            Class::Sp => (immediate, spaced) = (false, true),
            Class::Close if !spaced => immediate = false,
            _ if term == Class::ATerm && goes_on_in_lower_case(&text[here..]) => return End::None(here),
            _ => return End::Bound(here),
        }
    }
    End::Bound(text.len())
}

/// The right side of SB8.
fn goes_on_in_lower_case(rest: &str) -> bool {
    let decides = |class: &Class| {
        matches!(
            *class,
            Class::OLetter | Class::Upper | Class::Lower | Class::Sep | Class::CR | Class::LF | Class::ATerm | Class::STerm
        )
    };
    rest.chars().map(|c| CLASSES.get(c)).find(decides) == Some(Class::Lower)
}

fn previous_class(text: &str, at: usize) -> Class {
    let classes = text[..at].chars().rev().map(|c| CLASSES.get(c));
    classes.into_iter().find(|class| !matches!(*class, Class::Extend | Class::Format)).unwrap_or(Class::Other)
}

#[cfg(test)]
mod tests {
    use super::sentence_bounds;
    use proptest::prelude::*;
    use unicode_segmentation::UnicodeSegmentation;

    fn bounds(text: &str) -> Vec<usize> {
        let mut found = Vec::new();
        sentence_bounds(text, |at| found.push(at));
        found
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        // Another implementation of the same rules; characters of every class, and what stands between them in news.
        #[test]
        fn the_same_as_unicode_segmentation(text in "[ .!?\n\r\u{85}\u{2028}a-cA-C1२,:;\"'()“”\u{301}\u{AD}\u{200D}।॥。…कखी中é\u{1D400}-]{0,24}") {
            let expected: Vec<usize> = text.split_sentence_bound_indices().map(|(at, _)| at).filter(|&at| at > 0).collect();
            prop_assert_eq!(bounds(&text), expected);
        }
    }
}
