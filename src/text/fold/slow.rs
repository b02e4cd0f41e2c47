//! What a stretch of a paragraph folds to, rule by rule and whatever it holds.
//!
//! The order of docs/matching.md: what is dropped goes, the rest is decomposed and put into canonical order, then folded; bounds are asked of the
//! clusters of the document.

use super::initials::{Stop, after_initial};
use crate::text::unicode::boundaries::ends_word;
use crate::text::unicode::indic::anusvara;
use crate::text::unicode::table::{CaseFolding, Entry, Folding, Table, combining_class, decompose};
use icu_normalizer::properties::CanonicalDecompositionBorrowed;
use unicode_segmentation::UnicodeSegmentation;

/// A folded character.
pub(super) struct Piece {
    pub(super) c: char,
    /// Where in the document it and all after it begin; none if a part of what comes before it does not end there.
    pub(super) position: Option<u32>,
    /// Where in the document it ends, with what was dropped of its cluster.
    pub(super) end: u32,
    /// Whether a bound stands before it, and whether a word begins there.
    pub(super) bound: bool,
    pub(super) word: bool,
}

/// A character of the document.
struct Char {
    c: char,
    entry: Entry,
    start: usize,
    cluster: usize,
    /// Leaves nothing: ignorables, nuktas, diacritics.
    dropped: bool,
    /// As the cluster it extends.
    word: bool,
    unspaced: bool,
}

/// A folded character, and the characters of the document it comes from.
#[derive(Clone, Copy)]
struct Item {
    c: char,
    from: usize,
    to: usize,
}

/// Keeps its buffers.
#[derive(Default)]
pub(super) struct Scratch {
    pub(super) pieces: Vec<Piece>,
    chars: Vec<Char>,
    items: Vec<Item>,
    folded: Vec<Item>,
}

/// Whether a character stands behind a space, and none of what decides about it before that.
pub(crate) fn begins_stretch(paragraph: &str, at: usize, table: &Table) -> bool {
    matches!(paragraph.as_bytes()[at - 1], b' ' | b'\n')
        && paragraph[at..].chars().next().is_some_and(|c| {
            let entry = table.get(c);
            !entry.extends() && !entry.is_nothing() && !entry.is_space()
        })
}

impl Scratch {
    /// Folds a stretch that begins at byte `base` of the document into `pieces`.
    pub(super) fn fold(&mut self, text: &str, base: u32, case: CaseFolding, plain: bool, every: bool) {
        let table = Table::with(case, plain);
        self.read(text, table);
        self.decompose(table);
        if plain {
            self.drop_diacritics(table);
        }
        self.fold_items(table);
        self.unite_nasals();
        self.unite_spaces();
        self.fold_initials(text, table);
        self.write(base, text.len(), every);
    }

    fn read(&mut self, text: &str, table: &Table) {
        self.chars.clear();
        let (mut word, mut unspaced) = (false, false);
        for (cluster, (start, part)) in text.grapheme_indices(true).enumerate() {
            for (i, c) in part.char_indices() {
                let entry = table.get(c);
                let dropped = entry.is_nothing();
                if !dropped && !entry.extends() {
                    (word, unspaced) = (entry.is_word(), entry.is_unspaced());
                }
                self.chars.push(Char { c, entry, start: start + i, cluster, dropped, word, unspaced });
            }
        }
    }

    /// In canonical order, across what was dropped.
    fn decompose(&mut self, table: &Table) {
        let data = CanonicalDecompositionBorrowed::new();
        let mut parts = Vec::new();
        self.items.clear();
        for (i, char) in self.chars.iter().enumerate().filter(|(_, char)| !char.dropped) {
            parts.clear();
            decompose(&data, char.c, &mut parts);
            let solid = parts.iter().filter(|&&c| !table.get(c).is_nothing());
            self.items.extend(solid.map(|&c| Item { c, from: i, to: i + 1 }));
        }
        for run in self.items.chunk_by_mut(|a, b| (combining_class(a.c) != 0) == (combining_class(b.c) != 0)) {
            if run.len() > 1 && combining_class(run[0].c) != 0 {
                run.sort_by_key(|item| combining_class(item.c));
            }
        }
    }

    fn drop_diacritics(&mut self, table: &Table) {
        let mut latin = false;
        let chars = &mut self.chars;
        self.items.retain(|item| {
            let entry = table.get(item.c);
            let dropped = latin && entry.is_diacritic();
            if dropped {
                // Of a letter with its diacritic the letter is left.
                chars[item.from].dropped |= chars[item.from].entry.is_diacritic();
            } else {
                latin = entry.is_latin();
            }
            !dropped
        });
    }

    fn fold_items(&mut self, table: &Table) {
        self.folded.clear();
        for item in &self.items {
            match table.folding(item.c, table.get(item.c)) {
                Folding::Char(c) => self.folded.push(Item { c, ..*item }),
                Folding::Text(text) => self.folded.extend(text.chars().map(|c| Item { c, ..*item })),
                Folding::Space => self.folded.push(Item { c: ' ', ..*item }),
                Folding::Nothing => {}
            }
        }
    }

