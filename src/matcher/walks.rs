//! Walks of the trie from many places of a text, side by side.
//!
//! With many names most steps of a walk wait for memory, and whether it goes on is known only then. So several walks take a step each, one after the other, nothing
//! branches on what a node holds, and each asks for what its next step reads before the others take theirs.

use super::filter::{NOWHERE, Start};
use super::trie::{END, ENDS, FREE, LEAF, NONE, NUMBER, Node, Trie, child, walk_leaf};
use crate::runtime::prefetch::fetch;

/// Walks side by side: about as many as a core has loads under way.
const WALKS: usize = 16;

/// Places that are looked at together at most: for most nothing is to be walked.
const STARTS: usize = 64;

/// The first two steps of all walks, taken beforehand.
#[derive(Debug)]
pub(super) struct Begins {
    /// By first byte, the pattern that is this byte, or [`NONE`].
    ones: Vec<u32>,
    /// By the first two bytes, where they lead to: as the node notes it, and the node. With a leaf for one byte, [`LEAF`] and [`ENDS`]; 0 for nothing.
    twos: Vec<Node>,
}

/// Where a walk stands: a node, what it notes (0 if it led nowhere), the next byte of the text; and which of the walks it is.
#[derive(Debug, Clone, Copy, Default)]
struct Walk {
    node: u32,
    base: u32,
    at: u32,
    which: u32,
}

/// Buffers to be kept.
#[derive(Debug, Default)]
pub(super) struct Walks {
    /// Those that go on, side by side.
    going: [Walk; WALKS],
    /// Where each of them stands, or stood last.
    all: [Walk; WALKS],
    /// Those at whose node a pattern may end.
    ending: [Walk; WALKS],
    /// Patterns that end before a leaf: of which walk, where, and their first names.
    passed: Vec<(u32, u32, u32)>,
}

impl Begins {
    pub(super) fn of(nodes: &[Node]) -> Self {
        let mut begins = Self { ones: vec![NONE; 256], twos: vec![[0; 2]; 1 << 16] };
        let Some(&[root, _]) = nodes.first() else { return begins };
        let base_of = |node: u32| (node & NUMBER) as usize;
        for (first, (one, twos)) in begins.ones.iter_mut().zip(begins.twos.chunks_exact_mut(256)).enumerate() {
            let node = base_of(root) + first + 1;
            let Some(below) = child(nodes, 0, node) else { continue };
            if below & LEAF != 0 {
                twos.fill([below | ENDS, FREE]);
                continue;
            }
            if below & ENDS != 0 {
                *one = child(nodes, node, base_of(below) + END).map_or(NONE, |pattern| pattern & NUMBER);
            }
            for (second, two) in twos.iter_mut().enumerate() {
                let next = base_of(below) + second + 1;
                if let Some(below) = child(nodes, node, next) {
                    *two = [below & if below & LEAF != 0 { !ENDS } else { !0 }, next as u32];
                }
            }
        }
        begins
    }

    /// The pattern of the first byte, and where two bytes lead to.
    #[inline]
    fn walk(&self, text: &[u8], start: u32) -> (u32, Walk) {
        let at = start as usize;
        let Some(&first) = text.get(at) else { return (NONE, Walk::default()) };
        let two = |second: u8| self.twos.get((first as usize) << 8 | second as usize).copied().unwrap_or_default();
        let [base, node] = match text.get(at + 1) {
            Some(&second) => two(second),
            None => Some(two(0)).filter(|two| two[0] & (LEAF | ENDS) == LEAF | ENDS).unwrap_or_default(),
        };
        let one_byte = base & (LEAF | ENDS) == LEAF | ENDS;
        (self.ones[first as usize], Walk { node, base, at: start + 2 - u32::from(one_byte), which: 0 })
    }
}

