//! Two registers of AVX2.
#![expect(
    unsafe_code,
    reason = "a value is made with a proof only; memory is read and written through references to whole arrays"
)]

use super::classes::{Ascii, Seconds, Thirds};
use super::tables::{Class, SECONDS, THIRDS};
use super::{Bytes, Compare};
use std::arch::x86_64::{
    __m256i, _mm_loadu_si128, _mm256_add_epi8, _mm256_adds_epu8, _mm256_and_si256, _mm256_blendv_epi8,
    _mm256_broadcastsi128_si256, _mm256_cmpeq_epi8, _mm256_cmpgt_epi8, _mm256_loadu_si256, _mm256_min_epu8, _mm256_movemask_epi8,
    _mm256_or_si256, _mm256_set1_epi8, _mm256_shuffle_epi8, _mm256_slli_epi16, _mm256_storeu_si256, _mm256_sub_epi8,
};
use std::ops::BitOr;

#[derive(Clone, Copy)]
pub(in super::super) struct Avx2(__m256i, __m256i);

/// All bits of a byte, or none.
#[derive(Clone, Copy)]
pub(in super::super) struct Answer(__m256i, __m256i);

/// That the processor has AVX2, and what counts and moves bits.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Proof(());

impl Proof {
    pub(in super::super) fn find() -> Option<Self> {
        (is_x86_feature_detected!("avx2")
            && is_x86_feature_detected!("bmi1")
            && is_x86_feature_detected!("bmi2")
            && is_x86_feature_detected!("lzcnt")
            && is_x86_feature_detected!("popcnt"))
        .then_some(Self(()))
    }
}

impl Bytes for Avx2 {
    type Proof = Proof;

    #[inline(always)]
    fn read(_: Proof, bytes: &[u8; 64]) -> Self {
        let (parts, _) = bytes.as_chunks::<32>();
        // SAFETY: the `Proof` says that AVX2 is there. Each load reads the 32 bytes of one array of
        // `parts`, and needs no alignment.
        unsafe { Self(_mm256_loadu_si256(parts[0].as_ptr().cast()), _mm256_loadu_si256(parts[1].as_ptr().cast())) }
    }

    #[inline(always)]
    fn write_folded(self, fold_case: bool, out: &mut [u8; 64]) {
        let (upper, control) = (self.between(b'A', b'Z'), self.between(9, 13));
        let bit = if fold_case { 0x20 } else { 0 };
        let (parts, _) = out.as_chunks_mut::<32>();
        write_folded(self.0, upper.0, control.0, bit, &mut parts[0]);
        write_folded(self.1, upper.1, control.1, bit, &mut parts[1]);
    }

    #[inline(always)]
    fn high(self) -> u64 {
        Self::bits(Answer(self.0, self.1))
    }

    #[inline(always)]
    fn below(self, byte: u8) -> u64 {
        // As numbers with a sign they come before all of ASCII.
        let byte = all(byte);
        // SAFETY: AVX2 is there, because an `Avx2` or `Answer` is only made with a `Proof`. It
        // touches no memory.
        Self::bits(unsafe { Answer(_mm256_cmpgt_epi8(byte, self.0), _mm256_cmpgt_epi8(byte, self.1)) })
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
        let classes = (look(&THIRDS, self.0), look(&THIRDS, self.1));
        Thirds {
            odd4: class::<{ Class::ODD4.leading_zeros().cast_signed() }>(classes),
            odd5: class::<{ Class::ODD5.leading_zeros().cast_signed() }>(classes),
            sign4: class::<{ Class::SIGN4.leading_zeros().cast_signed() }>(classes),
            sign5: class::<{ Class::SIGN5.leading_zeros().cast_signed() }>(classes),
            nasal: class::<{ Class::NASAL.leading_zeros().cast_signed() }>(classes),
            virama: class::<{ Class::VIRAMA.leading_zeros().cast_signed() }>(classes),
        }
    }

    #[inline(always)]
    fn seconds(self) -> Seconds {
        let classes = (look(&SECONDS, self.0), look(&SECONDS, self.1));
        Seconds {
            d0: class::<{ Class::D0.leading_zeros().cast_signed() }>(classes),
            d1: class::<{ Class::D1.leading_zeros().cast_signed() }>(classes),
            d8: class::<{ Class::D8.leading_zeros().cast_signed() }>(classes),
            d9: class::<{ Class::D9.leading_zeros().cast_signed() }>(classes),
            db: class::<{ Class::DB.leading_zeros().cast_signed() }>(classes),
        }
    }
}

#[inline(always)]
fn write_folded(bytes: __m256i, upper: __m256i, control: __m256i, bit: u8, out: &mut [u8; 32]) {
    // SAFETY: AVX2 is there, because methods of `Avx2` alone come here, and one is only made with a
    // `Proof`. What is read or written is one whole array behind a reference; no alignment is
    // needed.
    unsafe {
        let lower = _mm256_add_epi8(bytes, _mm256_and_si256(upper, all(bit)));
        _mm256_storeu_si256(out.as_mut_ptr().cast(), _mm256_blendv_epi8(lower, all(b' '), control));
    }
}

