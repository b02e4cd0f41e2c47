//! Characters of UTF-8 that is known to be valid.

/// The first character of UTF-8 that begins with more than one byte, and its length.
#[inline]
pub(crate) fn decode(bytes: &[u8]) -> (char, usize) {
    let part = |i: usize| u32::from(bytes.get(i).copied().unwrap_or(0) & 0x3F);
    let lead = u32::from(bytes[0]);
    let (code, len) = match bytes[0] {
        0..0xE0 => ((lead & 0x1F) << 6 | part(1), 2),
        0xE0..0xF0 => ((lead & 0x0F) << 12 | part(1) << 6 | part(2), 3),
        _ => ((lead & 0x07) << 18 | part(1) << 12 | part(2) << 6 | part(3), 4),
    };
    (char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), len)
}
