//! How often the names stand in documents, and how they are used there.

use super::names::Names;
use crate::Result;
use crate::runtime::monitor::Monitor;
use crate::text::fold::{Folded, Folder};
use crate::text::layout::Layout;
use crate::text::unicode::table::CaseFolding;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHasher};
use std::hash::Hasher;

/// What Hindi puts behind nouns, and so behind names.
const POSTPOSITIONS: [&str; 10] = ["ने", "को", "से", "में", "का", "के", "की", "पर", "तक", "द्वारा"];

/// What stands behind Hindi verbs, and behind no name.
const AUXILIARIES: [&str; 20] =
    ["है", "हैं", "था", "थी", "थे", "हो", "हूं", "होगा", "होगी", "होंगे", "रहा", "रही", "रहे", "गया", "गई", "गए", "कि", "।", "|", "॥"];

/// How the occurrences of one form look.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Use {
    /// At word boundaries, outside URLs and addresses.
    pub(super) seen: u64,
    /// Inside a sentence and without any upper-case letter.
    pub(super) lower: u64,
    /// Inside a sentence and with one.
    pub(super) upper: u64,
    /// Before a Hindi postposition.
    pub(super) before_postposition: u64,
    /// Before a Hindi auxiliary or at the end of a sentence.
    pub(super) before_auxiliary: u64,
}

/// What was counted in documents.
#[derive(Debug, Default)]
pub(super) struct Usage {
    by_form: FxHashMap<u32, Use>,
    /// Occurrences of names that are compared as written.
    exact: FxHashMap<u32, u64>,
}

impl Usage {
    /// Reads the documents once; each one advances the monitor.
    pub(super) fn count(names: &Names, texts: &[Option<&str>], monitor: &Monitor) -> Result<Self> {
        let pieces = Pieces::new(names, monitor)?;
        texts
            .par_iter()
            .with_min_len(16)
            .try_fold(
                || (Counter::new(names, &pieces), Self::default()),
                |(mut counter, mut usage), text| {
                    monitor.advance(1)?;
                    counter.document(text.unwrap_or(""), &mut usage, monitor)?;
                    Ok((counter, usage))
                },
            )
            .map(|counted: Result<_>| counted.map(|(_, usage)| usage))
            .try_reduce(Self::default, |a, b| Ok(a.merge(b)))
    }

    /// How a form is used.
    pub(super) fn of(&self, form: u32) -> Use {
        self.by_form.get(&form).copied().unwrap_or_default()
    }

    /// How often a name stands in the documents.
    pub(super) fn seen(&self, names: &Names, name: u32) -> u64 {
        if names.is_exact(name) { self.exact.get(&name).copied().unwrap_or(0) } else { self.of(names.form_of(name)).seen }
    }

    fn merge(mut self, other: Self) -> Self {
        if other.by_form.len() > self.by_form.len() {
            return other.merge(self);
        }
        for (form, more) in other.by_form {
            let sum = self.by_form.entry(form).or_default();
            sum.seen += more.seen;
            sum.lower += more.lower;
            sum.upper += more.upper;
            sum.before_postposition += more.before_postposition;
            sum.before_auxiliary += more.before_auxiliary;
        }
        for (name, more) in other.exact {
            *self.exact.entry(name).or_default() += more;
        }
        self
    }
}

/// All forms by the pieces between their bounds, as hashes of everything up to a piece: where a text goes on as no form does, the walk ends.
struct Pieces {
    /// The form that ends there, if one does.
    after: FxHashMap<u64, Option<u32>>,
}

impl Pieces {
    fn new(names: &Names, monitor: &Monitor) -> Result<Self> {
        let mut after: FxHashMap<u64, Option<u32>> = FxHashMap::default();
        let (mut folded, mut folder) = (Folded::default(), Folder::new(CaseFolding::Fold, false, false));
        for (number, form) in names.forms().enumerate() {
            monitor.check()?;
            folder.fold(form, 0, &mut folded);
            let (mut from, mut hash) = (0, 0);
            while let Some(to) = folded.bounds.next_from(from + 1).filter(|&to| to <= form.len()) {
                hash = extended(hash, &folded.bytes[from..to]);
                let end = after.entry(hash).or_default();
                if to == form.len() {
                    *end = Some(number as u32);
                }
                from = to;
            }
        }
        Ok(Self { after })
    }
}

/// The hash of a text from that of all but its last piece.
fn extended(hash: u64, piece: &[u8]) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write_u64(hash);
    hasher.write(piece);
    hasher.finish()
}