/// The classes of second or third bytes.
#[inline(always)]
fn look(table: &[u8; 64], bytes: __m256i) -> __m256i {
    let (quarters, _) = table.as_chunks::<16>();
    let (first, second) = (quarter(&quarters[0], bytes, 0x80), quarter(&quarters[1], bytes, 0x90));
    let (third, fourth) = (quarter(&quarters[2], bytes, 0xA0), quarter(&quarters[3], bytes, 0xB0));
    // SAFETY: AVX2 is there, because methods of `Avx2` alone call this, and one is only made with a
    // `Proof`. It touches no memory.
    unsafe { _mm256_or_si256(_mm256_or_si256(first, second), _mm256_or_si256(third, fourth)) }
}

/// Of sixteen bytes from one on what a table says, of all others nothing: an index with its highest bit set takes zero.
#[inline(always)]
fn quarter(table: &[u8; 16], bytes: __m256i, from: u8) -> __m256i {
    // SAFETY: AVX2 is there, because methods of `Avx2` alone come here, and one is only made with a
    // `Proof`. What is read or written is one whole array behind a reference; no alignment is
    // needed.
    unsafe {
        let table = _mm256_broadcastsi128_si256(_mm_loadu_si128(table.as_ptr().cast()));
        _mm256_shuffle_epi8(table, _mm256_adds_epu8(_mm256_sub_epi8(bytes, all(from)), all(0x70)))
    }
}

/// One bit of each byte, that with so many above it.
#[inline(always)]
fn class<const ABOVE: i32>(classes: (__m256i, __m256i)) -> u64 {
    // SAFETY: AVX2 is there, because an `Avx2` or `Answer` is only made with a `Proof`. It touches
    // no memory.
    let (low, high) = unsafe { (_mm256_slli_epi16::<ABOVE>(classes.0), _mm256_slli_epi16::<ABOVE>(classes.1)) };
    Avx2::bits(Answer(low, high))
}

impl Compare for Avx2 {
    type Answer = Answer;

    #[inline(always)]
    fn is(self, byte: u8) -> Answer {
        let all = all(byte);
        // SAFETY: AVX2 is there, because methods of `Avx2` alone come here, and one is only made
        // with a `Proof`. What is read or written is one whole array behind a reference; no
        // alignment is needed.
        unsafe { Answer(_mm256_cmpeq_epi8(self.0, all), _mm256_cmpeq_epi8(self.1, all)) }
    }

    #[inline(always)]
    fn between(self, first: u8, last: u8) -> Answer {
        let (first, range) = (all(first), all(last - first));
        // SAFETY: AVX2 is there, because methods of `Avx2` alone come here, and one is only made
        // with a `Proof`. What is read or written is one whole array behind a reference; no
        // alignment is needed.
        unsafe {
            let (low, high) = (_mm256_sub_epi8(self.0, first), _mm256_sub_epi8(self.1, first));
            Answer(_mm256_cmpeq_epi8(_mm256_min_epu8(low, range), low), _mm256_cmpeq_epi8(_mm256_min_epu8(high, range), high))
        }
    }

    #[inline(always)]
    fn small(self) -> Self {
        let bit = all(0x20);
        // SAFETY: AVX2 is there, because methods of `Avx2` alone come here, and one is only made
        // with a `Proof`. What is read or written is one whole array behind a reference; no
        // alignment is needed.
        unsafe { Self(_mm256_or_si256(self.0, bit), _mm256_or_si256(self.1, bit)) }
    }

    /// Of each byte its highest bit.
    #[inline(always)]
    fn bits(answer: Answer) -> u64 {
        // SAFETY: AVX2 is there, because an `Avx2` or `Answer` is only made with a `Proof`. It
        // touches no memory.
        let (low, high) = unsafe { (_mm256_movemask_epi8(answer.0), _mm256_movemask_epi8(answer.1)) };
        u64::from(low.cast_unsigned()) | u64::from(high.cast_unsigned()) << 32
    }
}

impl BitOr for Answer {
    type Output = Self;

    #[inline(always)]
    fn bitor(self, other: Self) -> Self {
        // SAFETY: AVX2 is there, because methods of `Avx2` alone come here, and one is only made
        // with a `Proof`. What is read or written is one whole array behind a reference; no
        // alignment is needed.
        unsafe { Self(_mm256_or_si256(self.0, other.0), _mm256_or_si256(self.1, other.1)) }
    }
}

#[inline(always)]
fn all(byte: u8) -> __m256i {
    // SAFETY: AVX2 is there, because methods of `Avx2` alone call this, and one is only made with a
    // `Proof`. It touches no memory.
    unsafe { _mm256_set1_epi8(byte.cast_signed()) }
}
