//! Which characters may end a sentence: the classes of UAX #29.

use icu_properties::props::SentenceBreak as Class;
use icu_properties::{CodePointMapData, CodePointMapDataBorrowed};
use std::sync::LazyLock;

/// The class of each character.
pub(crate) const CLASSES: CodePointMapDataBorrowed<'static, Class> = CodePointMapData::<Class>::new();

/// First bytes of the characters that end a sentence.
struct Ends {
    /// For each first byte, the second bytes (their lowest six bits) behind which one may go on; of ASCII, whether it is one.
    second: [u64; 256],
    /// The same of third bytes behind E2 80, where dashes and quotation marks are, which are frequent, and ends, which are not.
    punctuation: u64,
}

static ENDS: LazyLock<Ends> = LazyLock::new(|| {
    let mut all = Ends { second: [0; 256], punctuation: 0 };
    for class in [Class::ATerm, Class::STerm, Class::Sep, Class::CR, Class::LF] {
        for c in CLASSES.iter_ranges_for_value(class).flatten().filter_map(char::from_u32) {
            let mut buffer = [0; 4];
            match *c.encode_utf8(&mut buffer).as_bytes() {
                [byte] => all.second[byte as usize] = !0,
                [first, second, ref rest @ ..] => {
                    all.second[first as usize] |= 1 << (second & 0x3F);
                    if let (0xE2, 0x80, &[third]) = (first, second, rest) {
                        all.punctuation |= 1 << (third & 0x3F);
                    }
                }
                [] => {}
            }
        }
    }
    all
});

/// Builds the table now, instead of when it is first asked for.
#[cfg(feature = "python")]
pub(crate) fn build() {
    LazyLock::force(&ENDS);
}

/// Whether the character at a byte, which is not ASCII, may end a sentence. What does not and is said to is a letter most often.
pub(crate) fn may_end(bytes: &[u8], at: usize) -> bool {
    let low = |i: usize| bytes.get(at + i).copied().unwrap_or(0) & 0x3F;
    ENDS.second[bytes[at] as usize] >> low(1) & 1 == 1
        && (bytes[at] != 0xE2 || low(1) != 0 || ENDS.punctuation >> low(2) & 1 == 1)
}
