//! Section 2 of docs/matching.md, character by character.

use super::chars::props;
use std::sync::LazyLock;

/// A folded character and the stretch of the paragraph it comes from, in code points.
#[derive(Clone, Copy)]
pub(crate) struct Folded {
    pub(crate) c: char,
    pub(crate) from: usize,
    pub(crate) to: usize,
}

static LETTER_NAMES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let file = include_str!("../../src/text/unicode/abbreviations.txt");
    let names = file.lines().filter_map(|line| line.strip_prefix("initial "));
    names
        .map(|name| letters(&name.chars().collect::<Vec<char>>(), false, false).iter().map(|folded| folded.c).collect())
        .collect()
});

/// The folded text, and where full stops behind initials are in it.
pub(crate) fn fold(text: &[char], exact: bool, plain: bool) -> (Vec<Folded>, Vec<usize>) {
    let mut folded = white_space(letters(text, exact, plain));
    let stops = initials(text, &mut folded);
    (folded, stops)
}

/// The diacritics that rule 7 removes.
pub(crate) fn diacritics(text: &[char]) -> Vec<usize> {
    let left = without_diacritics(decomposed(text));
    (0..text.len()).filter(|&i| !props(text[i]).ignorable && left.iter().all(|f| f.from != i)).collect()
}

fn decomposed(text: &[char]) -> Vec<Folded> {
    let solid = text.iter().enumerate().filter(|(_, c)| !props(**c).ignorable);
    let parts = solid.flat_map(|(i, &c)| props(c).nfd.iter().map(move |&c| Folded { c, from: i, to: i + 1 }));
    let mut folded: Vec<Folded> = parts.filter(|f| !props(f.c).ignorable).collect();
    reorder(&mut folded);
    folded
}

/// Rules 1 to 4, and 7, which comes before case is folded.
fn letters(text: &[char], exact: bool, plain: bool) -> Vec<Folded> {
    let mut folded = decomposed(text);
    if plain {
        folded = without_diacritics(folded);
    }
    if !exact {
        folded = folded.into_iter().flat_map(|f| props(f.c).folded.iter().map(move |&c| Folded { c, ..f })).collect();
        reorder(&mut folded);
    }
    for f in &mut folded {
        f.c = match f.c {
            '\u{2019}' | '\u{2bc}' => '\'',
            '\u{2010}' | '\u{2011}' | '\u{2013}' => '-',
            c => c,
        };
    }
    let mut at = 0;
    while at < folded.len() {
        let Some((block, offset)) = indic(folded[at].c) else {
            at += 1;
            continue;
        };
        let anusvara = char::from_u32(block + 2).unwrap();
        if offset == 1 {
            folded[at].c = anusvara;
        }
        let row = match offset {
            0x19 => 0x15..=0x18,
            0x1e => 0x1a..=0x1d,
            0x23 => 0x1f..=0x22,
            0x28 => 0x24..=0x27,
            0x2e => 0x2a..=0x2d,
            _ => {
                at += 1;
                continue;
            }
        };
        let is = |at: usize, offsets: std::ops::RangeInclusive<u32>| {
            folded.get(at).and_then(|f| indic(f.c)).is_some_and(|(b, offset)| b == block && offsets.contains(&offset))
        };
        if is(at + 1, 0x4d..=0x4d) && is(at + 2, row) {
            let virama = folded.remove(at + 1);
            folded[at] = Folded { c: anusvara, to: virama.to, ..folded[at] };
        }
        at += 1;
    }
    folded
}

/// The canonical order of marks.
fn reorder(folded: &mut [Folded]) {
    for run in folded.chunk_by_mut(|a, b| (props(a.c).ccc > 0) == (props(b.c).ccc > 0)) {
        if props(run[0].c).ccc > 0 {
            run.sort_by_key(|f| props(f.c).ccc);
        }
    }
}

/// First code point of the block, and the offset in it.
fn indic(c: char) -> Option<(u32, u32)> {
    let (block, offset) = (u32::from(c) & !0x7f, u32::from(c) & 0x7f);
    ((0x900..0xd80).contains(&block) && block != 0xb80).then_some((block, offset))
}

/// Rule 5.
fn white_space(folded: Vec<Folded>) -> Vec<Folded> {
    let mut out: Vec<Folded> = Vec::with_capacity(folded.len());
    for f in folded {
        match out.last_mut() {
            Some(space) if space.c == ' ' && props(f.c).white => space.to = f.to,
            _ if props(f.c).white => out.push(Folded { c: ' ', ..f }),
            _ => out.push(f),
        }
    }
    out
}

/// Section 3: the character that a word is told by; none if what there is extends nothing.
pub(crate) fn base(text: &[char], i: usize) -> Option<usize> {
    (0..=i).rev().find(|&i| !props(text[i]).ignorable && !props(text[i]).extends)
}

pub(crate) fn is_word(text: &[char], i: usize) -> bool {
    base(text, i).is_some_and(|base| props(text[base]).word)
}

/// Rule 6.
fn initials(text: &[char], folded: &mut Vec<Folded>) -> Vec<usize> {
    let mut stops = Vec::new();
    for stop in (0..text.len()).filter(|&i| text[i] == '.') {
        let before = |i: usize| (0..i).rev().find(|&i| !props(text[i]).ignorable).filter(|&i| is_word(text, i));
        let Some(last) = before(stop) else { continue };
        let mut first = last;
        while let Some(before) = before(first) {
            first = before;
        }
        let word: Vec<char> = folded.iter().filter(|f| f.from >= first && f.to <= last + 1).map(|f| f.c).collect();
        let one = word.first().is_some_and(|&c| props(c).letter) && word[1..].iter().all(|&c| props(c).ccc > 0);
        if !one && !LETTER_NAMES.contains(&word.iter().collect()) {
            continue;
        }
        let at = folded.iter().position(|f| f.from == stop).unwrap();
        match after_stop(text, stop) {
            Some(c) if c == '.' || props(c).extends => continue,
            Some(c) if props(c).word => folded[at].c = ' ',
            _ => drop(folded.remove(at)),
        }
        stops.push(stop);
    }
    stops
}

/// What follows a full stop, nuktas included.
pub(crate) fn after_stop(text: &[char], stop: usize) -> Option<char> {
    text[stop + 1..].iter().copied().find(|&c| !props(c).ignorable || props(c).ccc > 0)
}

/// Rule 7.
fn without_diacritics(folded: Vec<Folded>) -> Vec<Folded> {
    let mut latin = false;
    let mut out = Vec::with_capacity(folded.len());
    for f in folded {
        let mark = props(f.c).nonspacing && props(f.c).ccc > 0;
        if latin && mark {
            continue;
        }
        latin = props(f.c).latin;
        let stroke = "øođdħhıiłlŧtØOĐDĦHŁLŦT".chars().collect::<Vec<char>>();
        let c = stroke.chunks(2).find(|pair| pair[0] == f.c).map_or(f.c, |pair| pair[1]);
        out.push(Folded { c, ..f });
    }
    out
}
