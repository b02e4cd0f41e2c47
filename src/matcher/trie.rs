//! The folded names as a trie in two arrays, walked from one place of a text.
//!
//! A double array: the child of node `n` under byte `b` is node `base[n] + b + 1`, if the parent it notes is `n`. So a step is one look into memory, and most
//! words of a text end after two or three of them. Where only one name goes on, the rest of it is compared as it stands (its *tail*).

/// Nodes and tails.
#[derive(Default)]
pub(crate) struct Trie {
    nodes: Vec<Node>,
    /// The tail of each pattern.
    tails: Vec<u8>,
    /// Where the tail of a pattern ends; it begins where that of the one before ends.
    ends: Vec<u32>,
}

#[derive(Clone, Copy)]
struct Node {
    /// Children begin here; or, with the highest bit, a pattern.
    base: u32,
    /// [`FREE`] if there is no such node.
    parent: u32,
}

const PATTERN: u32 = 1 << 31;
const FREE: u32 = u32::MAX;
/// The parent of the root, which has none.
const ROOT: u32 = FREE - 1;
/// The place among the children of a node that holds the pattern which ends at it; bytes come after it.
const END: usize = 0;
const CODES: usize = 257;

impl Trie {
    /// The trie of patterns that are not empty and all different; it knows them by their numbers.
    pub(crate) fn new(patterns: &[Box<str>]) -> Self {
        let mut order: Vec<u32> = (0..patterns.len() as u32).collect();
        order.sort_unstable_by_key(|&pattern| patterns[pattern as usize].as_bytes());
        let mut builder = Builder::default();
        builder.grow(2 * CODES);
        builder.take(0, ROOT);
        let mut tails = vec![0_u32; patterns.len()];
        // Node, the patterns below it, and how many bytes they share.
        let mut open = vec![(0, 0..order.len(), 0)];
        let mut groups = Vec::new();
        while let Some((node, range, depth)) = open.pop() {
            groups.clear();
            let code = |i: usize| patterns[order[i] as usize].as_bytes().get(depth).map_or(END, |&byte| byte as usize + 1);
            let mut from = range.start;
            for i in range.clone() {
                if i + 1 == range.end || code(i + 1) != code(i) {
                    groups.push((code(i), from..i + 1));
                    from = i + 1;
                }
            }
            let base = builder.place(&groups.iter().map(|(code, _)| *code));
            builder.nodes[node].base = base as u32;
            for (code, group) in groups.drain(..) {
                let child = base + code;
                builder.take(child, node as u32);
                if group.len() == 1 {
                    let pattern = order[group.start];
                    builder.nodes[child].base = PATTERN | pattern;
                    tails[pattern as usize] = (depth + usize::from(code != END)) as u32;
                } else {
                    open.push((child, group, depth + 1));
                }
            }
        }
        let mut trie = Self { nodes: builder.nodes, ..Self::default() };
        for (pattern, &from) in patterns.iter().zip(&tails) {
            trie.tails.extend_from_slice(&pattern.as_bytes()[from as usize..]);
            trie.ends.push(trie.tails.len() as u32);
        }
        trie
    }

    /// Calls `found` with the length of each pattern that `text` begins with, ascending, and its number. `ends` says where a pattern may end.
    #[inline]
    pub(crate) fn walk(&self, text: &[u8], ends: impl Fn(usize) -> bool, mut found: impl FnMut(usize, u32)) {
        let mut node = 0;
        let mut base = self.nodes.first().map_or(PATTERN, |root| root.base) as usize;
        for (i, &byte) in text.iter().enumerate() {
            if let Some(pattern) = self.child(node, base + END).filter(|_| ends(i)) {
                found(i, pattern.base & !PATTERN);
            }
            let Some(child) = self.child(node, base + byte as usize + 1) else { return };
            if child.base & PATTERN != 0 {
                let pattern = child.base & !PATTERN;
                let tail = self.tail(pattern);
                let len = i + 1 + tail.len();
                if text[i + 1..].starts_with(tail) && ends(len) {
                    found(len, pattern);
                }
                return;
            }
            node = base + byte as usize + 1;
            base = child.base as usize;
        }
        if let Some(pattern) = self.child(node, base + END).filter(|_| ends(text.len())) {
            found(text.len(), pattern.base & !PATTERN);
        }
    }

