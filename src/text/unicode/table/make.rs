//! Makes the table, from the data of ICU4X.

use super::{
    BLOCK, CHAR, CODE_POINTS, COMBINES, CONJOINS, CaseFolding, DIACRITIC, EXTENDS, Entry, FIRST_INDIC, FIRST_LETTER, Folding,
    INDIC, Indic, KIND, LAST_LETTER, LATIN, NASAL, NOTHING, SLOW, SPACE, ShortLetter, TEXT, Table, Texts, UNSPACED, WORD,
};
use crate::text::unicode::indic;
use icu_casemap::CaseMapper;
use icu_normalizer::properties::{CanonicalDecompositionBorrowed, Decomposed};
use icu_properties::props::{
    CanonicalCombiningClass, ChangesWhenCasefolded, DefaultIgnorableCodePoint, GeneralCategory, GeneralCategoryGroup,
    GraphemeClusterBreak, IndicConjunctBreak, IndicSyllabicCategory, Script, WhiteSpace,
};
use icu_properties::{CodePointMapData, CodePointSetData};
use rustc_hash::FxHashMap;
use std::ops::RangeInclusive;

impl Table {
    pub(super) fn new(case: CaseFolding, plain: bool) -> Self {
        let mut table = Self {
            ascii: [0; 128],
            indic: [Indic::Other; INDIC],
            punctuation: [([0; 3], 0); 64],
            letters: Vec::new(),
            blocks: Vec::with_capacity(CODE_POINTS / BLOCK),
            entries: Vec::new(),
            texts: Texts::default(),
            classes: FxHashMap::default(),
        };
        let mut all = flags();
        let class = CodePointMapData::<CanonicalCombiningClass>::new();
        let decomposition = CanonicalDecompositionBorrowed::new();
        let case_folded = CodePointSetData::new::<ChangesWhenCasefolded>();
        let mut parts = Vec::new();
        for c in assigned() {
            let entry = &mut all[c as usize];
            // White space and what is ignorable is known already.
            if *entry & KIND != CHAR {
                continue;
            }
            parts.clear();
            decompose(&decomposition, c, &mut parts);
            let classes = (class.get(parts[0]).0, class.get(parts[parts.len() - 1]).0);
            if classes != (0, 0) {
                *entry |= COMBINES;
                table.classes.insert(c, classes);
            }
            if parts.len() == 1
                && parts[0] == c
                && !case_folded.contains(c)
                && !is_unified(c)
                && !(plain && without_stroke(c) != c)
            {
                continue;
            }
            parts.retain_mut(|c| indic::unify(*c).map(|unified| *c = unified).is_some());
            if plain {
                drop_diacritics(&mut parts, |c| Entry(flags_of(c)));
            }
            let folded: String = match case {
                CaseFolding::Fold => parts.iter().flat_map(|&c| case_fold(c, &decomposition)).collect(),
                CaseFolding::Keep => parts.iter().collect(),
            };
            let folded: String =
                folded.chars().map(unify_punctuation).map(|c| if plain { without_stroke(c) } else { c }).collect();
            let mut chars = folded.chars();
            *entry |= match (chars.next(), chars.next()) {
                (None, _) => NOTHING,
                (Some(only), None) if only == c => CHAR,
                (Some(only), None) => CHAR | only as u32,
                _ => TEXT | table.texts.push(&folded),
            };
        }
        for c in (0x900..0xD80).filter_map(char::from_u32) {
            let entry = Entry(all[c as usize]);
            if let Folding::Char(folded) = table.folding(c, entry)
                && indic::is_nasal(folded)
            {
                all[c as usize] |= NASAL;
            }
        }
        let mut known: FxHashMap<&[u32], u16> = FxHashMap::default();
        for block in all.chunks(BLOCK) {
            let next = (table.entries.len() / BLOCK) as u16;
            let at = *known.entry(block).or_insert_with(|| {
                table.entries.extend(block.iter().map(|&bits| Entry(bits)));
                next
            });
            table.blocks.push(at);
        }
        table.ascii = std::array::from_fn(|i| {
            let c = char::from(i as u8);
            match table.folding(c, table.get(c)) {
                Folding::Char(folded) => folded as u8,
                _ => b' ',
            }
        });
        table.punctuation = std::array::from_fn(|i| {
            let c = char::from_u32(0x2000 + i as u32).unwrap_or(' ');
            let (entry, mut bytes) = (table.get(c), [0; 3]);
            match table.folding(c, entry) {
                Folding::Char(c) if entry.is_sign() && c.len_utf8() <= 3 => {
                    c.encode_utf8(&mut bytes);
                    (bytes, c.len_utf8() as u8)
                }
                _ => (bytes, 0),
            }
        });
        table.letters = (FIRST_LETTER..=LAST_LETTER).map(|c| table.short(c).unwrap_or_default()).collect();
        table.indic =
            std::array::from_fn(|i| char::from_u32((FIRST_INDIC + i) as u32).map_or(Indic::Other, |c| table.get(c).into()));
        table
    }
}

