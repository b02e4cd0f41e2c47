//! Sixteen positions at a time, and eight words.
#![expect(
    unsafe_code,
    reason = "called with a proof that the processor has the instructions; what is read by offsets is tested to lie inside of its slice"
)]
#![expect(clippy::inline_always, reason = "what is not inlined is not compiled for these registers")]

use super::super::sets::{Rough, SPREAD, TURN};
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
    unsafe { read(words, row, set) }
}

struct Avx512;

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
        unsafe { _mm512_cmpeq_epi8_mask(_mm512_loadu_si512(lane.as_ptr().cast()), _mm512_set1_epi8(b' '.cast_signed())) }
    }

    #[inline(always)]
    fn positions(bits: u64, count: usize, at: u32, out: &mut [u32]) {
        let (out, _) = out.as_chunks_mut::<16>();
        let mut write = |i: usize, numbers: __m128i| unsafe {
            let places = _mm512_add_epi32(_mm512_cvtepu8_epi32(numbers), _mm512_set1_epi32(at.cast_signed()));
            _mm512_storeu_si512(out[i].as_mut_ptr().cast(), places);
        };
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
        let blocks = &set.0[..];
        let Some(end) = bytes.len().checked_sub(8).filter(|_| !blocks.is_empty()) else {
            return Scalar::hash_and_keep(words, bytes, set);
        };
        // Eight bytes begin at it, and none behind it. Bytes of a document are counted in 31 bits.
        let end = unsafe { _mm256_set1_epi32((end as u32).cast_signed()) };
        let Words { froms, tos, hashes, kept, .. } = words;
        // Of the eight words before: how many are kept before them, their bits and what is noted of them, and which are noted themselves.
        let mut len = 0;
        let (mut marks, mut noted, mut alone) = unsafe { (_mm512_setzero_si512(), _mm512_setzero_si512(), 0) };
        let mut keep = |i: usize, kept_now: u8| unsafe {
            let numbers =
                _mm256_add_epi32(_mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7), _mm256_set1_epi32((i as u32).cast_signed()));
            let out = kept[len..len + 8].as_mut_ptr().cast();
            _mm256_storeu_si256(out, _mm256_maskz_compress_epi32(kept_now, numbers));
            len += kept_now.count_ones() as usize;
        };
        for i in (0..words.ended).step_by(8) {
            let wanted = 0xFF >> (8 - (words.ended - i).min(8));
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
                let last_block = _mm512_set1_epi64((blocks.len() as u64 - 1).cast_signed());
                let block = _mm512_and_si512(_mm512_srli_epi64::<{ Rough::BLOCK }>(hashed), last_block);
                let marks_now = marks_of(hashed);
                if i > 0 {
                    keep(i - 8, alone | holds(noted, _mm512_alignr_epi64::<1>(marks_now, marks)));
                }
                marks = marks_now;
                noted = gather::<8>(wanted, _mm512_cvtepi64_epi32(block), blocks.as_ptr().cast());
                alone = holds(noted, marks);
            }
        }
        if words.ended > 0 {
            let behind = unsafe { _mm512_alignr_epi64::<1>(marks_of(_mm512_setzero_si512()), marks) };
            keep((words.ended - 1) & !7, alone | unsafe { holds(noted, behind) });
        }
        len
    }
}

/// [`Rough::marks`] of eight hashes.
#[inline(always)]
unsafe fn marks_of(hashes: __m512i) -> __m512i {
    unsafe {
        let (one, last) = (_mm512_set1_epi64(1), _mm512_set1_epi64(63));
        let bit = |place: __m512i| _mm512_sllv_epi64(one, _mm512_and_si512(place, last));
        let [first, second] =
            [_mm512_srli_epi64::<{ Rough::MARKS[0] }>(hashes), _mm512_srli_epi64::<{ Rough::MARKS[1] }>(hashes)];
        _mm512_or_si512(bit(first), bit(second))
    }
}

/// Which of eight blocks hold all of these bits.
#[inline(always)]
unsafe fn holds(blocks: __m512i, bits: __m512i) -> u8 {
    unsafe {
        let missing = _mm512_andnot_si512(blocks, bits);
        _mm512_testn_epi64_mask(missing, missing)
    }
}

/// Eight times as many, as numbers of 64 bits.
#[inline(always)]
fn bits_of(bytes: __m256i) -> __m512i {
    unsafe { _mm512_cvtepu32_epi64(_mm256_slli_epi32::<3>(bytes)) }
}

#[inline(always)]
fn read_eight(places: &[u32]) -> __m256i {
    let eight = &places[..8];
    unsafe { _mm256_loadu_si256(eight.as_ptr().cast()) }
}

/// Eight bytes each from where the numbers, each times `SCALE`, say; nothing where the mask does not ask for it.
#[inline(always)]
unsafe fn gather<const SCALE: i32>(mask: u8, numbers: __m256i, from: *const i64) -> __m512i {
    unsafe { _mm512_mask_i32gather_epi64::<SCALE>(_mm512_setzero_si512(), mask, numbers, from) }
}
