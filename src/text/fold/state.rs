//! What a pass over a paragraph knows at a place.

use super::{Folded, OffsetSegment};

/// What the characters read so far mean for the next one.
#[expect(clippy::struct_excessive_bools, reason = "each is asked by itself, for every character")]
pub(super) struct State {
    /// End of the last character and of what was dropped of its cluster, in the document.
    pub(super) end: u32,
    /// Start in the document minus folded start, of the last character.
    pub(super) delta: u32,
    /// The last character that was not dropped.
    pub(super) word: bool,
    pub(super) unspaced: bool,
    pub(super) space: bool,
    pub(super) latin: bool,
    /// It takes part in canonical reordering.
    pub(super) combining: Option<char>,
    /// Where the word characters at the end of what was written begin.
    pub(super) run: usize,
}

impl State {
    pub(super) fn new(base: u32) -> Self {
        Self { end: base, delta: base, word: false, unspaced: false, space: false, latin: false, combining: None, run: 0 }
    }
}

/// Notes that a character of the document is written at a folded byte, if the distance between the two changes there.
#[inline]
pub(super) fn segment_if_moved(position: u32, folded: u32, state: &mut State, out: &mut Folded) {
    let delta = position.wrapping_sub(folded);
    if delta != state.delta || state.end != position {
        out.segments.push(OffsetSegment { folded, end: state.end, start: position });
        state.delta = delta;
    }
}
