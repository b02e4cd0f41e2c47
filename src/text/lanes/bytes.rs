//! Sixty-four bytes that are compared at once.
//!
//! On x86-64 by the instructions that every such processor has (SSE2); elsewhere by loops over arrays, which compilers turn into what there is.

#[cfg(target_arch = "x86_64")]
pub(super) use sse2::Bytes;

#[cfg(not(target_arch = "x86_64"))]
pub(super) use portable::Bytes;

#[cfg(target_arch = "x86_64")]
#[expect(unsafe_code, reason = "instructions that every x86-64 has; nothing here reads or writes memory through a pointer")]
mod sse2 {
    use std::arch::x86_64::{
        __m128i, _mm_add_epi8, _mm_and_si128, _mm_andnot_si128, _mm_cmpeq_epi8, _mm_cvtsi128_si64, _mm_min_epu8,
        _mm_movemask_epi8, _mm_or_si128, _mm_set_epi64x, _mm_set1_epi8, _mm_sub_epi8, _mm_unpackhi_epi64,
    };

    /// Bytes, or what a comparison says of each: all bits or none.
    #[derive(Clone, Copy)]
    pub(in super::super) struct Bytes([__m128i; 4]);

    impl Bytes {
        #[inline]
        pub(in super::super) fn read(bytes: &[u8; 64]) -> Self {
            let (words, _) = bytes.as_chunks::<8>();
            let word = |i: usize| i64::from_le_bytes(words[i]);
            Self(std::array::from_fn(|i| unsafe { _mm_set_epi64x(word(2 * i + 1), word(2 * i)) }))
        }

        #[inline]
        fn map(self, f: impl Fn(__m128i) -> __m128i) -> Self {
            Self(self.0.map(f))
        }

        /// Whether each is this one.
        #[inline]
        pub(in super::super) fn equal(&self, byte: u8) -> Self {
            let all = all(byte);
            self.map(|bytes| unsafe { _mm_cmpeq_epi8(bytes, all) })
        }

        /// Whether each is between two.
        #[inline]
        pub(in super::super) fn between(&self, first: u8, last: u8) -> Self {
            let (first, range) = (all(first), all(last - first));
            self.map(|bytes| unsafe {
                let moved = _mm_sub_epi8(bytes, first);
                _mm_cmpeq_epi8(_mm_min_epu8(moved, range), moved)
            })
        }

        /// Letters of ASCII in lower case; other bytes become other bytes.
        #[inline]
        pub(in super::super) fn small(&self) -> Self {
            let bit = all(0x20);
            self.map(|bytes| unsafe { _mm_or_si128(bytes, bit) })
        }

        /// Where one of two comparisons holds.
        #[inline]
        pub(in super::super) fn or(&self, other: &Self) -> Self {
            Self(std::array::from_fn(|i| unsafe { _mm_or_si128(self.0[i], other.0[i]) }))
        }

        /// What a comparison says, a bit for each byte.
        #[inline]
        pub(in super::super) fn bits(&self) -> u64 {
            let bits = |i: usize| u64::from(unsafe { _mm_movemask_epi8(self.0[i]) }.cast_unsigned());
            bits(0) | bits(1) << 16 | bits(2) << 32 | bits(3) << 48
        }

        /// White space of ASCII made spaces and, if asked for, its upper case folded.
        #[inline]
        pub(in super::super) fn folded(&self, fold_case: bool) -> [u8; 64] {
            let (upper, control) = (self.between(b'A', b'Z'), self.between(9, 13));
            let (bit, space) = (all(if fold_case { 0x20 } else { 0 }), all(0x20));
            let mut folded = [0; 64];
            let (words, _) = folded.as_chunks_mut::<8>();
            for i in 0..4 {
                let (first, second) = unsafe {
                    let lower = _mm_add_epi8(self.0[i], _mm_and_si128(upper.0[i], bit));
                    let bytes = _mm_or_si128(_mm_andnot_si128(control.0[i], lower), _mm_and_si128(control.0[i], space));
                    (_mm_cvtsi128_si64(bytes), _mm_cvtsi128_si64(_mm_unpackhi_epi64(bytes, bytes)))
                };
                words[2 * i] = first.to_le_bytes();
                words[2 * i + 1] = second.to_le_bytes();
            }
            folded
        }
    }

