//! Sentence boundaries of UAX #29, rule by rule (SB1 to SB998).
//!
//! Written here because a boundary stands only after a full stop, a question mark and their like, or after a line break: whoever looks for
//! these first, and asks about their neighbours then, reads news ten times as fast as whoever classifies every character.

use crate::text::unicode::sentence_break::CLASSES;
use icu_properties::props::SentenceBreak as Class;

/// What a character does that may end a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// A sentence ends here, behind it.
    Bound(usize),
    /// None does; what ends the next one stands here or later.
    None(usize),
}

/// What the character at a byte of a text does: the first one in the text that may end a sentence, or the first one behind the end before.
pub(crate) fn end_at(text: &str, at: usize) -> End {
    let class = class_at(text, at);
    if ends_paragraph(class) {
        after_paragraph(text, at, class)
    } else if ends(class) {
        after_term(text, at, class)
    } else {
        End::None(at + 1)
    }
}

fn class_at(text: &str, at: usize) -> Class {
    text[at..].chars().next().map_or(Class::Other, |c| CLASSES.get(c))
}

fn ends(class: Class) -> bool {
    matches!(class, Class::ATerm | Class::STerm | Class::Sep | Class::CR | Class::LF)
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
    // Numbers, parts of addresses.
    if let [b'.', b'0'..=b'9' | b'a'..=b'z', ..] = text.as_bytes()[at..] {
        return End::None(at + 1);
    }
    let mut term_at = at;
    // Right behind the terminator, behind closing punctuation, behind spaces.
    let (mut immediate, mut spaced) = (true, false);
    for (i, c) in text[at..].char_indices().skip(1) {
        let here = at + i;
        let class = CLASSES.get(c);
        match class {
            Class::Extend | Class::Format => {}
            Class::Sep | Class::CR | Class::LF => return after_paragraph(text, here, class),
            Class::Numeric if immediate && term == Class::ATerm => return End::None(here),
            Class::Upper if immediate && term == Class::ATerm && is_cased(previous_class(text, term_at)) => {
                return End::None(here);
            }
            Class::SContinue => return End::None(here),
            Class::ATerm | Class::STerm => {
                (term, term_at, immediate, spaced) = (class, here, true, false);
            }
            Class::Sp => (immediate, spaced) = (false, true),
            Class::Close if !spaced => immediate = false,
            _ if term == Class::ATerm && goes_on_in_lower_case(&text[here..]) => return End::None(here),
            _ => return End::Bound(here),
        }
    }
    End::Bound(text.len())
}

fn is_cased(class: Class) -> bool {
    matches!(class, Class::Upper | Class::Lower)
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
    use super::{CLASSES, End, end_at, ends};
    use crate::text::classify::Lanes;
    use crate::text::unicode::sentence_break::may_end;
    use proptest::prelude::*;
    use unicode_segmentation::UnicodeSegmentation;

    fn bounds(text: &str) -> Vec<usize> {
        let lanes = Lanes::of(text);
        let (mut found, mut from) = (Vec::new(), 0);
        while let Some(at) = lanes.next(|lane| lane.stop, from..text.len()) {
            match end_at(text, at) {
                End::Bound(bound) => {
                    found.extend(Some(bound).filter(|&bound| bound < text.len()));
                    from = bound;
                }
                End::None(next) => from = next,
            }
        }
        found
    }

    #[test]
    fn what_ends_a_sentence_is_marked_and_quotation_marks_are_not() {
        let marked = |c: char| may_end(c.encode_utf8(&mut [0; 4]).as_bytes(), 0);
        assert!(('\u{80}'..=char::MAX).all(|c| marked(c) || !ends(CLASSES.get(c))));
        assert!(!('\u{2010}'..='\u{2023}').chain(['\u{2026}']).any(marked));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        // Another implementation of the same rules; characters of every class, and what stands between them in news.
        #[test]
        fn the_same_as_unicode_segmentation(text in "[ .!?\n\r\u{85}\u{2028}a-cA-C1२,:;\"'()“”\u{301}\u{AD}\u{200D}।॥。…कखी中éДдйی\u{1D400}-]{0,24}") {
            let expected: Vec<usize> = text.split_sentence_bound_indices().map(|(at, _)| at).filter(|&at| at > 0).collect();
            prop_assert_eq!(bounds(&text), expected);
        }
    }
}
