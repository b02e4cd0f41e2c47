//! One register of AVX-512: a look into a table answers all questions about a byte.
#![expect(
    unsafe_code,
    reason = "a value is made with a proof only; memory is read and written through references to whole arrays"
)]

use super::Bytes;
use super::classes::{Ascii, Seconds, Thirds};
use super::tables::{ASCII, Class, FOLDED, SECONDS, THIRDS};
use std::arch::x86_64::{
    __m512i, _mm512_cmpeq_epi8_mask, _mm512_cmplt_epi8_mask, _mm512_loadu_si512, _mm512_mask2_permutex2var_epi8,
    _mm512_maskz_permutex2var_epi8, _mm512_movepi8_mask, _mm512_permutexvar_epi8, _mm512_set1_epi8, _mm512_storeu_si512,
    _mm512_test_epi8_mask,
};

#[derive(Clone, Copy)]
pub(in super::super) struct Avx512(__m512i);

/// That the processor has AVX-512 with its looks into tables of bytes (VBMI), and what counts and moves bits.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Proof(());

impl Proof {
    pub(in super::super) fn find() -> Option<Self> {
        (is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512bw")
            && is_x86_feature_detected!("avx512vbmi")
            && is_x86_feature_detected!("bmi1")
            && is_x86_feature_detected!("bmi2")
            && is_x86_feature_detected!("lzcnt")
            && is_x86_feature_detected!("popcnt"))
        .then_some(Self(()))
    }
}

impl Bytes for Avx512 {
    type Proof = Proof;

    #[inline(always)]
    fn read(_: Proof, bytes: &[u8; 64]) -> Self {
        Self(load(bytes))
    }

    #[inline(always)]
    fn write_folded(self, fold_case: bool, out: &mut [u8; 64]) {
        let (low, high) = halves(&FOLDED[usize::from(fold_case)]);
        // What is not ASCII stays.
        // SAFETY: AVX-512F, BW and VBMI are there, because an `Avx512` is only made with a `Proof`.
        // It touches no memory.
        let folded = unsafe { _mm512_mask2_permutex2var_epi8(low, self.0, !self.high(), high) };
        // SAFETY: AVX-512F is there, because an `Avx512` is only made with a `Proof`. The store
        // writes the 64 bytes of the array `out`, and needs no alignment.
        unsafe { _mm512_storeu_si512(out.as_mut_ptr().cast(), folded) };
    }

    #[inline(always)]
    fn high(self) -> u64 {
        // SAFETY: AVX-512F, BW and VBMI are there, because an `Avx512` is only made with a `Proof`.
        // It touches no memory.
        unsafe { _mm512_movepi8_mask(self.0) }
    }

    #[inline(always)]
    fn below(self, byte: u8) -> u64 {
        // As numbers with a sign they come before all of ASCII.
        // SAFETY: AVX-512F, BW and VBMI are there, because an `Avx512` is only made with a `Proof`.
        // It touches no memory.
        unsafe { _mm512_cmplt_epi8_mask(self.0, all(byte)) }
    }

    #[inline(always)]
    fn equal(self, byte: u8) -> u64 {
        // SAFETY: AVX-512F, BW and VBMI are there, because an `Avx512` is only made with a `Proof`.
        // It touches no memory.
        unsafe { _mm512_cmpeq_epi8_mask(self.0, all(byte)) }
    }

    #[inline(always)]
    fn ascii(self) -> Ascii {
        let (low, high) = halves(&ASCII);
        // SAFETY: AVX-512F, BW and VBMI are there, because an `Avx512` is only made with a `Proof`.
        // It touches no memory.
        let classes = unsafe { _mm512_maskz_permutex2var_epi8(!self.high(), low, self.0, high) };
        Ascii {
            word: with(classes, Class::WORD),
            space: with(classes, Class::SPACE),
            full_stop: with(classes, Class::FULL_STOP),
            stop: with(classes, Class::STOP),
            line: with(classes, Class::LINE),
            mark: with(classes, Class::MARK),
            w: with(classes, Class::W),
        }
    }

    #[inline(always)]
    fn thirds(self) -> Thirds {
        // SAFETY: AVX-512F, BW and VBMI are there, because an `Avx512` is only made with a `Proof`.
        // It touches no memory.
        let classes = unsafe { _mm512_permutexvar_epi8(self.0, load(&THIRDS)) };
        Thirds {
            odd4: with(classes, Class::ODD4),
            odd5: with(classes, Class::ODD5),
            sign4: with(classes, Class::SIGN4),
            sign5: with(classes, Class::SIGN5),
            nasal: with(classes, Class::NASAL),
            virama: with(classes, Class::VIRAMA),
        }
    }

    #[inline(always)]
    fn seconds(self) -> Seconds {
        // SAFETY: AVX-512F, BW and VBMI are there, because an `Avx512` is only made with a `Proof`.
        // It touches no memory.
        let classes = unsafe { _mm512_permutexvar_epi8(self.0, load(&SECONDS)) };
        Seconds {
            d0: with(classes, Class::D0),
            d1: with(classes, Class::D1),
            d8: with(classes, Class::D8),
            d9: with(classes, Class::D9),
            db: with(classes, Class::DB),
        }
    }
}

/// Where the class is among those of a byte.
#[inline(always)]
fn with(classes: __m512i, class: u8) -> u64 {
    // SAFETY: AVX-512BW is there, because methods of `Avx512` alone call this, and one is only made
    // with a `Proof`. It touches no memory.
    unsafe { _mm512_test_epi8_mask(classes, all(class)) }
}

#[inline(always)]
fn all(byte: u8) -> __m512i {
    // SAFETY: AVX-512F is there, because methods of `Avx512` alone call this, and one is only made
    // with a `Proof`. It touches no memory.
    unsafe { _mm512_set1_epi8(byte.cast_signed()) }
}

#[inline(always)]
fn load(bytes: &[u8; 64]) -> __m512i {
    // SAFETY: AVX-512F is there, because `read` takes a `Proof` and all others are called by
    // methods of `Avx512`. The load reads the 64 bytes of an array, and needs no alignment.
    unsafe { _mm512_loadu_si512(bytes.as_ptr().cast()) }
}

#[inline(always)]
fn halves(table: &[u8; 128]) -> (__m512i, __m512i) {
    let (halves, _) = table.as_chunks::<64>();
    (load(&halves[0]), load(&halves[1]))
}