    #[inline]
    fn all(byte: u8) -> __m128i {
        unsafe { _mm_set1_epi8(byte.cast_signed()) }
    }
}

#[cfg(any(test, not(target_arch = "x86_64")))]
mod portable {
    /// Bytes, or what a comparison says of each: one or zero.
    #[derive(Clone, Copy)]
    pub(in super::super) struct Bytes([u8; 64]);

    impl Bytes {
        #[inline]
        pub(in super::super) fn read(bytes: &[u8; 64]) -> Self {
            Self(*bytes)
        }

        /// Whether each is this one.
        #[inline]
        pub(in super::super) fn equal(&self, byte: u8) -> Self {
            Self(self.0.map(|other| u8::from(other == byte)))
        }

        /// Whether each is between two.
        #[inline]
        pub(in super::super) fn between(&self, first: u8, last: u8) -> Self {
            Self(self.0.map(|byte| u8::from(byte.wrapping_sub(first) <= last - first)))
        }

        /// Letters of ASCII in lower case; other bytes become other bytes.
        #[inline]
        pub(in super::super) fn small(&self) -> Self {
            Self(self.0.map(|byte| byte | 0x20))
        }

        /// Where one of two comparisons holds.
        #[inline]
        pub(in super::super) fn or(&self, other: &Self) -> Self {
            Self(std::array::from_fn(|i| self.0[i] | other.0[i]))
        }

        /// What a comparison says, a bit for each byte.
        #[inline]
        pub(in super::super) fn bits(&self) -> u64 {
            // Eight ones and zeros side by side: each product puts one of them into the highest byte.
            let side_by_side = |bytes: &[u8; 8]| u64::from_le_bytes(*bytes).wrapping_mul(0x0102_0408_1020_4080) >> 56;
            self.0.as_chunks::<8>().0.iter().enumerate().fold(0, |bits, (i, bytes)| bits | side_by_side(bytes) << (8 * i))
        }

        /// White space of ASCII made spaces and, if asked for, its upper case folded.
        #[inline]
        pub(in super::super) fn folded(&self, fold_case: bool) -> [u8; 64] {
            self.0.map(|byte| match byte {
                b'A'..=b'Z' if fold_case => byte | 0x20,
                9..=13 => b' ',
                _ => byte,
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Bytes, portable};

    #[test]
    fn both_ways_say_the_same() {
        for turn in 0..4 {
            let chunk: [u8; 64] = std::array::from_fn(|i| (turn * 64 + i) as u8);
            let (fast, slow) = (Bytes::read(&chunk), portable::Bytes::read(&chunk));
            for byte in 0..=255 {
                assert_eq!(fast.equal(byte).bits(), slow.equal(byte).bits());
                assert_eq!(fast.between(byte / 2, byte).bits(), slow.between(byte / 2, byte).bits());
                assert_eq!(fast.equal(byte).or(&fast.equal(3)).bits(), slow.equal(byte).or(&slow.equal(3)).bits());
                assert_eq!(fast.equal(byte).bits(), chunk.iter().position(|&other| other == byte).map_or(0, |i| 1 << i));
            }
            assert_eq!(fast.small().equal(b'w').bits(), slow.small().equal(b'w').bits());
            assert!([true, false].iter().all(|&fold| fast.folded(fold) == slow.folded(fold)));
            assert_eq!(
                fast.folded(true),
                chunk.map(|byte| if matches!(byte, 9..=13) { b' ' } else { byte.to_ascii_lowercase() })
            );
        }
    }
}
