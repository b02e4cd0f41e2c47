//! One sweep over a text, in the widest registers there are.
#![cfg_attr(
    target_arch = "x86_64",
    expect(unsafe_code, reason = "what is compiled for registers that not every processor has is called where they were found")
)]

use super::bytes::Bytes;
use super::indic::Indic;
use super::{Any, Lane, bytes, pairs};
use crate::runtime::prefetch::fetch;
use crate::text::unicode::sentence_break::may_end;

#[cfg(target_arch = "x86_64")]
use bytes::{avx2, avx512, sse2};

/// The registers of this processor.
#[derive(Debug, Clone, Copy)]
pub(super) enum Width {
    #[cfg(any(test, not(target_arch = "x86_64")))]
    Portable,
    #[cfg(target_arch = "x86_64")]
    Sse2,
    #[cfg(target_arch = "x86_64")]
    Avx2(avx2::Proof),
    #[cfg(target_arch = "x86_64")]
    Avx512(avx512::Proof),
}

impl Default for Width {
    #[cfg(target_arch = "x86_64")]
    fn default() -> Self {
        let avx2 = || avx2::Proof::find().map(Self::Avx2);
        avx512::Proof::find().map(Self::Avx512).or_else(avx2).unwrap_or(Self::Sse2)
    }

    #[cfg(not(target_arch = "x86_64"))]
    fn default() -> Self {
        Self::Portable
    }
}

impl Width {
    /// Those that this processor has.
    #[cfg(test)]
    pub(super) fn all() -> Vec<Self> {
        let mut all = vec![Self::Portable];
        #[cfg(target_arch = "x86_64")]
        {
            all.push(Self::Sse2);
            all.extend(avx2::Proof::find().map(Self::Avx2));
            all.extend(avx512::Proof::find().map(Self::Avx512));
        }
        all
    }

