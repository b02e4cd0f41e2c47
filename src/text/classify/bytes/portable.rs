//! By loops over arrays.

use super::classes::{Ascii, Seconds, Thirds};
use super::{Bytes, Compare};
use std::ops::BitOr;

#[derive(Clone, Copy)]
pub(in super::super) struct Portable([u8; 64]);

/// One or zero for each byte.
#[derive(Clone, Copy)]
pub(in super::super) struct Answer([u8; 64]);

impl Bytes for Portable {
    type Proof = ();

    #[inline]
    fn read((): (), bytes: &[u8; 64]) -> Self {
        Self(*bytes)
    }

    #[inline]
    fn write_folded(self, fold_case: bool, out: &mut [u8; 64]) {
        *out = self.0.map(|byte| match byte {
            b'A'..=b'Z' if fold_case => byte | 0x20,
            9..=13 => b' ',
            _ => byte,
        });
    }

    #[inline]
    fn high(self) -> u64 {
        Self::bits(self.between(0x80, 0xFF))
    }

    #[inline]
    fn below(self, byte: u8) -> u64 {
        Self::bits(self.between(0x80, byte - 1))
    }

    #[inline]
    fn equal(self, byte: u8) -> u64 {
        Self::bits(self.is(byte))
    }

    #[inline]
    fn ascii(self) -> Ascii {
        Ascii::compared(self)
    }

    #[inline]
    fn thirds(self) -> Thirds {
        Thirds::compared(self)
    }

    #[inline]
    fn seconds(self) -> Seconds {
        Seconds::compared(self)
    }
}

impl Compare for Portable {
    type Answer = Answer;

    #[inline]
    fn is(self, byte: u8) -> Answer {
        Answer(self.0.map(|other| u8::from(other == byte)))
    }

    #[inline]
    fn between(self, first: u8, last: u8) -> Answer {
        Answer(self.0.map(|byte| u8::from(byte.wrapping_sub(first) <= last - first)))
    }

    #[inline]
    fn small(self) -> Self {
        Self(self.0.map(|byte| byte | 0x20))
    }

    #[inline]
    fn bits(answer: Answer) -> u64 {
        // Eight ones and zeros side by side: each product puts one of them into the highest byte.
        let side_by_side = |bytes: &[u8; 8]| u64::from_le_bytes(*bytes).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        answer.0.as_chunks::<8>().0.iter().enumerate().fold(0, |bits, (i, bytes)| bits | side_by_side(bytes) << (8 * i))
    }
}

impl BitOr for Answer {
    type Output = Self;

    #[inline]
    fn bitor(self, other: Self) -> Self {
        Self(std::array::from_fn(|i| self.0[i] | other.0[i]))
    }
}