    fn unite_nasals(&mut self) {
        self.items.clear();
        let mut at = 0;
        while let Some(&item) = self.folded.get(at) {
            let united = self.folded.get(at + 1).zip(self.folded.get(at + 2));
            let united = united.and_then(|(virama, stop)| Some((virama.to, anusvara(item.c, virama.c, stop.c)?)));
            if let Some((to, c)) = united {
                self.items.push(Item { c, from: item.from, to });
                at += 2;
            } else {
                self.items.push(item);
                at += 1;
            }
        }
    }

    fn unite_spaces(&mut self) {
        self.items.dedup_by(|next, last| {
            let united = next.c == ' ' && last.c == ' ';
            if united {
                last.to = next.to;
            }
            united
        });
    }

    fn fold_initials(&mut self, text: &str, table: &Table) {
        if !self.chars.iter().any(|char| char.c == '.') {
            return;
        }
        let solid = |char: &Char| !char.entry.is_nothing();
        // Items by the character they come from: a stretch may hold thousands of full stops.
        let mut by_from: Vec<usize> = (0..self.items.len()).collect();
        by_from.sort_by_key(|&i| self.items[i].from);
        let mut gone = Vec::new();
        for stop in (0..self.chars.len()).filter(|&i| self.chars[i].c == '.') {
            let before = self.chars[..stop].iter().enumerate().rev().filter(|(_, char)| solid(char));
            let Some(first) = before.take_while(|(_, char)| char.word).last().map(|(i, _)| i) else { continue };
            let items = &self.items;
            let word_from = by_from.partition_point(|&i| items[i].from < first);
            let stop_from = by_from.partition_point(|&i| items[i].from < stop);
            let mut of_word: Vec<usize> = by_from[word_from..stop_from].to_vec();
            of_word.retain(|&i| items[i].to <= stop);
            of_word.sort_unstable();
            let word: String = of_word.iter().map(|&i| items[i].c).collect();
            let after = &text[self.chars[stop].start + 1..];
            match after_initial(word.as_bytes(), after, table) {
                Stop::Stays => {}
                Stop::Space => {
                    let behind = by_from.partition_point(|&i| items[i].from <= stop);
                    by_from[stop_from..behind].iter().for_each(|&i| self.items[i].c = ' ');
                }
                Stop::Goes => gone.push(stop),
            }
        }
        if !gone.is_empty() {
            self.items.retain(|item| gone.binary_search(&item.from).is_err());
        }
    }

    fn write(&mut self, base: u32, len: usize, every: bool) {
        self.pieces.clear();
        let chars = &self.chars;
        // What comes after an item may begin before it, where marks have changed places.
        let mut starts: Vec<usize> = self.items.iter().map(|item| item.from).collect();
        for i in (1..starts.len()).rev() {
            starts[i - 1] = starts[i - 1].min(starts[i]);
        }
        let mut begun = vec![false; chars.len()];
        // The end of what was dropped behind the characters up to `to`: items may share it.
        let (mut to, mut end) = (0, (usize::MAX, 0));
        for (item, &start) in self.items.iter().zip(&starts) {
            let whole = to <= start;
            to = to.max(item.to);
            if end.0 != to {
                let same = |char: &&Char| char.dropped && char.cluster == chars[to - 1].cluster;
                let dropped = chars[to..].iter().take_while(same).count();
                end = (to, chars.get(to + dropped).map_or(len, |char| char.start));
            }
            self.pieces.push(Piece {
                c: item.c,
                position: whole.then(|| base + chars[begin(chars, start)].start as u32),
                end: base + end.1 as u32,
                bound: whole && bound_before(chars, start, every),
                word: !std::mem::replace(&mut begun[item.from], true) && word_before(chars, item.from),
            });
        }
    }
}

/// Where a match begins whose first character that was not dropped is this one: with what was dropped of its cluster.
fn begin(chars: &[Char], at: usize) -> usize {
    let dropped = chars[..at].iter().rev().take_while(|char| char.dropped && char.cluster == chars[at].cluster);
    at - dropped.count()
}

/// Whether a bound stands between a character that was not dropped and the one before it.
fn bound_before(chars: &[Char], at: usize, every: bool) -> bool {
    let Some(before) = (0..at).rev().find(|&i| !chars[i].dropped) else { return true };
    let (a, b) = (&chars[before], &chars[at]);
    let entry = |char: &Char| (char.c, char.entry);
    let ended = || ends_word(chars[..=before].iter().rev().map(entry), chars[before + 1..at].iter().map(entry));
    a.cluster != b.cluster && (every || !a.word || !b.word || a.unspaced || b.unspaced || ended())
}

fn word_before(chars: &[Char], at: usize) -> bool {
    let before = (0..at).rev().find(|&i| !chars[i].dropped);
    chars[at].word && (before.is_none_or(|before| !chars[before].word) || bound_before(chars, at, false))
}
