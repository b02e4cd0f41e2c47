//! Sixteen positions at a time, and eight words.
#![expect(
    unsafe_code,
    reason = "called with a proof that the processor has the instructions; what is read by offsets is tested to lie inside of its slice"
)]
#![expect(clippy::inline_always, reason = "what is not inlined is not compiled for these registers")]

use super::super::sets::{Marks, PAIR_TURN, Rough, SPREAD, TURN};
use super::{ReadWords, Row, Scalar, Words};
use std::arch::x86_64::{
    __m128i, __m256i, __m512i, _mm256_add_epi32, _mm256_loadu_si256, _mm256_maskz_compress_epi32, _mm256_max_epu32,
    _mm256_min_epu32, _mm256_set1_epi32, _mm256_setr_epi32, _mm256_slli_epi32, _mm256_storeu_si256, _mm256_sub_epi32,
    _mm512_add_epi32, _mm512_alignr_epi64, _mm512_and_si512, _mm512_andnot_si512, _mm512_castsi512_si128, _mm512_cmpeq_epi8_mask,
    _mm512_cvtepi64_epi32, _mm512_cvtepu8_epi32, _mm512_cvtepu32_epi64, _mm512_extracti32x4_epi32, _mm512_loadu_si512,
    _mm512_mask_i32gather_epi64, _mm512_maskz_compress_epi8, _mm512_maskz_xor_epi64, _mm512_mullo_epi64, _mm512_or_si512,
    _mm512_rol_epi64, _mm512_set1_epi8, _mm512_set1_epi32, _mm512_set1_epi64, _mm512_setzero_si512, _mm512_sllv_epi64,
    _mm512_srli_epi64, _mm512_srlv_epi64, _mm512_storeu_si512, _mm512_testn_epi64_mask, _mm512_xor_si512,
};

/// That the processor has AVX-512 as it is used here, and what counts and moves bits.
#[derive(Debug, Clone, Copy)]
pub(super) struct Proof(());

impl Proof {
    pub(super) fn find() -> Option<Self> {
        (is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512bw")
            && is_x86_feature_detected!("avx512dq")
            && is_x86_feature_detected!("avx512vl")
            && is_x86_feature_detected!("avx512vbmi2")
            && is_x86_feature_detected!("bmi1")
            && is_x86_feature_detected!("bmi2")
            && is_x86_feature_detected!("lzcnt")
            && is_x86_feature_detected!("popcnt"))
        .then_some(Self(()))
    }
}

pub(super) fn read(_: Proof, words: &mut Words, row: Row, set: &Rough) -> Option<usize> {
    #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi2,bmi1,bmi2,lzcnt,popcnt")]
    fn read(words: &mut Words, row: Row, set: &Rough) -> Option<usize> {
        words.read_with::<Avx512>(row, set)
    }
    // SAFETY: `Proof` is only made where the processor has all features that the inner `read`
    // enables.
    unsafe { read(words, row, set) }
}

struct Avx512;

/// Eight of eight.
const ALL: u8 = 0xFF;

/// The numbers of the bytes of a register.
static NUMBERS: [u8; 64] = {
    let mut numbers = [0; 64];
    let mut i = 0;
    while i < 64 {
        numbers[i] = i as u8;
        i += 1;
    }
    numbers
};

impl ReadWords for Avx512 {
    #[inline(always)]
    fn spaces(lane: &[u8; 64]) -> u64 {
        // SAFETY: The features are there, because only `read` comes here, and it takes a `Proof`.
        // The load reads the 64 bytes of the array `lane`, and needs no alignment.
        unsafe { _mm512_cmpeq_epi8_mask(_mm512_loadu_si512(lane.as_ptr().cast()), _mm512_set1_epi8(b' '.cast_signed())) }
    }

    #[inline(always)]
    fn positions(bits: u64, count: usize, at: u32, out: &mut [u32]) {
        let (out, _) = out.as_chunks_mut::<16>();
        // SAFETY: The features are there, because only `read` comes here, and it takes a `Proof`.
        // The store writes the sixteen numbers of the array `out[i]`, and needs no alignment; that
        // there is such an array is checked.
        let mut write = |i: usize, numbers: __m128i| unsafe {
            let places = _mm512_add_epi32(_mm512_cvtepu8_epi32(numbers), _mm512_set1_epi32(at.cast_signed()));
            _mm512_storeu_si512(out[i].as_mut_ptr().cast(), places);
        };
        // SAFETY: The features are there, because only `read` comes here, and it takes a `Proof`.
        // `write` checks where it writes, and `NUMBERS` has the 64 bytes that are loaded.
        unsafe {
            let numbers = _mm512_maskz_compress_epi8(bits, _mm512_loadu_si512(NUMBERS.as_ptr().cast()));
            write(0, _mm512_castsi512_si128(numbers));
            if count > 16 {
                write(1, _mm512_extracti32x4_epi32::<1>(numbers));
            }
            if count > 32 {
                write(2, _mm512_extracti32x4_epi32::<2>(numbers));
                write(3, _mm512_extracti32x4_epi32::<3>(numbers));
            }
        }
    }