impl Table {
    /// What a character folds to if it is a letter of which nothing else is to be known.
    fn short(&self, c: char) -> Option<ShortLetter> {
        let (entry, mut bytes) = (self.get(c), [0; 4]);
        let is_letter = entry.is_word() && !entry.extends() && !entry.is_slow() && !entry.is_unspaced();
        let folded = match self.folding(c, entry) {
            Folding::Char(c) => c.encode_utf8(&mut [0; 4]).to_owned(),
            Folding::Text(text) => text.to_owned(),
            Folding::Space | Folding::Nothing => return None,
        };
        let is_whole = folded.chars().all(|c| self.get(c).is_word());
        bytes.get_mut(..folded.len()).filter(|_| is_letter && is_whole)?.copy_from_slice(folded.as_bytes());
        Some(ShortLetter { bytes, len: folded.len() as u8, latin: entry.is_latin(), combines: entry.combines() })
    }
}

/// The code points that are assigned, without those for private use.
fn assigned() -> impl Iterator<Item = char> {
    let none = [GeneralCategory::Unassigned, GeneralCategory::PrivateUse, GeneralCategory::Surrogate];
    let ranges = CodePointMapData::<GeneralCategory>::new().iter_ranges();
    ranges.filter(move |range| !none.contains(&range.value)).flat_map(|range| range.range).filter_map(char::from_u32)
}

/// Flags, white space and ignorables of all code points, by ranges: what does not depend on the table.
fn flags() -> Vec<u32> {
    let mut all = vec![0; CODE_POINTS];
    let mut set = |range: RangeInclusive<u32>, flags: u32| {
        for entry in &mut all[*range.start() as usize..=*range.end() as usize] {
            *entry |= flags;
        }
    };
    for range in CodePointMapData::<GeneralCategory>::new().iter_ranges() {
        set(range.range, category_flags(range.value));
    }
    for range in CodePointMapData::<GraphemeClusterBreak>::new().iter_ranges() {
        set(range.range, cluster_flags(range.value));
    }
    for script in UNSPACED_SCRIPTS {
        CodePointMapData::<Script>::new().iter_ranges_for_value(script).for_each(|range| set(range, UNSPACED));
    }
    set(PROLONGED..=PROLONGED, UNSPACED);
    let letters = CodePointMapData::<GeneralCategory>::new();
    for c in CodePointMapData::<Script>::new().iter_ranges_for_value(Script::Latin).flatten().filter_map(char::from_u32) {
        if GeneralCategoryGroup::Letter.contains(letters.get(c)) {
            set(c as u32..=c as u32, LATIN);
        }
    }
    // Conjuncts are one cluster, between the letters of which there would be a bound.
    for (value, flag) in [(IndicConjunctBreak::Linker, SLOW), (IndicConjunctBreak::Consonant, CONJOINS)] {
        for c in CodePointMapData::<IndicConjunctBreak>::new().iter_ranges_for_value(value).flatten() {
            if char::from_u32(c).is_some_and(|c| UNSPACED_SCRIPTS.contains(&CodePointMapData::<Script>::new().get(c))) {
                set(c..=c, flag);
            }
        }
    }
    let class = CodePointMapData::<CanonicalCombiningClass>::new();
    for range in class.iter_ranges().filter(|range| range.value != CanonicalCombiningClass::NotReordered) {
        for c in range.range.filter_map(char::from_u32) {
            if letters.get(c) == GeneralCategory::NonspacingMark {
                set(c as u32..=c as u32, DIACRITIC);
            }
        }
    }
    for range in CodePointSetData::new::<WhiteSpace>().iter_ranges() {
        set(range, SPACE);
    }
    for range in CodePointSetData::new::<DefaultIgnorableCodePoint>().iter_ranges() {
        for entry in &mut all[*range.start() as usize..=*range.end() as usize] {
            *entry = *entry & EXTENDS | NOTHING | SLOW;
        }
    }
    all[APOSTROPHE as usize] &= !WORD;
    all
}

const UNSPACED_SCRIPTS: [Script; 7] =
    [Script::Han, Script::Hiragana, Script::Katakana, Script::Thai, Script::Lao, Script::Khmer, Script::Myanmar];
/// U+30FC, the mark of a long vowel, which all Kana share.
const PROLONGED: u32 = 0x30FC;
/// U+02BC, a letter by its category.
const APOSTROPHE: u32 = 0x2BC;

fn category_flags(category: GeneralCategory) -> u32 {
    let words = GeneralCategoryGroup::Letter
        .union(GeneralCategoryGroup::Mark)
        .union(GeneralCategoryGroup::Number)
        .union(GeneralCategoryGroup::ConnectorPunctuation);
    if words.contains(category) { WORD } else { 0 }
}

