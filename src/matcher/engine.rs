//! How names are found in folded text: walked from each place where one may begin, or all of them in one sweep.

use super::gather::Patterns;
use super::index::Hit;
use super::options::Boundaries;
use super::trie::Trie;
use crate::monitor::Monitor;
use crate::stored::{Stored, Texts, Writer};
use crate::text::fold::Folded;
use crate::{Error, Result};
use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

/// What is chosen by where a name may begin.
#[derive(Debug)]
pub(super) enum Engine {
    /// At the bounds of words: most of them end a walk after two or three steps.
    Trie(Trie),
    /// Anywhere: a walk from everywhere would read the text again and again. Its patterns are what is saved of it.
    Automaton(AhoCorasick, Texts),
}

/// What the sweep found in a block, by start, then shortest first; a buffer to be kept.
#[derive(Debug, Default)]
pub(super) struct Sweep(Vec<(u32, Hit)>);

impl Engine {
    pub(super) fn new(patterns: Patterns, boundaries: Boundaries, monitor: &Monitor) -> Result<Self> {
        match boundaries {
            Boundaries::Word => Trie::new(&patterns, monitor).map(Self::Trie),
            Boundaries::None => Self::automaton(patterns.texts.finish()?),
        }
    }

    fn automaton(patterns: Texts) -> Result<Self> {
        let automaton = AhoCorasick::builder()
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .match_kind(MatchKind::Standard)
            .build(patterns.iter())
            .map_err(|error| Error::Compile(error.to_string()))?;
        Ok(Self::Automaton(automaton, patterns))
    }

    /// What it is saved as.
    pub(super) fn write<'a>(&'a self, writer: &mut Writer<'a>) {
        match self {
            Self::Trie(trie) => trie.write(writer),
            Self::Automaton(_, patterns) => writer.texts("folded", patterns),
        }
    }

    /// What was saved; an automaton is built again.
    pub(super) fn read(stored: &Stored, boundaries: Boundaries) -> Result<Self> {
        match boundaries {
            Boundaries::Word => Trie::read(stored).map(Self::Trie),
            Boundaries::None => Self::automaton(stored.texts("folded")?),
        }
    }

    /// Sweeps a block, if that is the way.
    pub(super) fn sweep(&self, folded: &Folded, sweep: &mut Sweep) {
        sweep.0.clear();
        if let Self::Automaton(automaton, _) = self {
            let bound = |at: usize| folded.bounds.get(at);
            let found = automaton.find_overlapping_iter(&folded.bytes).filter(|found| bound(found.start()) && bound(found.end()));
            let hit = |found: aho_corasick::Match| Hit { end: found.end() as u32, pattern: found.pattern().as_u32() };
            sweep.0.extend(found.map(|found| (found.start() as u32, hit(found))));
            sweep.0.sort_unstable_by_key(|&(start, hit)| (start, hit.end));
        }
    }

    /// All hits that begin at the folded byte `from`, shortest first; `sweep` is that of the block.
    #[inline]
    pub(super) fn hits(&self, folded: &Folded, sweep: &Sweep, from: usize, hits: &mut Vec<Hit>) {
        hits.clear();
        match self {
            Self::Trie(trie) => {
                let ends = |len| folded.bounds.get(from + len);
                trie.walk(&folded.bytes[from..], ends, |len, pattern| hits.push(Hit { end: (from + len) as u32, pattern }));
            }
            Self::Automaton(..) => {
                let first = sweep.0.partition_point(|&(start, _)| (start as usize) < from);
                let here = sweep.0[first..].iter().take_while(|&&(start, _)| start as usize == from);
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
    use crate::text::chars::CaseFolding;
    use crate::text::fold::Folder;
    use proptest::prelude::*;

    proptest! {
        /// Both ways find the same, from every bound.
        #[test]
        fn both_find_the_same(
            names in prop::collection::btree_set("[ab मोदी]{1,4}", 1..8),
            text in "[ab मोदी]{0,40}",
            anywhere in any::<bool>(),
        ) {
            let names: Vec<&str> = names.iter().map(|name| &**name).collect();
            let mut folded = Folded::default();
            Folder::new(CaseFolding::Fold, false, anywhere).fold(&text, 0, &mut folded);
            let [trie, automaton] =
                [Boundaries::Word, Boundaries::None].map(|how| Engine::new(in_order(&names), how, &Monitor::new()).unwrap());
            let (mut swept, mut walked, mut found) = (Sweep::default(), Vec::new(), Vec::new());
            automaton.sweep(&folded, &mut swept);
            let mut at = folded.bounds.next_from(0);
            while let Some(from) = at {
                trie.hits(&folded, &Sweep::default(), from, &mut walked);
                automaton.hits(&folded, &swept, from, &mut found);
                prop_assert_eq!(&walked, &found);
                at = folded.bounds.next_from(from + 1);
            }
        }
    }
}
