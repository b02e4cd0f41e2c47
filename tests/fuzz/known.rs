//! Where the library is known to differ from the page: texts that are left out. What is settled goes out of here, and stays out.

use super::chars::props;
use comention::matcher::Options;
use std::sync::LazyLock;

/// Pieces of texts and aliases that are left out: words of conjuncts in scripts without spaces and of prepended marks are counted
/// wrongly, U+0345 folds to a letter, U+115F is an ignorable that begins a cluster.
pub(crate) const WORDS: &str = "ខ្មែរ မန္တလေး \u{11107}\u{11133}\u{11107} \u{d4e}ക \u{600}5 a\u{345} \u{115f}\u{301}";

/// Whether nothing is left out.
pub(crate) static STRICT: LazyLock<bool> = LazyLock::new(|| std::env::var_os("COMENTION_FUZZ_STRICT").is_some());

pub(crate) fn is_known(text: &str, options: &Options) -> bool {
    let chars: Vec<char> = text.chars().collect();
    let plain = options.fold_diacritics;
    let control = |c: char| props(c).white || matches!(c, '\u{ad}' | '\u{feff}' | '\u{200b}');
    // The marks and ignorables around a place, those before it with their letter, and how many of them may change places.
    let joins = |c: char| props(c).mark || props(c).ignorable;
    let run_before = |to: usize| &chars[(0..to).rev().find(|&i| !joins(chars[i])).unwrap_or(0)..to];
    let run_after = |i: usize| &chars[i + 1..(i + 1..chars.len()).find(|&i| !joins(chars[i])).unwrap_or(chars.len())];
    let movable = |run: &[char]| run.iter().flat_map(|&c| &props(c).nfd).filter(|&&c| props(c).ccc > 0).count();
    (0..chars.len()).any(|i| {
        let before = i.checked_sub(1).map(|i| chars[i]);
        let after = chars.get(i + 1).copied();
        let ignorable_before = before.is_some_and(|c| props(c).ignorable);
        let www = || chars[i..].iter().take(4).collect::<String>().eq_ignore_ascii_case("www.");
        match chars[i] {
            // Marks on the full stop of an initial.
            '.' => before.is_some_and(|c| props(c).word || props(c).ignorable) && run_after(i).iter().any(|&c| props(c).mark),
            // A URL behind a script without spaces or a ZWNJ, or inside the host of one that begins before it.
            'w' | 'W' if www() => ignorable_before || before.is_some_and(|c| props(c).word || ".-+".contains(c)),
            // A handle behind a nukta that belongs to no letter.
            '@' if run_before(i).contains(&'\u{93c}') => true,
            // The full stop of an initial begins an address.
            '@' => {
                let local = |c: char| c.is_ascii_alphanumeric() || "._%+-".contains(c);
                (0..i).rev().take_while(|&i| local(chars[i])).last().is_some_and(|i| chars[i] == '.')
            }
            // A mark dropped from a Latin letter it is parted from.
            c if plain && ignorable_before && props(c).mark => true,
            '\u{200c}' => {
                // A virama among marks that are dropped or change places is none to the ZWNJ behind it, and that ZWNJ
                // still ends a word where marks behind it are dropped or change places.
                run_before(i).iter().any(|&c| props(c).virama) && (plain || movable(run_before(i)) > 1)
                    || run_after(i).iter().any(|&c| props(c).mark && (plain || props(c).ccc > 0))
                    || before.is_none_or(control) && after.is_some_and(joins)
            }
            // A cluster of ignorables and a mark, which is taken for part of the cluster before.
            c if props(c).ignorable && before.is_none_or(control) && after.is_some_and(joins) => true,
            // Marks that change places where a cluster begins: white space before them is folded again, no match ends before them.
            c if control(c) => movable(run_after(i)) > 1,
            // The number of words in a cluster with a conjunct (GB9c).
            c if props(c).spaceless && props(c).mark => chars[..i].iter().any(|&c| props(c).virama),
            _ => false,
        }
    })
}
