//! From bytes to code points.

use crate::text::bits::rank_index::Ranks;
use crate::text::classify::Lanes;

/// Code points before byte offsets.
pub(crate) enum CodePoints<'a> {
    /// Of bytes inside of characters.
    Known(&'a Ranks),
    /// Counted up to offsets that mostly grow: each stretch between two of them is read once.
    Counted { text: &'a str, byte: usize, chars: u32 },
}

impl<'a> CodePoints<'a> {
    /// Of the text whose lanes these are; `ranks` is a buffer.
    pub(crate) fn new(lanes: &Lanes, ranks: &'a mut Ranks) -> Self {
        ranks.read(lanes.inside());
        Self::Known(ranks)
    }

    /// Of a text whose lanes nobody has read.
    pub(crate) fn of(text: &'a str) -> Self {
        Self::Counted { text, byte: 0, chars: 0 }
    }

    /// Code points before a byte offset, which must be a character boundary.
    #[inline]
    pub(crate) fn at(&mut self, byte: u32) -> u32 {
        match self {
            Self::Known(inside) => byte - inside.before(byte as usize),
            Self::Counted { text, byte: last, chars } => {
                let (text, byte, last) = (*text, byte as usize, std::mem::replace(last, byte as usize));
                let count = |from, to| text[from..to].chars().count() as u32;
                *chars = if byte >= last { *chars + count(last, byte) } else { *chars - count(byte, last) };
                *chars
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{CodePoints, Lanes, Ranks};

    #[test]
    fn forwards_and_back() {
        let text = "aß𝄞मो b";
        // Longer than a lane, in its second half ASCII.
        let text = text.repeat(10) + &"a".repeat(150);
        let (lanes, mut ranks) = (Lanes::of(&text), Ranks::default());
        let all: Vec<usize> = text.char_indices().map(|(byte, _)| byte).chain([text.len()]).collect();
        for mut points in [CodePoints::new(&lanes, &mut ranks), CodePoints::of(&text)] {
            for (chars, byte) in all.iter().enumerate().chain(all.iter().enumerate().rev()) {
                assert_eq!(points.at(*byte as u32), chars as u32);
            }
        }
    }
}