impl Trie {
    /// Calls `found` with each pattern that begins at one of some places of a text, by place, then shortest first: the place, the end and the first name. Returns how
    /// many places these were, some at least. `ends` says where a pattern may end.
    pub(super) fn walk_from(
        &self,
        starts: &[Start],
        text: &[u8],
        ends: impl Fn(usize) -> bool,
        walks: &mut Walks,
        mut found: impl FnMut(u32, usize, u32),
    ) -> usize {
        let nodes = &self.nodes[..];
        let begins = self.begins();
        walks.passed.clear();
        let (mut taken, mut walked, mut count) = (0, 0, 0);
        for &start in starts.iter().take(STARTS) {
            if walked == WALKS {
                break;
            }
            taken += 1;
            if start.node == NOWHERE {
                continue;
            }
            let which = walked as u32;
            let (one, walk) = if start.node == 0 {
                begins.walk(text, start.at)
            } else {
                // The pattern that ends at the node is known.
                let base = nodes.get(start.node as usize).map_or(0, |node| node[0] & !ENDS);
                (NONE, Walk { node: start.node, base, at: start.from, which })
            };
            if one != NONE && ends(start.at as usize + 1) {
                walks.passed.push((which, start.at + 1, one));
            }
            let walk = Walk { which, ..walk };
            self.fetch_next(walk, text);
            (walks.all[walked], walks.going[count]) = (walk, walk);
            count += usize::from(walk.node != 0 && walk.base & LEAF == 0);
            walked += 1;
        }
        while count > 0 {
            let ending;
            (count, ending) = walks.step(count, self, text, &ends);
            for walk in &walks.ending[..ending] {
                if let Some(pattern) = child(nodes, walk.node as usize, (walk.base & NUMBER) as usize + END) {
                    walks.passed.push((walk.which, walk.at, pattern & NUMBER));
                }
            }
        }
        let leaf = |walk: &Walk| (walk.base & LEAF != 0).then(|| self.leaves.get((walk.base & NUMBER) as usize..)).flatten();
        let Walks { all, passed, .. } = walks;
        if passed.len() > 1 {
            // By walk; those of one are in order.
            passed.sort_by_key(|passed| passed.0);
        }
        let (mut passed, mut all) = (passed.iter().peekable(), all[..walked].iter());
        for start in &starts[..taken] {
            if start.pattern != NONE {
                found(start.at, start.from as usize, start.pattern);
            }
            if start.node == NOWHERE {
                continue;
            }
            let Some(walk) = all.next() else { break };
            while let Some(&(_, end, pattern)) = passed.next_if(|passed| passed.0 == walk.which) {
                found(start.at, end as usize, pattern);
            }
            let at = walk.at as usize;
            if let (Some(leaf), Some(text)) = (leaf(walk), text.get(at..)) {
                walk_leaf(leaf, text, |len| ends(at + len), |len, pattern| found(start.at, at + len, pattern));
            }
        }
        taken
    }

    /// Asks for what a walk reads next: a leaf, or the node of the next byte and that of the pattern that may end before it.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "for every step")]
    fn fetch_next(&self, walk: Walk, text: &[u8]) {
        let children = (walk.base & NUMBER) as usize;
        let byte = text.get(walk.at as usize).copied().unwrap_or_default();
        let node = |code: usize| self.nodes.as_ptr().wrapping_add(children + code).cast();
        let next = if walk.base & LEAF == 0 { node(byte as usize + 1) } else { self.leaves.as_ptr().wrapping_add(children) };
        fetch(next);
        fetch(if walk.base & ENDS == 0 { next } else { node(END) });
    }
}

impl Walks {
    /// A step of each of so many walks; how many go on, and how many stood where a pattern may end.
    #[inline(never)]
    fn step(&mut self, count: usize, trie: &Trie, text: &[u8], ends: &impl Fn(usize) -> bool) -> (usize, usize) {
        let Self { going, all, ending, .. } = self;
        let (mut on, mut end) = (0, 0);
        for k in 0..count {
            let walk = going[k % WALKS];
            let Walk { node, base, at, which } = walk;
            ending[end % WALKS] = walk;
            end += usize::from(base & ENDS != 0) & usize::from(ends(at as usize));
            let Some(&byte) = text.get(at as usize) else { continue };
            let next = (base & NUMBER) as usize + byte as usize + 1;
            let [below, parent] = trie.nodes.get(next).copied().unwrap_or([0, FREE]);
            let base = if parent == node { below } else { 0 };
            let walk = Walk { node: next as u32, base, at: at + 1, which };
            trie.fetch_next(walk, text);
            (all[which as usize % WALKS], going[on % WALKS]) = (walk, walk);
            on += usize::from(parent == node) & usize::from(below & LEAF == 0);
        }
        (on, end)
    }
}