    #[inline]
    fn child(&self, parent: usize, at: usize) -> Option<&Node> {
        self.nodes.get(at).filter(|node| node.parent == parent as u32)
    }

    #[inline]
    fn tail(&self, pattern: u32) -> &[u8] {
        let pattern = pattern as usize;
        let from = if pattern == 0 { 0 } else { self.ends[pattern - 1] };
        &self.tails[from as usize..self.ends[pattern] as usize]
    }
}

/// Free nodes in a list, in both directions, so that places for children are found among them alone.
#[derive(Default)]
struct Builder {
    nodes: Vec<Node>,
    next: Vec<u32>,
    previous: Vec<u32>,
}

/// Free nodes that are tried before the array grows: what is left behind then stays free, a few bytes a name.
const TRIES: usize = 64;

impl Builder {
    /// Entry `i` of the lists is node `i - 1`; entry 0 is their head.
    fn grow(&mut self, len: usize) {
        if self.next.is_empty() {
            (self.next, self.previous) = (vec![0], vec![0]);
        }
        while self.nodes.len() < len {
            self.nodes.push(Node { base: 0, parent: FREE });
            let entry = self.nodes.len() as u32;
            let last = self.previous[0];
            self.next[last as usize] = entry;
            self.next.push(0);
            self.previous.push(last);
            self.previous[0] = entry;
        }
    }

    fn take(&mut self, node: usize, parent: u32) {
        self.nodes[node].parent = parent;
        let (next, previous) = (self.next[node + 1], self.previous[node + 1]);
        self.next[previous as usize] = next;
        self.previous[next as usize] = previous;
    }

    /// A base under which all these children are free.
    fn place(&mut self, codes: &(impl Iterator<Item = usize> + Clone)) -> usize {
        let first = codes.clone().next().unwrap_or(END);
        let last = codes.clone().last().unwrap_or(END);
        let mut entry = self.next[0] as usize;
        for _ in 0..TRIES {
            if entry == 0 {
                break;
            }
            let node = entry - 1;
            if node >= first {
                let base = node - first;
                if base + last < self.nodes.len() && codes.clone().all(|code| self.nodes[base + code].parent == FREE) {
                    return base;
                }
            }
            entry = self.next[entry] as usize;
        }
        self.forget_until(entry);
        let base = self.nodes.len();
        self.grow(base + CODES);
        base
    }

    /// What was tried in vain is not tried again.
    fn forget_until(&mut self, entry: usize) {
        let mut at = self.next[0] as usize;
        while at != entry {
            let next = self.next[at] as usize;
            // Outside the list, where taking it changes nothing.
            (self.next[at], self.previous[at]) = (at as u32, at as u32);
            at = next;
        }
        self.next[0] = entry as u32;
        self.previous[entry] = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::Trie;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn found(patterns: &[Box<str>], text: &str) -> Vec<(usize, u32)> {
        let mut found = Vec::new();
        Trie::new(patterns).walk(text.as_bytes(), |_| true, |len, pattern| found.push((len, pattern)));
        found
    }

    #[test]
    fn none_one_and_one_inside_the_other() {
        assert_eq!(found(&[], "a"), []);
        assert_eq!(found(&["a".into()], ""), []);
        assert_eq!(found(&["modi".into()], "modi ji"), [(4, 0)]);
        assert_eq!(found(&["मोदी जी".into(), "मोदी".into()], "मोदी जी"), [(12, 1), (19, 0)]);
    }

    proptest! {
        #[test]
        fn finds_what_a_text_begins_with(patterns in prop::collection::btree_set("[a-c\u{0}\u{ff}क-ङ]{1,8}", 0..400), text in "[a-c\u{0}\u{ff}क-ङ]{0,10}") {
            let patterns: Vec<Box<str>> = BTreeSet::into_iter(patterns).rev().map(String::into_boxed_str).collect();
            let mut expected: Vec<(usize, u32)> = (0..).zip(&patterns).filter(|(_, p)| text.starts_with(&***p)).map(|(i, p)| (p.len(), i)).collect();
            expected.sort_unstable();
            prop_assert_eq!(found(&patterns, &text), expected);
        }
    }
}