fn cluster_flags(class: GraphemeClusterBreak) -> u32 {
    match class {
        GraphemeClusterBreak::Extend | GraphemeClusterBreak::SpacingMark | GraphemeClusterBreak::ZWJ => EXTENDS,
        // What comes next belongs to them; they end a cluster before what would extend it; two of them are one.
        GraphemeClusterBreak::Prepend | GraphemeClusterBreak::Control | GraphemeClusterBreak::RegionalIndicator => SLOW,
        _ => 0,
    }
}

/// What tells Latin letters and the marks on them.
fn flags_of(c: char) -> u32 {
    let category = CodePointMapData::<GeneralCategory>::new().get(c);
    let latin = CodePointMapData::<Script>::new().get(c) == Script::Latin && GeneralCategoryGroup::Letter.contains(category);
    let mark = category == GeneralCategory::NonspacingMark && combining_class(c) != 0;
    if latin {
        LATIN
    } else if mark {
        DIACRITIC
    } else {
        0
    }
}

/// Takes the diacritics off the Latin letters of decomposed text.
fn drop_diacritics(parts: &mut Vec<char>, entry: impl Fn(char) -> Entry) {
    let mut latin = false;
    parts.retain(|&c| {
        let entry = entry(c);
        let dropped = latin && entry.is_diacritic();
        if !dropped {
            latin = entry.is_latin();
        }
        !dropped
    });
}

/// Adds the full canonical decomposition of a code point.
pub(crate) fn decompose(data: &CanonicalDecompositionBorrowed, c: char, parts: &mut Vec<char>) {
    match data.decompose(c) {
        Decomposed::Default => parts.push(c),
        Decomposed::Singleton(other) => decompose(data, other, parts),
        Decomposed::Expansion(first, second) => {
            decompose(data, first, parts);
            decompose(data, second, parts);
        }
    }
}

/// The full case folding of a code point, decomposed.
fn case_fold(c: char, data: &CanonicalDecompositionBorrowed) -> Vec<char> {
    let mut parts = Vec::new();
    for folded in CaseMapper::new().fold_string(c.encode_utf8(&mut [0; 4])).chars() {
        decompose(data, folded, &mut parts);
    }
    parts
}

/// Canonical combining class.
pub(crate) fn combining_class(c: char) -> u8 {
    CodePointMapData::<CanonicalCombiningClass>::new().get(c).0
}

/// Kills the vowel of a consonant.
pub(crate) fn is_virama(c: char) -> bool {
    let syllabic = CodePointMapData::<IndicSyllabicCategory>::new().get(c);
    matches!(syllabic, IndicSyllabicCategory::Virama | IndicSyllabicCategory::PureKiller) && combining_class(c) == 9
}

/// Whether rule 3 or rule 4 makes another character of it.
fn is_unified(c: char) -> bool {
    indic::unify(c) != Some(c) || unify_punctuation(c) != c
}

/// Letters with a stroke, which have no decomposition, and the dotless one.
fn without_stroke(c: char) -> char {
    match c {
        'ø' => 'o',
        'Ø' => 'O',
        'đ' => 'd',
        'Đ' => 'D',
        'ħ' => 'h',
        'Ħ' => 'H',
        'ı' => 'i',
        'ł' => 'l',
        'Ł' => 'L',
        'ŧ' => 't',
        'Ŧ' => 'T',
        other => other,
    }
}

/// The apostrophes are one, the hyphens are one.
fn unify_punctuation(c: char) -> char {
    match c {
        '\u{2019}' | '\u{2BC}' => '\'',
        '\u{2010}' | '\u{2011}' | '\u{2013}' => '-',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use icu_normalizer::DecomposingNormalizerBorrowed;

    #[test]
    fn canonical_equivalents_have_one_folding_and_one_class() {
        let data = CanonicalDecompositionBorrowed::new();
        for (case, plain) in [(CaseFolding::Fold, false), (CaseFolding::Keep, true)] {
            let table = Table::with(case, plain);
            for c in assigned() {
                let mut parts = Vec::new();
                decompose(&data, c, &mut parts);
                let text: String = parts.iter().collect();
                assert_eq!(text, DecomposingNormalizerBorrowed::new_nfd().normalize(&c.to_string()), "{c:?}");
                assert_eq!(
                    crate::text::fold_as(&c.to_string(), case == CaseFolding::Fold, plain),
                    crate::text::fold_as(&text, case == CaseFolding::Fold, plain),
                    "{c:?}"
                );
                let (one, first) = (table.get(c), table.get(parts[0]));
                let class = |entry: Entry| (entry.is_word(), entry.is_unspaced(), entry.is_latin(), entry.extends());
                assert_eq!(class(one), class(first), "{c:?}");
            }
        }
    }
}
