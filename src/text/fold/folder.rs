//! One pass over a paragraph.

use super::indic::as_anusvara;
use super::initials::is_initial;
use super::{Folded, Shift};
use crate::text::chars::{CaseFolding, Entry, Folding, Table};
use icu_casemap::CaseMapper;
use icu_normalizer::DecomposingNormalizerBorrowed;
use icu_properties::CodePointMapData;
use icu_properties::props::GeneralCategory;

/// Folds paragraphs; what it folds into is reused.
pub(crate) struct Folder {
    table: &'static Table,
    case: CaseFolding,
    /// Marks on Latin letters are dropped.
    plain: bool,
    /// Every character begins at a bound, not only every word.
    every: bool,
}

/// What the characters read so far mean for the next one.
#[expect(clippy::struct_excessive_bools, reason = "each is asked by itself, for every character")]
struct State {
    /// End of the last character and of the ignorables that belong to its cluster, in the document.
    end: u32,
    /// Start in the document minus folded start, of the last character.
    delta: u32,
    /// The last character that was not dropped …
    word: bool,
    unspaced: bool,
    space: bool,
    virama: bool,
    latin: bool,
    /// … and whether a ZWNJ ended a word behind it.
    broken: bool,
    /// The last character of the document, dropped or not, ends its cluster.
    control: bool,
    /// What was dropped since the last kept character still belongs to its cluster.
    open: bool,
    /// Where the word characters at the end of what was written begin.
    run: usize,
    /// Combining class at the end of what was written.
    class: u8,
    /// Last character with class 0: in the document, in the folded text.
    starter: (u32, u32),
}

impl Folder {
    pub(crate) fn new(case: CaseFolding, plain: bool, every: bool) -> Self {
        Self { table: Table::with(case, plain), case, plain, every }
    }

