//! How names are found in folded text: walked from each place where one may begin, or all of them in one sweep.

use super::filter::{Filter, Start, Words};
use super::gather::Patterns;
use super::index::Hit;
use super::options::Boundaries;
use super::trie::Trie;
use super::walks::Walks;
use crate::runtime::monitor::Monitor;
use crate::storage::{Column, Stored, Texts, Writer};
use crate::text::classify::Lanes;
use crate::text::fold::{Folded, Folder, Unfolded};
use crate::{Error, Result};
use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

/// What is chosen by where a name may begin.
#[derive(Debug)]
pub(super) enum Engine {
    /// At the bounds of words: a walk from each that may begin a name.
    Words(Box<Filter>, Trie),
    /// Anywhere: a walk from everywhere would read the text again and again. Its patterns are what is saved of it, with the first name of each.
    Automaton(AhoCorasick, Texts, Column<u32>),
}

/// What a sweep over a block found; a buffer to be kept.
#[derive(Debug, Default)]
pub(super) struct Sweep {
    /// The places at which a name may begin, ascending.
    pub(super) starts: Vec<Start>,
    words: Words,
    unfolded: Unfolded,
    /// The next of these to walk from.
    next: usize,
    walks: Walks,
    /// What begins where was walked from last: by start, then shortest first.
    pub(super) hits: Vec<(u32, Hit)>,
    /// The next of these.
    next_hit: usize,
}

impl Sweep {
    /// How many places there are at which a name may begin.
    #[cfg(feature = "stages")]
    pub(super) fn places(&self) -> usize {
        self.starts.len()
    }

    /// The next place from `from` on at which something begins, of those that were walked from.
    #[inline]
    pub(super) fn next_from(&mut self, from: usize) -> Option<usize> {
        while self.hits.get(self.next_hit)?.0 < from as u32 {
            self.next_hit += 1;
        }
        Some(self.hits[self.next_hit].0 as usize)
    }

    /// What begins at the place that was the answer.
    #[inline]
    pub(super) fn here(&self) -> impl Iterator<Item = Hit> {
        let hits = self.hits.get(self.next_hit..).unwrap_or_default();
        let start = hits.first().map(|first| first.0);
        hits.iter().take_while(move |hit| Some(hit.0) == start).map(|hit| hit.1)
    }
}

impl Engine {
    pub(super) fn new(patterns: Patterns, boundaries: Boundaries, monitor: &Monitor) -> Result<Self> {
        match boundaries {
            Boundaries::Word => Self::of_words(&patterns, Trie::new(&patterns, monitor)?, monitor),
            Boundaries::None => Self::automaton(patterns.texts.finish()?, patterns.firsts.into()),
        }
    }

    fn of_words(patterns: &Patterns, trie: Trie, monitor: &Monitor) -> Result<Self> {
        Ok(Self::Words(Filter::new(patterns, &trie, monitor)?.into(), trie))
    }

    fn automaton(patterns: Texts, firsts: Column<u32>) -> Result<Self> {
        let automaton = AhoCorasick::builder()
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .match_kind(MatchKind::Standard)
            .build(patterns.iter())
            .map_err(|error| Error::Compile(error.to_string()))?;
        Ok(Self::Automaton(automaton, patterns, firsts))
    }

