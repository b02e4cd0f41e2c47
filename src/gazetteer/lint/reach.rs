//! Aliases the matcher can never find.

use crate::text::classify::Lanes;
use crate::text::fold::{Folded, Folder};
use crate::text::segment::urls::NotText;
use crate::text::unicode::boundaries::is_cluster_bound;
use crate::text::unicode::table::{CaseFolding, Table};

/// Why the matcher finds an alias in no text, if that is so: tried on a text that is nothing but the alias between two spaces.
pub(super) fn never(alias: &str, folded: &str) -> Option<String> {
    // Letters with spaces, full stops and hyphens between them are found.
    if alias.bytes().all(|b| b.is_ascii_alphabetic() || matches!(b, b' ' | b'-')) {
        return None;
    }
    let text = format!(" {alias} ");
    let (mut out, mut not_text) = (Folded::default(), NotText::default());
    Folder::new(CaseFolding::Fold, false, false).fold(&text, 0, &mut out);
    let from = out.bytes.iter().position(|&byte| byte != b' ')?;
    let to = from + folded.len();
    if out.bytes.get(from..to) != Some(folded.as_bytes()) {
        // A mark took the space before it along.
        return Some("it begins with a mark that belongs to the letter before it".to_owned());
    }
    let (start, end) = out.in_document(from as u32, to as u32);
    if !out.bounds.get(from) || !is_cluster_bound(&text, start as usize) {
        return Some("it begins with a mark that belongs to the letter before it".to_owned());
    }
    not_text.find(&text, &Lanes::of(&text), 0..text.len());
    if not_text.has_closed() && !not_text.allows(start, end) {
        return Some("it is or holds a URL or an e-mail address, where nothing is matched".to_owned());
    }
    if !not_text.allows(start, end) {
        return Some("it holds a handle (@…), of which only names that begin with its @ are matched".to_owned());
    }
    None
}

/// A mark that stands behind no letter: behind a space or punctuation.
pub(super) fn dangling_mark(alias: &str) -> Option<char> {
    let table = Table::of(CaseFolding::Fold);
    let mut letter = true;
    for c in alias.chars() {
        let entry = table.get(c);
        if entry.is_ignorable() {
            continue;
        }
        // Marks are word characters too; symbols such as ™ or a keycap's digit may carry one.
        if entry.extends() && !entry.is_ignorable() && !letter {
            return Some(c);
        }
        letter = !entry.is_space() && !matches!(c, '.' | ',' | '(' | ')' | '-' | '/' | ':' | ';');
    }
    None
}
