//! The folded names as a trie in two arrays, walked from one place of a text.
//!
//! A double array: the child of node `n` under byte `b` is node `base[n] + b + 1`, if the parent it notes is `n`. So a step is one look into memory, and most
//! words of a text end after two or three of them. Where only one name goes on, the rest of it is compared as it stands (its *tail*).

use super::gather::Patterns;
use super::plant::{APART, plant};
use crate::Result;
use crate::monitor::Monitor;
use crate::stored::{Column, Stored, Texts, TextsBuilder, Writer};

/// Nodes and tails.
#[derive(Debug)]
pub(crate) struct Trie {
    nodes: Column<Node>,
    /// The tail of each pattern.
    tails: Texts,
}

/// Where the children of a node begin, or, with the highest bit, a pattern; and its parent, [`FREE`] if there is no such node.
pub(super) type Node = [u32; 2];

pub(super) const PATTERN: u32 = 1 << 31;
pub(super) const FREE: u32 = u32::MAX;
/// The place among the children of a node that holds the pattern which ends at it; bytes come after it.
pub(super) const END: usize = 0;

impl Trie {
    /// The trie of patterns, which it knows by their numbers.
    pub(super) fn new(patterns: &Patterns, monitor: &Monitor) -> Result<Self> {
        Self::grown(patterns, APART, monitor)
    }

    fn grown(patterns: &Patterns, apart: usize, monitor: &Monitor) -> Result<Self> {
        let nodes = plant(patterns, apart, monitor)?;
        let Patterns { texts, shared } = patterns;
        let mut tails = TextsBuilder::with_capacity(texts.len());
        for (i, &before) in shared.iter().enumerate() {
            let pattern = texts.bytes(i);
            // A node for each byte that others share, and one that tells it from them.
            let told = before.max(shared.get(i + 1).copied().unwrap_or(0)) as usize + 1;
            tails.push(pattern.get(told..).unwrap_or_default());
        }
        Ok(Self { nodes: nodes.into(), tails: tails.finish()? })
    }

    /// What it is saved as.
    pub(super) fn write<'a>(&'a self, writer: &mut Writer<'a>) {
        writer.column("nodes", &self.nodes);
        writer.texts("tails", &self.tails);
    }

    /// What was saved. A forged one finds other patterns than it should, or none; a walk ends with its text in any case.
    pub(super) fn read(stored: &Stored) -> Result<Self> {
        Ok(Self { nodes: stored.column("nodes")?, tails: stored.texts("tails")? })
    }

    /// Calls `found` with the length of each pattern that `text` begins with, ascending, and its number. `ends` says where a pattern may end.
    #[inline]
    pub(crate) fn walk(&self, text: &[u8], ends: impl Fn(usize) -> bool, mut found: impl FnMut(usize, u32)) {
        let nodes = &self.nodes[..];
        let mut node = 0;
        let mut base = nodes.first().map_or(PATTERN, |root| root[0]) as usize;
        for (i, &byte) in text.iter().enumerate() {
            // The bounds are at hand, the nodes and tails may be in no cache.
            if ends(i)
                && let Some(pattern) = child(nodes, node, base + END)
            {
                found(i, pattern & !PATTERN);
            }
            let Some(below) = child(nodes, node, base + byte as usize + 1) else { return };
            if below & PATTERN != 0 {
                let pattern = below & !PATTERN;
                let tail = self.tails.bytes(pattern as usize);
                let len = i + 1 + tail.len();
                if ends(len) && text[i + 1..].starts_with(tail) {
                    found(len, pattern);
                }
                return;
            }
            node = base + byte as usize + 1;
            base = below as usize;
        }
        if let Some(pattern) = child(nodes, node, base + END).filter(|_| ends(text.len())) {
            found(text.len(), pattern & !PATTERN);
        }
    }
}

/// The base of a node, if it is a child of this parent.
#[inline]
fn child(nodes: &[Node], parent: usize, at: usize) -> Option<u32> {
    nodes.get(at).filter(|node| node[1] == parent as u32).map(|node| node[0])
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::Trie;
    use crate::matcher::gather::in_order;
    use crate::monitor::Monitor;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    /// What a trie finds whose subtrees of more than `apart` names are parted.
    fn found(patterns: &[&str], apart: usize, text: &str) -> Vec<(usize, u32)> {
        let mut found = Vec::new();
        let trie = Trie::grown(&in_order(patterns), apart, &Monitor::new()).unwrap();
        trie.walk(text.as_bytes(), |_| true, |len, pattern| found.push((len, pattern)));
        found
    }

    #[test]
    fn none_one_and_one_inside_the_other() {
        assert_eq!(found(&[], 9, "a"), []);
        assert_eq!(found(&["a"], 9, ""), []);
        assert_eq!(found(&["modi"], 9, "modi ji"), [(4, 0)]);
        assert_eq!(found(&["मोदी", "मोदी जी"], 1, "मोदी जी"), [(12, 0), (19, 1)]);
    }

    proptest! {
        #[test]
        fn finds_what_a_text_begins_with(
            patterns in prop::collection::btree_set("[a-c\u{0}\u{ff}क-ङ]{1,8}", 0..400),
            apart in 1_usize..200,
            text in "[a-c\u{0}\u{ff}क-ङ]{0,10}",
        ) {
            let patterns: Vec<&str> = BTreeSet::iter(&patterns).map(|pattern| &**pattern).collect();
            let expected: Vec<(usize, u32)> = patterns.iter().zip(0..).filter(|(p, _)| text.starts_with(**p)).map(|(p, i)| (p.len(), i)).collect();
            prop_assert_eq!(found(&patterns, apart, &text), expected);
        }
    }
}