    /// What it is saved as.
    pub(super) fn write<'a>(&'a self, writer: &mut Writer<'a>) {
        match self {
            Self::Words(filter, trie) => {
                filter.write(writer);
                trie.write(writer);
            }
            Self::Automaton(_, patterns, firsts) => {
                writer.texts("folded", patterns);
                writer.column("firsts", firsts);
            }
        }
    }

    /// What was saved; an automaton is built again.
    pub(super) fn read(stored: &Stored, boundaries: Boundaries) -> Result<Self> {
        match boundaries {
            Boundaries::Word => Ok(Self::Words(Filter::read(stored)?.into(), Trie::read(stored)?)),
            Boundaries::None => Self::automaton(stored.texts("folded")?, stored.column("firsts")?),
        }
    }

    /// Whether what was saved can be searched with: no pattern is empty, because an empty match
    /// never moves on, and every pattern names one of so many rows.
    pub(super) fn check(stored: &Stored, boundaries: Boundaries, rows: usize) -> Result<()> {
        match boundaries {
            Boundaries::Word => {
                let (trie, filter) = (Trie::read(stored)?, Filter::read(stored)?);
                trie.check(rows).and_then(|()| filter.check()).map_err(|part| stored.damaged(part))
            }
            Boundaries::None => {
                let patterns = stored.texts("folded")?;
                let firsts: Column<u32> = stored.column("firsts")?;
                if !patterns.hold() || patterns.iter().any(<[u8]>::is_empty) {
                    return Err(stored.damaged("folded"));
                }
                let known = firsts.iter().all(|&first| (first as usize) < rows);
                if firsts.len() == patterns.len() && known { Ok(()) } else { Err(stored.damaged("firsts")) }
            }
        }
    }

    /// Whether a name may stand in a text, if that is known before the text is folded.
    pub(super) fn glance(&self, text: &str, lanes: &Lanes, folder: &Folder, sweep: &mut Sweep) -> Option<bool> {
        let Self::Words(filter, _) = self else { return None };
        filter.glance(text, lanes, folder, &mut sweep.words, &mut sweep.unfolded)
    }

    /// Sweeps a block for the places at which names may begin.
    pub(super) fn sweep(&self, folded: &Folded, sweep: &mut Sweep) {
        sweep.starts.clear();
        sweep.hits.clear();
        (sweep.next, sweep.next_hit) = (0, 0);
        match self {
            Self::Words(filter, _) => filter.starts(folded, &mut sweep.words, &mut sweep.starts),
            Self::Automaton(automaton, _, firsts) => {
                let bound = |at: usize| folded.bounds.get(at);
                let found =
                    automaton.find_overlapping_iter(&folded.bytes).filter(|found| bound(found.start()) && bound(found.end()));
                // A first name that is none says nothing.
                let pattern = |found: &aho_corasick::Match| firsts.get(found.pattern().as_usize()).copied().unwrap_or(u32::MAX);
                let hit = |found: aho_corasick::Match| Hit::new(found.end(), pattern(&found));
                sweep.hits.extend(found.map(|found| (found.start() as u32, hit(found))));
                sweep.hits.sort_unstable_by_key(|&(start, hit)| (start, hit.end));
            }
        }
    }

    /// Walks from the next places from `from` on; false if there are no more.
    pub(super) fn walk_on(&self, folded: &Folded, sweep: &mut Sweep, from: usize) -> bool {
        let Self::Words(_, trie) = self else { return false };
        let Sweep { starts, next, walks, hits, next_hit, .. } = sweep;
        while starts.get(*next).is_some_and(|start| start.at < from as u32) {
            *next += 1;
        }
        hits.clear();
        *next_hit = 0;
        if !trie.is_large() {
            let Some(start) = starts.get(*next) else { return false };
            *next += 1;
            let at = start.at as usize;
            let ends = |len| folded.bounds.get(at + len);
            trie.walk(&folded.bytes[at..], ends, |len, pattern| hits.push((start.at, Hit::new(at + len, pattern))));
            return true;
        }
        let starts = &starts[*next..];
        *next += trie.walk_from(
            starts,
            &folded.bytes,
            |at| folded.bounds.get(at),
            walks,
            |start, end, pattern| hits.push((start, Hit::new(end, pattern))),
        );
        !starts.is_empty()
    }

    /// All hits that begin at the folded byte `from`, shortest first; `sweep` is that of the block.
    #[inline]
    pub(super) fn hits(&self, folded: &Folded, sweep: &Sweep, from: usize, hits: &mut Vec<Hit>) {
        hits.clear();
        match self {
            Self::Words(_, trie) => {
                let ends = |len| folded.bounds.get(from + len);
                trie.walk(&folded.bytes[from..], ends, |len, pattern| hits.push(Hit::new(from + len, pattern)));
            }
            Self::Automaton(..) => {
                let first = sweep.hits.partition_point(|&(start, _)| (start as usize) < from);
                let here = sweep.hits[first..].iter().take_while(|&&(start, _)| start as usize == from);
                hits.extend(here.map(|&(_, hit)| hit));
            }
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;
    use crate::matcher::gather::in_order;
    use crate::text::fold::{Folder, fold_as};
    use crate::text::unicode::table::CaseFolding;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    /// Both ways find the same, from every bound; so does a sweep, which passes over no place from which something is found; and a glance passes over no text.
    fn find_the_same(names: &[&str], text: &str, anywhere: bool) -> usize {
        let names: BTreeSet<String> =
            names.iter().map(|name| fold_as(name, true, false)).filter(|name| !name.is_empty()).collect();
        let names: Vec<&str> = names.iter().map(|name| &**name).collect();
        let mut folded = Folded::default();
        Folder::new(CaseFolding::Fold, false, anywhere).fold(text, 0, &mut folded);
        let [words, automaton] =
            [Boundaries::Word, Boundaries::None].map(|how| Engine::new(in_order(&names), how, &Monitor::new()).unwrap());
        let large = Trie::enlarged(&in_order(&names));
        let large = Engine::of_words(&in_order(&names), large, &Monitor::new()).unwrap();
        let (mut swept, mut filtered, mut known) = (Sweep::default(), Sweep::default(), Sweep::default());
        automaton.sweep(&folded, &mut swept);
        words.sweep(&folded, &mut filtered);
        large.sweep(&folded, &mut known);
        let folder = Folder::new(CaseFolding::Fold, false, false);
        let nameless = words.glance(text, &Lanes::of(text), &folder, &mut Sweep::default()) == Some(false);
        let (mut walked, mut found, mut count) = (Vec::new(), Vec::new(), 0);
        for from in folded.bounds.iter() {
            words.hits(&folded, &Sweep::default(), from, &mut walked);
            automaton.hits(&folded, &swept, from, &mut found);
            assert_eq!(walked, found);
            assert!(!nameless || walked.is_empty() || anywhere);
            for (engine, sweep) in [(&words, &mut filtered), (&large, &mut known)].into_iter().filter(|_| !anywhere) {
                while sweep.next_from(from).is_none() && engine.walk_on(&folded, sweep, from) {}
                let here = sweep.next_from(from) == Some(from);
                assert_eq!(walked, sweep.here().filter(|_| here).collect::<Vec<_>>(), "{sweep:?}");
            }
            count += walked.len();
        }
        count
    }

    #[test]
    fn long_words_that_differ_in_the_middle() {
        let [one, other, third] = ["abcdefghXijklmnop", "abcdefghYijklmnop", "abcdefghZZijklmnop"];
        let names = [&format!("{one} b"), other, &format!("{third} b c")];
        let found = |text: &str| find_the_same(&names, text, false);
        assert_eq!([one, other, third].map(found), [0, 1, 0]);
        assert_eq!([one, other, third].map(|word| found(&format!("{word} b c"))), [1, 1, 1]);
        let longer =
            [["a".repeat(254), "b".repeat(255), "c".repeat(256)], ["x".repeat(511), "y".repeat(512), "z".repeat(768)]].concat();
        let names: Vec<&str> = longer.iter().map(|name| &**name).collect();
        assert_eq!(names.iter().map(|name| find_the_same(&names, name, false)).collect::<Vec<_>>(), [1; 6]);
    }

    #[test]
    fn words_that_a_text_parts_otherwise() {
        for joiner in ["\u{200C}", "\u{200D}", "\u{AD}", "\u{2060}"] {
            for (name, text) in [
                ("a b cd", "a b c_d"),
                ("a b c_d", "a b cd"),
                ("a bc d", "a b_c d"),
                ("ab c d", "a_b c d"),
                ("क ख ग_घ", "क ख गघ"),
            ] {
                let [name, text] = [name, text].map(|it| it.replace('_', joiner));
                assert_eq!(find_the_same(&[&name], &text, false), 1, "{name:?} in {text:?}");
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3000))]

        #[test]
        fn both_find_the_same(
            names in prop::collection::btree_set("[ab( Дйיमोदीन\u{345}\u{93C}\u{94D}.@中ก\u{304B}\u{3099}'’“£…\u{600}5ŉǄ-]{1,6}|[a-c]{7,20}( [a-c]{1,20})?|abcabcab[ab]{1,2}cabcabca( [ab]){0,2}|['(]?[ab]{1,2}([ -][ab]{1,2}){0,3}", 1..12),
            text in "([ab( Ддйיमोदीन\u{345}\u{93C}\u{94D}.@中ก\u{304B}\u{3099}'’“£…—\u{A0}\u{200C}\u{200D}\u{301}\u{600}5ŉǄ-]|[a-c]{7,20} |abcabcab[ab]{1,2}cabcabca ){0,40}|[ab(  .'’“£…\u{A0}-]{0,40}|(['(]?[ab][ \u{200C}-]){0,40}",
            anywhere in any::<bool>(),
        ) {
            find_the_same(&names.iter().map(|name| &**name).collect::<Vec<_>>(), &text, anywhere);
        }
    }
}
