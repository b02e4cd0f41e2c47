//! Four registers of what every x86-64 has.
#![expect(
    unsafe_code,
    reason = "instructions that every x86-64 has; memory is read and written through references to whole arrays"
)]

use super::classes::{Ascii, Seconds, Thirds};
use super::{Bytes, Compare};
use std::arch::x86_64::{
    __m128i, _mm_add_epi8, _mm_and_si128, _mm_andnot_si128, _mm_cmpeq_epi8, _mm_cmplt_epi8, _mm_loadu_si128, _mm_min_epu8,
    _mm_movemask_epi8, _mm_or_si128, _mm_set1_epi8, _mm_storeu_si128, _mm_sub_epi8,
};
use std::ops::BitOr;

#[derive(Clone, Copy)]
pub(in super::super) struct Sse2([__m128i; 4]);

/// All bits of a byte, or none.
#[derive(Clone, Copy)]
pub(in super::super) struct Answer([__m128i; 4]);

/// Nothing is to be proven.
#[derive(Clone, Copy)]
pub(in super::super) struct Proof;

impl Sse2 {
    #[inline(always)]
    fn map(self, f: impl Fn(__m128i) -> __m128i) -> [__m128i; 4] {
        [f(self.0[0]), f(self.0[1]), f(self.0[2]), f(self.0[3])]
    }
}

impl Bytes for Sse2 {
    type Proof = Proof;

    #[inline(always)]
    fn read(_: Proof, bytes: &[u8; 64]) -> Self {
        let (parts, _) = bytes.as_chunks::<16>();
        // SAFETY: every x86-64 has SSE2. The load reads the 16 bytes of one array of `parts`, and
        // needs no alignment.
        let part = |i: usize| unsafe { _mm_loadu_si128(parts[i].as_ptr().cast()) };
        Self([part(0), part(1), part(2), part(3)])
    }

    #[inline(always)]
    fn write_folded(self, fold_case: bool, out: &mut [u8; 64]) {
        let (upper, control) = (self.between(b'A', b'Z'), self.between(9, 13));
        let (bit, space) = (all(if fold_case { 0x20 } else { 0 }), all(0x20));
        let (parts, _) = out.as_chunks_mut::<16>();
        for (i, part) in parts.iter_mut().enumerate() {
            // SAFETY: every x86-64 has SSE2. The store writes the 16 bytes of the array `part`, and
            // needs no alignment.
            unsafe {
                let lower = _mm_add_epi8(self.0[i], _mm_and_si128(upper.0[i], bit));
                let bytes = _mm_or_si128(_mm_andnot_si128(control.0[i], lower), _mm_and_si128(control.0[i], space));
                _mm_storeu_si128(part.as_mut_ptr().cast(), bytes);
            }
        }
    }

    #[inline(always)]
    fn high(self) -> u64 {
        Self::bits(Answer(self.0))
    }

    #[inline(always)]
    fn below(self, byte: u8) -> u64 {
        // As numbers with a sign they come before all of ASCII.
        let byte = all(byte);
        // SAFETY: every x86-64 has SSE2. It touches no memory.
        Self::bits(Answer(self.map(|bytes| unsafe { _mm_cmplt_epi8(bytes, byte) })))
    }

    #[inline(always)]
    fn equal(self, byte: u8) -> u64 {
        Self::bits(self.is(byte))
    }

    #[inline(always)]
    fn ascii(self) -> Ascii {
        Ascii::compared(self)
    }

    #[inline(always)]
    fn thirds(self) -> Thirds {
        Thirds::compared(self)
    }

    #[inline(always)]
    fn seconds(self) -> Seconds {
        Seconds::compared(self)
    }
}

impl Compare for Sse2 {
    type Answer = Answer;

    #[inline(always)]
    fn is(self, byte: u8) -> Answer {
        let all = all(byte);
        // SAFETY: every x86-64 has SSE2. It touches no memory.
        Answer(self.map(|bytes| unsafe { _mm_cmpeq_epi8(bytes, all) }))
    }

    #[inline(always)]
    fn between(self, first: u8, last: u8) -> Answer {
        let (first, range) = (all(first), all(last - first));
        // SAFETY: every x86-64 has SSE2. It touches no memory.
        Answer(self.map(|bytes| unsafe {
            let moved = _mm_sub_epi8(bytes, first);
            _mm_cmpeq_epi8(_mm_min_epu8(moved, range), moved)
        }))
    }

    #[inline(always)]
    fn small(self) -> Self {
        let bit = all(0x20);
        // SAFETY: every x86-64 has SSE2. It touches no memory.
        Self(self.map(|bytes| unsafe { _mm_or_si128(bytes, bit) }))
    }

    /// Of each byte its highest bit.
    #[inline(always)]
    fn bits(answer: Answer) -> u64 {
        // SAFETY: every x86-64 has SSE2. It touches no memory.
        let bits = |i: usize| u64::from(unsafe { _mm_movemask_epi8(answer.0[i]) }.cast_unsigned());
        bits(0) | bits(1) << 16 | bits(2) << 32 | bits(3) << 48
    }
}

impl BitOr for Answer {
    type Output = Self;

    #[inline(always)]
    fn bitor(self, other: Self) -> Self {
        // SAFETY: every x86-64 has SSE2. It touches no memory.
        let or = |i: usize| unsafe { _mm_or_si128(self.0[i], other.0[i]) };
        Self([or(0), or(1), or(2), or(3)])
    }
}

#[inline(always)]
fn all(byte: u8) -> __m128i {
    // SAFETY: every x86-64 has SSE2. It touches no memory.
    unsafe { _mm_set1_epi8(byte.cast_signed()) }
}