    #[inline(always)]
    fn hash_and_keep(words: &mut Words, bytes: &[u8], set: &Rough) -> usize {
        let of_words = &set.words.0[..];
        // A gather takes signed offsets of 32 bits: what a document of 2 GiB folds to may be longer.
        let end = bytes.len().checked_sub(8).filter(|&end| i32::try_from(end).is_ok());
        let Some(end) = end.filter(|_| !of_words.is_empty()) else {
            return Scalar::hash_and_keep(words, bytes, set);
        };
        // Eight bytes begin at it, and none behind it.
        // SAFETY: The features are there, because only `read` comes here, and it takes a `Proof`.
        // It touches no memory.
        let end = unsafe { _mm256_set1_epi32((end as u32).cast_signed()) };
        let Words { froms, tos, hashes, kept, .. } = words;
        let mut len = 0;
        // The hashes of the eight words before, and what is noted of them.
        // SAFETY: The features are there, because only `read` comes here, and it takes a `Proof`.
        // It touches no memory.
        let (mut before, mut noted) = unsafe { (_mm512_setzero_si512(), _mm512_setzero_si512()) };
        for i in (0..words.ended).step_by(8) {
            let wanted = 0xFF >> (8 - (words.ended - i).min(8));
            // SAFETY: The features are there, because only `read` comes here, and it takes a
            // `Proof`. The gathers of `bytes` read eight bytes from offsets of at most `end`,
            // behind which eight bytes stand, and which is below 2³¹; `hashes[i..i + 8]` has the
            // eight numbers that are stored; `of_words` is not empty, as `blocks_of` asks.
            unsafe {
                let eight = _mm256_set1_epi32(8);
                let (from, to) = (read_eight(&froms[i..]), read_eight(&tos[i..]));
                // Of up to eight bytes the last are the first.
                let last = _mm256_sub_epi32(_mm256_max_epu32(to, _mm256_add_epi32(from, eight)), eight);
                let missing = _mm256_sub_epi32(eight, _mm256_min_epu32(_mm256_sub_epi32(to, from), eight));
                let mask = _mm512_srlv_epi64(_mm512_set1_epi64(-1), bits_of(missing));
                // At the end of the block they are read with what stands before them, which is moved away.
                let read = |at: __m256i| {
                    let inside = _mm256_min_epu32(at, end);
                    let bytes = gather::<1>(wanted, inside, bytes.as_ptr().cast());
                    _mm512_and_si512(_mm512_srlv_epi64(bytes, bits_of(_mm256_sub_epi32(at, inside))), mask)
                };
                let turned = _mm512_xor_si512(read(from), _mm512_rol_epi64::<{ TURN.cast_signed() }>(read(last)));
                let product = _mm512_mullo_epi64(turned, _mm512_set1_epi64(SPREAD.cast_signed()));
                let hashed = _mm512_maskz_xor_epi64(wanted, product, _mm512_srli_epi64::<32>(product));
                _mm512_storeu_si512(hashes[i..i + 8].as_mut_ptr().cast(), hashed);
                if i > 0 {
                    let kept_now = keeps(set, before, noted, _mm512_alignr_epi64::<1>(hashed, before));
                    write(kept, &mut len, i - 8, kept_now);
                }
                noted = blocks_of(wanted, hashed, of_words);
                before = hashed;
            }
        }
        if words.ended > 0 {
            // SAFETY: The features are there, because only `read` comes here, and it takes a
            // `Proof`. `keeps` asks for nothing else.
            let kept_now = unsafe { keeps(set, before, noted, _mm512_alignr_epi64::<1>(_mm512_setzero_si512(), before)) };
            write(kept, &mut len, (words.ended - 1) & !7, kept_now);
        }
        len
    }
}

/// [`Rough::keeps`] of eight words, by their hashes, what is noted of them, and the hashes of the words behind them.
///
/// # Safety
///
/// The processor has the features of [`Proof`].
#[inline(always)]
unsafe fn keeps(set: &Rough, hashes: __m512i, noted: __m512i, next: __m512i) -> u8 {
    // SAFETY: the caller promises that the features are there, and `set.pairs` is not empty where
    // `blocks_of` reads it.
    unsafe {
        let itself = _mm512_or_si512(bit::<0>(hashes), bit::<1>(hashes));
        if set.pairs.0.is_empty() {
            return holds(noted, itself) | holds(noted, _mm512_or_si512(bit::<0>(next), bit::<1>(next)));
        }
        let alone = holds(noted, _mm512_or_si512(itself, bit::<2>(hashes)));
        let first = holds(noted, _mm512_or_si512(bit::<3>(hashes), bit::<4>(hashes)));
        let turned = _mm512_xor_si512(_mm512_rol_epi64::<{ PAIR_TURN.cast_signed() }>(hashes), next);
        let pairs = _mm512_mullo_epi64(turned, _mm512_set1_epi64(SPREAD.cast_signed()));
        // Of all: to wait for which of them are first words takes longer.
        let follows = holds(blocks_of(ALL, pairs, &set.pairs.0), _mm512_or_si512(bit::<0>(pairs), bit::<1>(pairs)));
        alone | first & follows
    }
}

