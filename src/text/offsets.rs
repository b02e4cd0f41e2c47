//! From bytes to code points.

use super::lanes::Lanes;

/// Counts code points up to byte offsets that mostly grow: each stretch between two of them is read once.
pub(crate) struct CodePoints<'a> {
    text: Source<'a>,
    byte: usize,
    chars: u32,
}

/// What is counted.
enum Source<'a> {
    Lanes(&'a Lanes),
    Text(&'a str),
}

impl<'a> CodePoints<'a> {
    /// Of the text whose lanes these are.
    pub(crate) fn new(lanes: &'a Lanes) -> Self {
        Self { text: Source::Lanes(lanes), byte: 0, chars: 0 }
    }

    /// Of a text whose lanes nobody has read.
    pub(crate) fn of(text: &'a str) -> Self {
        Self { text: Source::Text(text), byte: 0, chars: 0 }
    }

    /// Code points before a byte offset, which must be a character boundary.
    pub(crate) fn at(&mut self, byte: u32) -> u32 {
        let byte = byte as usize;
        if byte >= self.byte {
            self.chars += self.count(self.byte, byte);
        } else {
            self.chars -= self.count(byte, self.byte);
        }
        self.byte = byte;
        self.chars
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "for every mention, twice")]
    fn count(&self, from: usize, to: usize) -> u32 {
        match self.text {
            Source::Lanes(lanes) => (to - from) as u32 - lanes.count(|lane| lane.inside, from..to),
            Source::Text(text) => text[from..to].chars().count() as u32,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{CodePoints, Lanes};

    #[test]
    fn forwards_and_back() {
        let text = "aß𝄞मो b";
        // Longer than a lane, in its second half ASCII.
        let text = text.repeat(10) + &"a".repeat(150);
        let lanes = Lanes::of(&text);
        let all: Vec<usize> = text.char_indices().map(|(byte, _)| byte).chain([text.len()]).collect();
        for mut points in [CodePoints::new(&lanes), CodePoints::of(&text)] {
            for (chars, byte) in all.iter().enumerate().chain(all.iter().enumerate().rev()) {
                assert_eq!(points.at(*byte as u32), chars as u32);
            }
        }
    }
}