    /// Reads a text into its lanes and into as many bytes, sixty-four for each. Returns what there is any of.
    pub(super) fn sweep(self, text: &[u8], fold_case: bool, lanes: &mut [Lane], lowered: &mut [u8]) -> Any {
        match self {
            #[cfg(any(test, not(target_arch = "x86_64")))]
            Self::Portable => sweep::<bytes::portable::Portable>((), text, fold_case, lanes, lowered),
            #[cfg(target_arch = "x86_64")]
            Self::Sse2 => sweep::<sse2::Sse2>(sse2::Proof, text, fold_case, lanes, lowered),
            #[cfg(target_arch = "x86_64")]
            // SAFETY: `avx2::Proof` is only made where the processor has all features that
            // `sweep_avx2` enables.
            Self::Avx2(proof) => unsafe { sweep_avx2(proof, text, fold_case, lanes, lowered) },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: `avx512::Proof` is only made where the processor has all features that
            // `sweep_avx512` enables.
            Self::Avx512(proof) => unsafe { sweep_avx512(proof, text, fold_case, lanes, lowered) },
        }
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
fn sweep_avx2(proof: avx2::Proof, text: &[u8], fold_case: bool, lanes: &mut [Lane], lowered: &mut [u8]) -> Any {
    sweep::<avx2::Avx2>(proof, text, fold_case, lanes, lowered)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,bmi1,bmi2,lzcnt,popcnt")]
fn sweep_avx512(proof: avx512::Proof, text: &[u8], fold_case: bool, lanes: &mut [Lane], lowered: &mut [u8]) -> Any {
    sweep::<avx512::Avx512>(proof, text, fold_case, lanes, lowered)
}

/// What the bytes before mean for the next ones: the last bits of their answers.
#[derive(Debug, Default)]
struct Before {
    /// Of the last two.
    word: u64,
    space: u64,
    w: u64,
    /// The last one ends a plain character of several bytes.
    plain: u64,
    indic: Indic,
}

/// So many bytes ahead a text is fetched, and what stands behind it: the next one, most often.
const AHEAD: usize = 1 << 10;

#[inline(always)]
fn sweep<B: Bytes>(proof: B::Proof, text: &[u8], fold_case: bool, lanes: &mut [Lane], lowered: &mut [u8]) -> Any {
    let (chunks, rest) = text.as_chunks::<64>();
    let (mut before, mut lines, mut marks) = (Before::default(), 0, 0);
    let mut padded = [0; 64];
    for i in 0..lanes.len() {
        // The rest at the end is read with what stands before it, if there is enough of that, and the answers are moved.
        let (chunk, at, by) = match (chunks.get(i), text.last_chunk::<64>()) {
            (Some(chunk), _) => (chunk, i * 64, 0),
            (None, Some(last)) => (last, text.len() - 64, 64 - rest.len()),
            (None, None) => {
                padded[..rest.len()].copy_from_slice(rest);
                (&padded, 0, 0)
            }
        };
        fetch(text.as_ptr().wrapping_add(i * 64 + AHEAD));
        let bytes = B::read(proof, chunk);
        if let Some(out) = lowered.get_mut(at..).and_then(|lowered| lowered.first_chunk_mut()) {
            bytes.write_folded(fold_case, out);
        }
        let ascii = bytes.ascii().moved(by);
        let mut lane = Lane {
            word: ascii.word,
            special: ascii.space & (ascii.space << 1 | before.space),
            stop: ascii.stop,
            line: ascii.line,
            mark: ascii.mark | ascii.full_stop & (ascii.w << 1 | before.w),
            inside: 0,
        };
        let (high, mut plain) = (bytes.high(), 0);
        if high == 0 {
            before.indic = Indic::default();
        } else {
            // Also where only what was read already is not ASCII: it was just written anew.
            let pairs = pairs::find(bytes, text, at);
            if fold_case {
                pairs.write_lower(text, at, lowered);
            }
            plain = characters(bytes, by, high >> by, pairs.moved(by), &mut before.indic, text, i, &mut lane, lanes);
            if let Some(last) = i.checked_sub(1) {
                // It may have been decided about a character that goes on here.
                lines |= u64::from(lanes[last].line != 0) << last.min(63);
            }
        }
        let behind_plain = plain << 1 | before.plain;
        let behind_word = ascii.word << 1 | before.word >> 1 | behind_plain;
        let single = !(ascii.word << 2 | before.word) | behind_plain;
        lane.special |= ascii.full_stop & behind_word & single;
        (before.word, before.space, before.w, before.plain) = (ascii.word >> 62, ascii.space >> 63, ascii.w >> 63, plain >> 63);
        lines |= u64::from(lane.line != 0) << i.min(63);
        marks |= lane.mark;
        lanes[i] = lane;
    }
    Any { lines, mark: marks != 0 }
}

/// What is asked of characters that are not ASCII. Returns the last bytes of plain ones.
#[inline(always)]
#[expect(clippy::too_many_arguments, reason = "inlined; a part of the sweep that most of an English text does without")]
fn characters<B: Bytes>(
    bytes: B,
    by: usize,
    high: u64,
    pairs: pairs::Found,
    indic: &mut Indic,
    text: &[u8],
    i: usize,
    lane: &mut Lane,
    lanes: &mut [Lane],
) -> u64 {
    lane.inside = bytes.below(0xC0) >> by;
    let leads = high & !lane.inside & !pairs.word;
    lane.word |= pairs.word;
    let e0 = bytes.equal(0xE0) >> by;
    if e0 == 0 && !indic.has_begun() {
        *indic = Indic::default();
        lane.special |= leads;
        // Dashes and quotation marks end nothing, nor does Cyrillic: they are told at once, where they do not stand across the end.
        let marks = bytes.equal(0xE2) & bytes.equal(0x80) >> 1 & bytes.below(0xA0) >> 2;
        lane.note_ends(leads & !(marks >> by) & !pairs.cyrillic, text, i * 64);
        return pairs.last;
    }
    let found = indic.next(e0, bytes.equal(0xA4) >> by, bytes.equal(0xA5) >> by, &bytes.thirds().moved(by));
    if let Some(last) = i.checked_sub(1).and_then(|last| lanes.get_mut(last)) {
        found.end(last, text, (i - 1) * 64);
    }
    let special = leads & !found.known();
    lane.word |= found.plain | found.plain >> 1 | found.plain >> 2;
    lane.stop |= found.danda >> 2;
    lane.special |= special;
    // Nothing of the first half of Devanagari ends a sentence.
    lane.note_ends(special & !(found.first_half >> 2), text, i * 64);
    found.plain | pairs.last
}

impl Lane {
    /// Notes which of these special characters may end a sentence, or a line.
    #[inline(always)]
    pub(super) fn note_ends(&mut self, mut special: u64, text: &[u8], at: usize) {
        while special != 0 {
            let i = special.trailing_zeros();
            let ends = u64::from(may_end(text, at + i as usize)) << i;
            self.stop |= ends;
            self.line |= ends;
            special &= special - 1;
        }
    }
}
