//! What is plain (see [`lanes`](crate::text::classify)), many bytes at a time.

use super::folder::Folder;
use super::state::{State, segment_if_moved};
use super::{Folded, ascii};
use crate::text::classify::{Lane, Plain};
use crate::text::unicode::table::Indic;
use crate::text::unicode::utf8::decode;

impl Folder {
    /// Whether the first character is plain behind what was read, too, and not only behind the character that stands before it.
    #[inline]
    pub(super) fn is_plain(&self, bytes: &[u8], state: &State) -> bool {
        match bytes[0] {
            b'.' => !state.word,
            byte if byte < 0x80 => !(state.space && ascii::is_space(byte)),
            _ => !matches!(self.indic(bytes, 0), Indic::Sign | Indic::Combining),
        }
    }

    /// Copies what is plain. What the last byte says of the next character is left to [`look_back`](Self::look_back).
    #[inline]
    pub(super) fn copy_plain(&self, plain: &Plain, position: u32, state: &mut State, out: &mut Folded) {
        let folded = out.bytes.len();
        segment_if_moved(position, folded as u32, state, out);
        // A known number of bytes is copied faster.
        out.bytes.extend_from_slice(plain.lowered);
        out.bytes.truncate(folded + plain.len);
        let mask = !0 >> (64 - plain.len);
        let (word, outside) = (plain.word & mask, !plain.inside & mask);
        let behind = word << 1 | u64::from(state.word);
        // Behind a script without spaces a word begins in any case.
        let unspaced = u64::from(state.unspaced);
        let bounds = if self.every { outside } else { outside & (!(word & behind) | unspaced) };
        out.bounds.push(bounds, plain.len);
        out.words.push(word & (!behind | unspaced), plain.len);
        let after_other = 64 - (!word & mask).leading_zeros() as usize;
        if after_other > 0 || !state.word {
            state.run = folded + after_other;
        }
        state.end = position + plain.len as u32;
        (state.word, state.unspaced) = (word >> (plain.len - 1) == 1, false);
    }

    /// Copies lanes that are plain throughout, behind what was copied. Returns how many bytes these are.
    #[inline]
    pub(super) fn copy_lanes<'a>(
        &self,
        lanes: impl Iterator<Item = (&'a Lane, &'a [u8; 64])>,
        state: &mut State,
        out: &mut Folded,
    ) -> usize {
        let folded = out.bytes.len();
        let (mut word, mut run) = (u64::from(state.word), state.run);
        let inside = if self.every { 0 } else { !0 };
        for (lane, lowered) in lanes.take_while(|(lane, _)| lane.special == 0) {
            let behind = lane.word << 1 | word;
            let after_other = 64 - (!lane.word).leading_zeros() as usize;
            if after_other > 0 || word == 0 {
                run = out.bytes.len() + after_other;
            }
            word = lane.word >> 63;
            out.bytes.extend_from_slice(lowered);
            out.words.push_block(lane.word & !behind);
            out.bounds.push_block(!lane.inside & !(lane.word & behind & inside));
        }
        let len = out.bytes.len() - folded;
        (state.word, state.run) = (word == 1, run);
        state.end += len as u32;
        len
    }

    /// What the text before means for what is not plain behind it.
    #[inline]
    pub(super) fn look_back(&self, before: &[u8], state: &mut State) {
        let last = before.last().copied().unwrap_or(0);
        (state.space, state.latin) = (ascii::is_space(last), last.is_ascii_alphabetic());
        state.combining = None;
        if last >= 0x80
            && let Some(at) = before.len().checked_sub(3)
        {
            state.combining = (self.indic(before, at) == Indic::Combining).then(|| decode(&before[at..]).0);
        }
    }
}