struct Counter<'n> {
    names: &'n Names<'n>,
    pieces: &'n Pieces,
    folder: Folder,
    keep: Folder,
    folded: Folded,
    kept: Folded,
    layout: Layout,
}

impl<'n> Counter<'n> {
    fn new(names: &'n Names<'n>, pieces: &'n Pieces) -> Self {
        Self {
            names,
            pieces,
            folder: Folder::new(CaseFolding::Fold, false, false),
            keep: Folder::new(CaseFolding::Keep, false, false),
            folded: Folded::default(),
            kept: Folded::default(),
            layout: Layout::default(),
        }
    }

    fn document(&mut self, text: &str, usage: &mut Usage, monitor: &Monitor) -> Result<()> {
        self.layout.read(text);
        for i in 0..self.layout.blocks().len() {
            monitor.check()?;
            let range = self.layout.blocks()[i].clone();
            let (block, base) = (&text[range.clone()], range.start as u32);
            self.folder.fold(block, base, &mut self.folded);
            self.layout.exclude(text, range);
            let folded = std::mem::take(&mut self.folded);
            // What was folded is text: there is nothing lossy here.
            let bytes = String::from_utf8_lossy(&folded.bytes);
            let mut next = folded.bounds.next_from(0);
            while let Some(from) = next {
                next = folded.bounds.next_from(from + 1);
                self.place(text, &bytes, &folded, from, usage);
            }
            drop(bytes);
            self.folded = folded;
        }
        Ok(())
    }

    /// Counts what begins at a bound.
    fn place(&mut self, text: &str, bytes: &str, folded: &Folded, from: usize, usage: &mut Usage) {
        let (mut start, mut hash) = (from, 0);
        while let Some(end) = folded.bounds.next_from(start + 1).filter(|&end| end <= bytes.len()) {
            hash = extended(hash, &folded.bytes[start..end]);
            start = end;
            let Some(&form) = self.pieces.after.get(&hash) else { return };
            let Some(form) = form.filter(|&form| bytes.get(from..end) == Some(self.names.form(form))) else { continue };
            let place = folded.in_document(from as u32, end as u32);
            if self.layout.allows(place.0, place.1)
                && let Some(surface) = text.get(place.0 as usize..place.1 as usize)
            {
                self.occurrence(form, text, place, surface, &bytes[end..], usage);
            }
        }
    }

    fn occurrence(&mut self, form: u32, text: &str, place: (u32, u32), surface: &str, after: &str, usage: &mut Usage) {
        let counted = usage.by_form.entry(form).or_default();
        counted.seen += 1;
        // Where a sentence begins, case tells nothing.
        if surface.chars().any(char::is_uppercase) {
            counted.upper += u64::from(!begins_sentence(&text[..place.0 as usize]));
        } else if surface.chars().any(char::is_lowercase) {
            counted.lower += 1;
        } else if let Some(word) = next_word(after) {
            counted.before_postposition += u64::from(POSTPOSITIONS.contains(&word));
            counted.before_auxiliary += u64::from(AUXILIARIES.contains(&word));
        }
        let names = self.names;
        let mut exact = names.members(form).iter().filter(|&&name| names.is_exact(name)).peekable();
        if exact.peek().is_some() {
            self.keep.fold(surface, 0, &mut self.kept);
            for &name in exact {
                if crate::text::fold(names.name(name).text, false).as_bytes() == self.kept.bytes {
                    *usage.exact.entry(name).or_default() += 1;
                }
            }
        }
    }
}

/// The word right behind a place of folded text, or what ends the sentence there.
fn next_word(after: &str) -> Option<&str> {
    let after = after.strip_prefix(' ').unwrap_or(after);
    let len = after.find(|c: char| c == ' ' || c.is_ascii_punctuation() || matches!(c, '।' | '॥')).unwrap_or(after.len());
    match len {
        0 => after.chars().next().map(|c| &after[..c.len_utf8()]),
        len => Some(&after[..len]),
    }
}

/// Whether what follows a text begins a sentence, a line or a quotation.
fn begins_sentence(before: &str) -> bool {
    for c in before.chars().rev() {
        match c {
            '\n' | '\r' | '\u{2029}' => return true,
            c if c.is_whitespace() || matches!(c, '(' | '[') => {}
            c => {
                return matches!(
                    c,
                    '.' | '!'
                        | '?'
                        | '…'
                        | ':'
                        | ';'
                        | '|'
                        | '।'
                        | '॥'
                        | '–'
                        | '—'
                        | '-'
                        | '•'
                        | '·'
                        | '"'
                        | '\''
                        | '“'
                        | '‘'
                        | '«'
                );
            }
        }
    }
    true
}