/// Writes the numbers of those of eight words from `i` on that are kept.
#[inline(always)]
fn write(kept: &mut [u32], len: &mut usize, i: usize, kept_now: u8) {
    // SAFETY: The features are there, because only `read` comes here, and it takes a `Proof`. The
    // store writes the eight numbers of the slice that `out` points to, and needs no alignment.
    unsafe {
        let numbers = _mm256_add_epi32(_mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7), _mm256_set1_epi32((i as u32).cast_signed()));
        let out = kept[*len..*len + 8].as_mut_ptr().cast();
        _mm256_storeu_si256(out, _mm256_maskz_compress_epi32(kept_now, numbers));
    }
    *len += kept_now.count_ones() as usize;
}

/// [`Marks::block`] of those of eight hashes that are wanted; nothing of others.
///
/// # Safety
///
/// The processor has the features of [`Proof`], and `blocks` is not empty.
#[inline(always)]
unsafe fn blocks_of(wanted: u8, hashes: __m512i, blocks: &[u64]) -> __m512i {
    // SAFETY: the caller promises that the features are there and that `blocks` is not empty:
    // `place & (len - 1)` is below its length, and below 2²⁴, so that its sign is lost nowhere.
    unsafe {
        let last = _mm512_set1_epi64((blocks.len() as u64 - 1).cast_signed());
        let places = _mm512_and_si512(_mm512_srli_epi64::<{ Marks::BLOCK }>(hashes), last);
        gather::<8>(wanted, _mm512_cvtepi64_epi32(places), blocks.as_ptr().cast())
    }
}

/// A bit of [`Marks::PLACES`] for each of eight hashes.
///
/// # Safety
///
/// The processor has the features of [`Proof`].
#[inline(always)]
unsafe fn bit<const PLACE: usize>(hashes: __m512i) -> __m512i {
    // SAFETY: the caller promises that the features are there. It touches no memory.
    unsafe {
        let place = _mm512_srlv_epi64(hashes, _mm512_set1_epi64(Marks::PLACES[PLACE].into()));
        _mm512_sllv_epi64(_mm512_set1_epi64(1), _mm512_and_si512(place, _mm512_set1_epi64(63)))
    }
}

/// Which of eight blocks hold all of these bits.
///
/// # Safety
///
/// The processor has the features of [`Proof`].
#[inline(always)]
unsafe fn holds(blocks: __m512i, bits: __m512i) -> u8 {
    // SAFETY: the caller promises that the features are there. It touches no memory.
    unsafe {
        let missing = _mm512_andnot_si512(blocks, bits);
        _mm512_testn_epi64_mask(missing, missing)
    }
}

/// Eight times as many, as numbers of 64 bits.
#[inline(always)]
fn bits_of(bytes: __m256i) -> __m512i {
    // SAFETY: The features are there, because only `read` comes here, and it takes a `Proof`. It
    // touches no memory.
    unsafe { _mm512_cvtepu32_epi64(_mm256_slli_epi32::<3>(bytes)) }
}

#[inline(always)]
fn read_eight(places: &[u32]) -> __m256i {
    let eight = &places[..8];
    // SAFETY: The features are there, because only `read` comes here, and it takes a `Proof`. The
    // load reads the eight numbers of the slice `eight`, and needs no alignment.
    unsafe { _mm256_loadu_si256(eight.as_ptr().cast()) }
}

/// Eight bytes each from where the numbers, each times `SCALE`, say; nothing where the mask does not ask for it.
///
/// # Safety
///
/// The processor has the features of [`Proof`], and where the mask asks for it, eight bytes can be
/// read at `from` plus `SCALE` times the number, which is signed.
#[inline(always)]
unsafe fn gather<const SCALE: i32>(mask: u8, numbers: __m256i, from: *const i64) -> __m512i {
    // SAFETY: the caller promises that the features are there and that eight bytes can be read from
    // each of the places that are not masked out; no alignment is needed.
    unsafe { _mm512_mask_i32gather_epi64::<SCALE>(_mm512_setzero_si512(), mask, numbers, from) }
}
