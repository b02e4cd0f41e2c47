//! What every text of an entity must fulfil.

use crate::Result;
use crate::error::problem;
use crate::text::is_blank;

/// The longest id, name, type, alias or title, in characters. No name is longer; a file read as one is.
pub(in crate::gazetteer) const MAX_CHARS: usize = 4096;

/// Anything a person is to read: not empty, not endless.
pub(in crate::gazetteer) fn text(field: &str, text: &str) -> Result<()> {
    if !text.bytes().any(|byte| byte.is_ascii_alphanumeric()) && is_blank(text) {
        return Err(problem(format!("{field} is empty")));
    }
    if text.len() > MAX_CHARS {
        let chars = text.chars().count();
        if chars > MAX_CHARS {
            return Err(problem(format!("{field} has {chars} characters, at most {MAX_CHARS} are allowed")));
        }
    }
    Ok(())
}
