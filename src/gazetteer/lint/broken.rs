//! Text that was read in a wrong encoding, and characters that are none.

use super::Severity;
use icu_properties::CodePointMapData;
use icu_properties::props::GeneralCategory;

/// What Windows-1252 has at 80 to 9F, where Latin-1 has control characters.
const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}', '\u{90}', '‘', '’', '“', '”',
    '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
];

/// How bad it is, and why.
pub(super) fn check(alias: &str) -> Option<(Severity, String)> {
    if let Some(c) = alias.chars().find(|&c| is_none(c)) {
        let what = match c {
            '\u{FFFD}' => "stands for a character that was lost",
            c if CodePointMapData::<GeneralCategory>::new().get(c) == GeneralCategory::PrivateUse => {
                "is for private use and means nothing elsewhere"
            }
            _ => "is no character",
        };
        return Some((Severity::Error, format!("U+{:04X} {what}", u32::from(c))));
    }
    if let Some(meant) = as_utf8(alias) {
        return Some((Severity::Error, format!("UTF-8 read as Latin-1: '{}' is meant", crate::error::shown(&meant))));
    }
    let question = alias.chars().zip(alias.chars().skip(1)).zip(alias.chars().skip(2));
    let lost = question.into_iter().any(|((a, b), c)| b == '?' && a.is_alphabetic() && c.is_lowercase());
    lost.then(|| (Severity::Warning, "a question mark inside a word, as where a character was lost".to_owned()))
}

fn is_none(c: char) -> bool {
    !c.is_ascii()
        && (c == '\u{FFFD}'
            || matches!(
                CodePointMapData::<GeneralCategory>::new().get(c),
                GeneralCategory::PrivateUse | GeneralCategory::Unassigned
            ))
}

/// What a text is if its characters are the bytes of UTF-8.
fn as_utf8(alias: &str) -> Option<String> {
    if alias.is_ascii() {
        return None;
    }
    let byte = |c: char| match u8::try_from(u32::from(c)) {
        Ok(byte) => Some(byte),
        Err(_) => WINDOWS.iter().position(|&known| known == c).map(|at| 0x80 + at as u8),
    };
    let bytes: Option<Vec<u8>> = alias.chars().map(byte).collect();
    // By chance hardly any text is valid: a lead byte is a capital letter with a diacritic, and what follows it is no letter but in Windows-1252.
    let meant = String::from_utf8(bytes?).ok()?;
    let mut made = meant.chars().filter(|c| !c.is_ascii());
    let common = |c: char| matches!(c, '\u{A0}'..='\u{17F}' | '\u{2010}'..='\u{203A}');
    let first = made.next()?;
    (common(first) || made.next().is_some()).then_some(meant)
}

#[cfg(test)]
mod tests {
    use super::as_utf8;

    #[test]
    fn utf8_read_as_latin_1_is_known_by_its_bytes() {
        for (alias, meant) in [
            ("JosÃ©", Some("José")),
            ("à¤—à¤¯à¤¾", Some("गया")),
            ("José", None),
            ("Ãé", None),
            ("Côte d’Ivoire", None),
            ("Kim Çžon Yn", None),
        ] {
            assert_eq!(as_utf8(alias).as_deref(), meant, "{alias}");
        }
    }
}
