//! From bytes to code points.

/// Counts code points up to byte offsets that mostly grow: each stretch between two of them is read once.
pub(crate) struct CodePoints<'a> {
    text: &'a str,
    byte: usize,
    chars: u32,
}

impl<'a> CodePoints<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, byte: 0, chars: 0 }
    }

    /// Code points before a byte offset, which must be a character boundary.
    pub(crate) fn at(&mut self, byte: u32) -> u32 {
        let byte = byte as usize;
        if byte >= self.byte {
            self.chars += self.text[self.byte..byte].chars().count() as u32;
        } else {
            self.chars -= self.text[byte..self.byte].chars().count() as u32;
        }
        self.byte = byte;
        self.chars
    }
}

#[cfg(test)]
mod tests {
    use super::CodePoints;

    #[test]
    fn forwards_and_back() {
        let text = "aß𝄞मो b";
        let mut points = CodePoints::new(text);
        let all: Vec<usize> = text.char_indices().map(|(byte, _)| byte).chain([text.len()]).collect();
        for (chars, byte) in all.iter().enumerate().chain(all.iter().enumerate().rev()) {
            assert_eq!(points.at(*byte as u32), chars as u32);
        }
    }
}