    /// Folds a paragraph that begins at byte `base` of its document.
    pub(crate) fn fold(&self, paragraph: &str, base: u32, out: &mut Folded) {
        out.bytes.clear();
        out.bytes.reserve(paragraph.len() + 16);
        out.bounds.reset(paragraph.len() + 1);
        out.words.reset(paragraph.len() + 1);
        out.shifts.clear();
        out.shifts.push(Shift { folded: 0, end: base, start: base });
        let mut state = State {
            end: base,
            delta: base,
            word: false,
            unspaced: false,
            space: false,
            virama: false,
            latin: false,
            broken: false,
            control: true,
            open: false,
            run: 0,
            class: 0,
            starter: (base, 0),
        };
        let bytes = paragraph.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            if bytes[at] < 0x80 {
                at = self.fold_ascii(paragraph, at, base, &mut state, out);
            } else if let Some(c) = paragraph[at..].chars().next() {
                at = self.fold_char(paragraph, c, at, base, &mut state, out);
            }
        }
        let len = out.bytes.len();
        out.bounds.set(len);
        if state.end != state.delta.wrapping_add(len as u32) {
            out.shifts.push(Shift { folded: len as u32, end: state.end, start: state.end });
        }
    }

    /// A run of ASCII: one byte in, one byte out.
    #[inline]
    fn fold_ascii(&self, paragraph: &str, mut at: usize, base: u32, state: &mut State, out: &mut Folded) -> usize {
        let bytes = paragraph.as_bytes();
        out.bounds.reserve(out.bytes.len() + bytes.len() - at + 1);
        out.words.reserve(out.bytes.len() + bytes.len() - at + 1);
        while let Some(&byte) = bytes.get(at)
            && byte < 0x80
        {
            let position = base + at as u32;
            let mut class = ASCII[byte as usize];
            at += 1;
            if byte == b'.' && state.word {
                match self.after_initial(&out.bytes[state.run..], &paragraph[at..]) {
                    Stop::Stays => {}
                    Stop::Space => class = AsciiClass::Space,
                    Stop::Goes => {
                        (state.control, state.open) = (false, false);
                        continue;
                    }
                }
            }
            if class == AsciiClass::Space && state.space {
                // The run goes on: its first space stands for all of it.
                state.end = position + 1;
                state.control = byte < 0x20;
                continue;
            }
            let word = class == AsciiClass::Word;
            let folded = out.bytes.len();
            shift_if_moved(position, folded as u32, state, out);
            let word_bound = !(word && state.word) || state.broken || state.unspaced;
            out.bounds.put(folded, word_bound || self.every);
            out.words.put(folded, word && word_bound);
            out.bytes.push(if class == AsciiClass::Space { b' ' } else { self.table.ascii[byte as usize] });
            if word && !state.word {
                state.run = folded;
            }
            state.end = position + 1;
            state.word = word;
            state.latin = byte.is_ascii_alphabetic();
            state.unspaced = false;
            state.space = class == AsciiClass::Space;
            state.virama = false;
            state.broken = false;
            state.control = byte < 0x20 || byte == 0x7F;
            state.open = true;
            state.class = 0;
            state.starter = (position, folded as u32);
        }
        at
    }

    fn fold_char(&self, paragraph: &str, c: char, at: usize, base: u32, state: &mut State, out: &mut Folded) -> usize {
        let position = base + at as u32;
        let next = at + c.len_utf8();
        let after = base + next as u32;
        let entry = self.table.get(c);
        let folding = self.table.folding(c, entry);
        match folding {
            Folding::Nothing => {
                if entry.is_non_joiner() && !state.virama {
                    state.broken = true;
                }
                // A joiner or a variation selector is part of the cluster before it, unless that has ended.
                if entry.extends() && !state.control && state.open {
                    state.end = after;
                } else {
                    state.open = false;
                }
                state.control = entry.is_control();
                return next;
            }
            Folding::Space if state.space => {
                state.end = after;
                state.control = entry.is_control();
                return next;
            }
            _ => {}
        }
        if self.plain && state.latin && self.is_diacritic(c, entry) {
            if state.open && !state.control {
                state.end = after;
            }
            (state.virama, state.broken) = (entry.is_virama(), false);
            return next;
        }
        if entry.is_nasal()
            && let Some((anusvara, len)) = as_anusvara(nasal_of(folding), &paragraph[next..], self.table)
        {
            self.begin(entry, position, state, out);
            out.bytes.extend_from_slice(anusvara.encode_utf8(&mut [0; 4]).as_bytes());
            state.starter = (position, (out.bytes.len() - anusvara.len_utf8()) as u32);
            state.end = after + len as u32;
            (state.space, state.control, state.open, state.class) = (false, false, true, 0);
            return next + len;
        }
        if entry.combines() {
            let (first, last) = self.table.combining_classes(c);
            if first != 0 && first < state.class {
                return self.reorder(paragraph, at, base, state, out);
            }
            self.begin(entry, position, state, out);
            if first == 0 {
                state.starter = (position, out.bytes.len() as u32);
            }
            state.class = last;
        } else {
            self.begin(entry, position, state, out);
            state.starter = (position, out.bytes.len() as u32);
            state.class = 0;
        }
        match folding {
            Folding::Char(c) => out.bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            Folding::Text(text) => out.bytes.extend_from_slice(text.as_bytes()),
            Folding::Space | Folding::Nothing => out.bytes.push(b' '),
        }
        state.end = after;
        state.space = folding == Folding::Space;
        state.control = entry.is_control();
        state.open = true;
        next
    }

    /// Marks the bounds before a character that is about to be written.
    #[inline]
    fn begin(&self, entry: Entry, position: u32, state: &mut State, out: &mut Folded) {
        let folded = out.bytes.len();
        shift_if_moved(position, folded as u32, state, out);
        let word = entry.is_word();
        // Where the cluster before has ended, a match may end; whether one may begin here is asked of the document.
        let cluster_bound = !entry.extends() || state.control || !state.open;
        let word_bound = cluster_bound && (!(word && state.word) || state.broken || state.unspaced || entry.is_unspaced());
        out.bounds.reserve(folded + 32);
        out.words.reserve(folded + 32);
        out.bounds.put(folded, cluster_bound && (word_bound || self.every));
        out.words.put(folded, word && (word_bound || !state.word));
        if word && !state.word {
            state.run = folded;
        }
        state.word = word;
        state.latin = entry.is_latin();
        state.unspaced = entry.is_unspaced();
        state.virama = entry.is_virama();
        state.broken = false;
    }

    /// What becomes of a full stop between a folded word and the text after it.
    fn after_initial(&self, word: &[u8], after: &str) -> Stop {
        // All but a few full stops stand behind longer words; no letter name in Devanagari has more than six characters.
        if word.len() > 18 || !is_initial(word) {
            return Stop::Stays;
        }
        match after.chars().find(|&c| !self.table.get(c).is_nothing()) {
            Some('.') => Stop::Stays,
            Some(c) if self.table.get(c).is_word() => Stop::Space,
            _ => Stop::Goes,
        }
    }

    fn is_diacritic(&self, c: char, entry: Entry) -> bool {
        entry.combines()
            && self.table.combining_classes(c).0 != 0
            && CodePointMapData::<GeneralCategory>::new().get(c) == GeneralCategory::NonspacingMark
    }

    /// Marks out of canonical order: folds again from the last starter on, with all marks in order. None of them begins at a bound.
    #[cold]
    fn reorder(&self, paragraph: &str, at: usize, base: u32, state: &mut State, out: &mut Folded) -> usize {
        let mut next = at;
        for (i, c) in paragraph[at..].char_indices() {
            let entry = self.table.get(c);
            if entry.combines() && self.table.combining_classes(c).0 != 0 {
                next = at + i + c.len_utf8();
            } else if !entry.is_nothing() {
                break;
            }
        }
        let (starter, folded) = state.starter;
        let solid = paragraph[(starter - base) as usize..next].chars().filter(|&c| !self.table.get(c).is_nothing());
        // White space was folded already, many to one, and so may be the full stop of an initial.
        let kept: String = if out.bytes.get(folded as usize) == Some(&b' ') {
            std::iter::once(' ').chain(solid.filter(|&c| self.table.get(c).combines())).collect()
        } else {
            solid.collect()
        };
        let nfd = DecomposingNormalizerBorrowed::new_nfd();
        let decomposed = nfd.normalize(&kept);
        let ordered = match self.case {
            CaseFolding::Fold => nfd.normalize(&CaseMapper::new().fold_string(&decomposed)).into_owned(),
            CaseFolding::Keep => decomposed.into_owned(),
        };
        for i in folded as usize + 1..out.bytes.len() {
            out.bounds.put(i, false);
        }
        out.bytes.truncate(folded as usize);
        while out.shifts.len() > 1 && out.shifts.last().is_some_and(|shift| shift.folded > folded) {
            out.shifts.pop();
        }
        for c in ordered.chars() {
            match self.table.folding(c, self.table.get(c)) {
                Folding::Char(c) => out.bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
                Folding::Text(text) => out.bytes.extend_from_slice(text.as_bytes()),
                Folding::Space => out.bytes.push(b' '),
                Folding::Nothing => {}
            }
        }
        let len = out.bytes.len();
        out.bounds.reserve(len + 1);
        out.words.reserve(len + 1);
        state.delta = starter.wrapping_sub(folded);
        state.end = base + next as u32;
        state.word = true;
        state.space = false;
        state.broken = false;
        state.virama = ordered.chars().next_back().is_some_and(|c| self.table.get(c).is_virama());
        state.control = false;
        state.open = true;
        state.class = ordered.chars().next_back().map_or(0, |c| self.table.combining_classes(c).1);
        next
    }
}

/// What becomes of a full stop.
enum Stop {
    Stays,
    Space,
    Goes,
}

fn nasal_of(folding: Folding) -> char {
    if let Folding::Char(c) = folding { c } else { '\0' }
}

#[inline]
fn shift_if_moved(position: u32, folded: u32, state: &mut State, out: &mut Folded) {
    let delta = position.wrapping_sub(folded);
    if delta != state.delta || state.end != position {
        out.shifts.push(Shift { folded, end: state.end, start: position });
        state.delta = delta;
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum AsciiClass {
    Other,
    Word,
    Space,
}

static ASCII: [AsciiClass; 128] = {
    let mut classes = [AsciiClass::Other; 128];
    let mut i = 0;
    while i < 128 {
        let byte = i as u8;
        if byte.is_ascii_alphanumeric() || byte == b'_' {
            classes[i] = AsciiClass::Word;
        } else if byte == b' ' || (byte >= 9 && byte <= 13) {
            classes[i] = AsciiClass::Space;
        }
        i += 1;
    }
    classes
};
