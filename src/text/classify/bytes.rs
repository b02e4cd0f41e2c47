//! Sixty-four bytes that are compared at once.
//!
//! On x86-64 in the widest registers that the processor has, elsewhere by loops over arrays, which compilers turn into what there is.

#[cfg(target_arch = "x86_64")]
pub(super) mod avx2;
#[cfg(target_arch = "x86_64")]
pub(super) mod avx512;
pub(super) mod classes;
#[cfg(any(test, not(target_arch = "x86_64")))]
pub(super) mod portable;
#[cfg(target_arch = "x86_64")]
pub(super) mod sse2;
#[cfg(target_arch = "x86_64")]
mod tables;

use classes::{Ascii, Seconds, Thirds};
use std::ops::BitOr;

/// Sixty-four bytes in registers. All that is made of them is inlined into a function for which these registers are enabled.
pub(super) trait Bytes: Copy {
    /// That the processor has these registers.
    type Proof: Copy;

    fn read(proof: Self::Proof, bytes: &[u8; 64]) -> Self;

    /// White space of ASCII made spaces and, if asked for, its upper case folded.
    fn write_folded(self, fold_case: bool, out: &mut [u8; 64]);

    /// What is not ASCII.
    fn high(self) -> u64;

    /// From 0x80 on what is below a byte, which is greater.
    fn below(self, byte: u8) -> u64;

    /// Whether each is this one.
    fn equal(self, byte: u8) -> u64;

    /// What is asked of ASCII.
    fn ascii(self) -> Ascii;

    /// What is asked of third bytes of Devanagari; of other bytes it is not for use.
    fn thirds(self) -> Thirds;

    /// What is asked of second bytes of Cyrillic and Arabic; of what is no second or third byte it is not for use.
    fn seconds(self) -> Seconds;
}

/// Sixty-four bytes that are compared, with an answer a byte.
pub(super) trait Compare: Copy {
    /// What a comparison says of each byte.
    type Answer: Copy + BitOr<Output = Self::Answer>;

    /// Whether each is this one.
    fn is(self, byte: u8) -> Self::Answer;

    /// Whether each is between two.
    fn between(self, first: u8, last: u8) -> Self::Answer;

    /// Letters of ASCII in lower case; other bytes become other bytes.
    fn small(self) -> Self;

    /// A bit for each answer.
    fn bits(answer: Self::Answer) -> u64;
}

#[cfg(test)]
mod tests {
    use super::Bytes;
    use super::portable::Portable;

    /// All questions, of each byte where it stands.
    fn answers<B: Bytes>(proof: B::Proof, chunk: &[u8; 64]) -> (Vec<u64>, [[u8; 64]; 2]) {
        let bytes = B::read(proof, chunk);
        let mut masks: Vec<u64> = (0..=255).map(|byte| bytes.equal(byte)).collect();
        let (ascii, inside) = (bytes.ascii(), bytes.below(0xC0));
        masks.extend([
            bytes.high(),
            inside,
            ascii.word,
            ascii.space,
            ascii.full_stop,
            ascii.stop,
            ascii.line,
            ascii.mark,
            ascii.w,
        ]);
        let thirds = bytes.thirds();
        let of = [thirds.odd4, thirds.odd5, thirds.sign4, thirds.sign5, thirds.nasal, thirds.virama];
        masks.extend(of.map(|mask| mask & inside));
        let seconds = bytes.seconds();
        let of = [seconds.d0, seconds.d1, seconds.d8, seconds.d9, seconds.db];
        masks.extend(of.map(|mask| mask & inside));
        let mut folded = [[0; 64]; 2];
        bytes.write_folded(false, &mut folded[0]);
        bytes.write_folded(true, &mut folded[1]);
        (masks, folded)
    }

    #[test]
    fn all_widths_say_the_same() {
        // Every byte at every place.
        for turn in 0..256 {
            let chunk: [u8; 64] = std::array::from_fn(|i| (turn * 65 + i * 7) as u8);
            let slow = answers::<Portable>((), &chunk);
            #[cfg(target_arch = "x86_64")]
            {
                use super::{avx2, avx512, sse2};
                assert_eq!(answers::<sse2::Sse2>(sse2::Proof, &chunk), slow);
                if let Some(proof) = avx2::Proof::find() {
                    assert_eq!(answers::<avx2::Avx2>(proof, &chunk), slow);
                }
                if let Some(proof) = avx512::Proof::find() {
                    assert_eq!(answers::<avx512::Avx512>(proof, &chunk), slow);
                }
            }
            for (byte, &mask) in slow.0[..256].iter().enumerate() {
                assert_eq!(
                    mask,
                    chunk.iter().enumerate().fold(0, |mask, (i, &other)| mask | u64::from(other as usize == byte) << i)
                );
            }
            let control = |byte: &u8| matches!(byte, 9..=13);
            assert_eq!(slow.1[0], chunk.map(|byte| if control(&byte) { b' ' } else { byte }));
            assert_eq!(slow.1[1], chunk.map(|byte| if control(&byte) { b' ' } else { byte.to_ascii_lowercase() }));
        }
    }
}
