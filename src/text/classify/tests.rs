//! The lanes against the rules in words, byte by byte, in registers of every width.

use super::*;
use crate::text::unicode::sentence_break::may_end;
use crate::text::unicode::table::{CaseFolding, Folding, Table};
use proptest::prelude::*;

/// The same, byte by byte, from the rules in words.
fn slowly(text: &str) -> Vec<[bool; 6]> {
    let bytes = text.as_bytes();
    let table = Table::of(CaseFolding::Fold);
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let devanagari = |c: char| ('\u{900}'..='\u{97F}').contains(&c);
    let simple = |c: char| {
        let entry = table.get(c);
        devanagari(c) && entry.is_itself() && entry.is_word() && !entry.is_slow() && (!entry.is_diacritic() || c == '\u{94D}')
    };
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let mut answers = vec![[false; 6]; bytes.len()];
    let mut plain = vec![false; chars.len()];
    for (i, &(at, c)) in chars.iter().enumerate() {
        let before = i.checked_sub(1).map(|i| chars[i].1);
        let entry = table.get(c);
        let danda = matches!(c, '।' | '॥');
        if c.is_ascii() {
            let word_before = before.is_some_and(is_word) || i > 0 && plain[i - 1];
            let single = i < 2 || !is_word(chars[i - 2].1) || plain[i - 1];
            let special = c == '.' && word_before && single || is_space(c) && before.is_some_and(is_space);
            answers[at][0] = is_word(c);
            answers[at][1] = special;
            answers[at][2] = ".?!|\r\n".contains(c);
            answers[at][3] = ('\n'..='\r').contains(&c);
            answers[at][4] = "/@".contains(c) || c == '.' && before.is_some_and(|c| "wW".contains(c));
            continue;
        }
        let on = i > 0 && devanagari(chars[i - 1].1) && candidate(&chars, i - 1, &simple);
        let twice = c == '\u{94D}' && before == Some(c);
        plain[i] = is_pair(c) || candidate(&chars, i, &simple) && (on || !entry.extends()) && !twice;
        for (byte, answers) in answers[at..at + c.len_utf8()].iter_mut().enumerate() {
            answers[0] = plain[i];
            answers[5] = byte > 0;
        }
        answers[at][1] = !plain[i] && !danda;
        answers[at][2] = danda || !plain[i] && may_end(bytes, at);
        answers[at][3] = !plain[i] && !danda && answers[at][2];
    }
    answers
}

/// A letter of Cyrillic or Arabic, or a digit, that folds to one character.
fn is_pair(c: char) -> bool {
    let table = Table::of(CaseFolding::Fold);
    let entry = table.get(c);
    let one = || matches!(table.folding(c, entry), Folding::Char(to) if to.len_utf8() == 2);
    let known = ('\u{400}'..'\u{460}').contains(&c) || ('\u{600}'..'\u{700}').contains(&c);
    known && entry.is_word() && !entry.is_slow() && !entry.extends() && one()
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t'..='\r')
}

/// Plain as far as it and the next one say.
fn candidate(chars: &[(usize, char)], i: usize, simple: &impl Fn(char) -> bool) -> bool {
    let table = Table::of(CaseFolding::Fold);
    let unclear = |c: char| ('\u{800}'..'\u{1000}').contains(&c) && (!simple(c) && !matches!(c, '।' | '॥') || c == '\u{94D}');
    let next = chars.get(i + 1).map(|&(_, c)| c);
    simple(chars[i].1) && !(table.get(chars[i].1).is_nasal() && next.is_some_and(unclear))
}

#[test]
fn lines_of_a_long_text() {
    for len in [62, 63, 64, 65, 100, 200].map(|lanes| lanes * 64) {
        let text: String = (0..len).map(|at| if at % 61 == 0 || at + 1 == len { '\n' } else { 'a' }).collect();
        let (lanes, mut lines) = (Lanes::of(&text), Vec::new());
        lanes.each_line(|at| lines.push(at));
        assert!(lines.iter().copied().eq(lanes.places(|lane| lane.line, 0..len)));
        assert_eq!(lines.len(), text.matches('\n').count());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn as_if_read_slowly(text in "([ a.wW/@!\n\r\t_é“\u{2029}\u{85}𝄞\u{94D}\u{93C}कनमि।ंঅ०дЖйЁکآ\u{64B}]|[\u{900}-\u{97F}]|[\u{400}-\u{460}\u{600}-\u{6FF}]|[ -~]){0,200}") {
        let expected = slowly(&text);
        let kinds: [fn(&Lane) -> u64; 6] = [|l| l.word, |l| l.special, |l| l.stop, |l| l.line, |l| l.mark, |l| l.inside];
        let lower = |c: char| if is_pair(c) { c.to_lowercase().next() } else { None }.unwrap_or(c.to_ascii_lowercase());
        let lowered: String = text.chars().map(|c| if is_space(c) { ' ' } else { lower(c) }).collect();
        for width in Width::all() {
            let mut lanes = Lanes { width, ..Lanes::default() };
            lanes.read(&"forget me. ".repeat(text.len() % 40), true);
            lanes.read(&text, true);
            for (kind, ask) in kinds.iter().enumerate() {
                for (at, answers) in expected.iter().enumerate() {
                    prop_assert_eq!(lanes.window(ask, at) & 1 == 1, answers[kind], "{:?} {} {} {:?}", width, kind, at, text);
                    let next = (at..text.len()).find(|&at| expected[at][kind]);
                    prop_assert_eq!(lanes.next(ask, at..text.len()), next, "{} {} {} {:?}", kind, at, text.len(), text);
                    prop_assert!(lanes.places(ask, at..text.len()).eq((at..text.len()).filter(|&at| expected[at][kind])));
                    let run = expected[..at].iter().rev().take(64).take_while(|answers| answers[kind]).count();
                    prop_assert_eq!(lanes.run_before(ask, at), run, "{} {} {:?}", kind, at, text);
                }
            }
            prop_assert_eq!(lanes.next(|lane| lane.word, text.len()..text.len()), None);
            prop_assert_eq!(lanes.lowered(0..text.len()), lowered.as_bytes());
            let (mut lines, ends) = (Vec::new(), (0..text.len()).filter(|&at| expected[at][3]));
            lanes.each_line(|at| lines.push(at));
            prop_assert_eq!(lines, ends.collect::<Vec<_>>());
            prop_assert_eq!(lanes.have_mark(), expected.iter().any(|answers| answers[4]));
        }
    }
}
