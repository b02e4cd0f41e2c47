//! What every code point is and what it folds to, in one table of two stages.
//!
//! The data come from ICU4X; the table is made once for each [`CaseFolding`], in about ten milliseconds, so that folding looks up one `u32` a character.

use super::fold::indic;
use icu_casemap::CaseMapper;
use icu_normalizer::properties::{CanonicalDecompositionBorrowed, Decomposed};
use icu_properties::props::{
    CanonicalCombiningClass, ChangesWhenCasefolded, DefaultIgnorableCodePoint, GeneralCategory, GeneralCategoryGroup,
    GraphemeClusterBreak, IndicConjunctBreak, IndicSyllabicCategory, Script, WhiteSpace,
};
use icu_properties::{CodePointMapData, CodePointSetData};
use rustc_hash::FxHashMap;
use std::ops::RangeInclusive;
use std::sync::LazyLock;

/// Whether letters of different case are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CaseFolding {
    /// `STRASSE` is `straße`.
    Fold,
    /// They differ.
    Keep,
}

/// What a code point folds to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Folding<'a> {
    /// One code point, often itself.
    Char(char),
    /// Several.
    Text(&'a str),
    /// White space.
    Space,
    /// Nothing.
    Nothing,
}

/// The entry of a code point: 21 bits of payload, 2 bits of kind, 9 flags.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Entry(u32);

const PAYLOAD: u32 = (1 << 21) - 1;
const KIND: u32 = 0b11 << 21;
/// Payload 0 stands for the code point itself, so that most blocks of the table are alike.
const CHAR: u32 = 0;
const TEXT: u32 = 1 << 21;
const SPACE: u32 = 2 << 21;
const NOTHING: u32 = 3 << 21;
const WORD: u32 = 1 << 23;
const UNSPACED: u32 = 1 << 24;
const EXTENDS: u32 = 1 << 25;
const COMBINES: u32 = 1 << 26;
const SLOW: u32 = 1 << 27;
const NASAL: u32 = 1 << 28;
const LATIN: u32 = 1 << 29;
const DIACRITIC: u32 = 1 << 30;
const CONJOINS: u32 = 1 << 31;

impl Entry {
    /// Of general category L, M, N or Pc; what is ignorable is none. What [`extends`](Self::extends) takes after the character before it.
    #[inline]
    pub(crate) fn is_word(self) -> bool {
        self.0 & WORD != 0
    }
    /// Of a script written without spaces.
    #[inline]
    pub(crate) fn is_unspaced(self) -> bool {
        self.0 & UNSPACED != 0
    }
    /// Belongs to the grapheme cluster of the character before it.
    #[inline]
    pub(crate) fn extends(self) -> bool {
        self.0 & EXTENDS != 0
    }
    /// Takes part in canonical reordering: its decomposition begins or ends with a mark that has a combining class.
    #[inline]
    pub(crate) fn combines(self) -> bool {
        self.0 & COMBINES != 0
    }
    /// What it means depends on more than the character before it.
    #[inline]
    pub(crate) fn is_slow(self) -> bool {
        self.0 & SLOW != 0
    }
    /// An Indic nasal consonant, which before a stop of its row may be written as anusvara.
    #[inline]
    pub(crate) fn is_nasal(self) -> bool {
        self.0 & NASAL != 0
    }
    /// A letter of Latin script.
    #[inline]
    pub(crate) fn is_latin(self) -> bool {
        self.0 & LATIN != 0
    }
    /// A mark that goes where diacritics go: nonspacing, with a combining class.
    #[inline]
    pub(crate) fn is_diacritic(self) -> bool {
        self.0 & DIACRITIC != 0
    }
    /// A consonant of a script without spaces, which a conjunct may join to the cluster before it.
    #[inline]
    pub(crate) fn conjoins(self) -> bool {
        self.0 & CONJOINS != 0
    }
    /// White space.
    #[inline]
    pub(crate) fn is_space(self) -> bool {
        self.0 & KIND == SPACE
    }
    /// Of `Default_Ignorable_Code_Point`: does not exist, neither for matching nor for words and sentences.
    #[inline]
    pub(crate) fn is_ignorable(self) -> bool {
        self.is_nothing() && !self.is_word()
    }
    /// Does not exist for matching: ignorables and nuktas.
    #[inline]
    pub(crate) fn is_nothing(self) -> bool {
        self.0 & KIND == NOTHING
    }
    /// Stays as it is.
    #[inline]
    pub(crate) fn is_itself(self) -> bool {
        self.0 & (KIND | PAYLOAD) == CHAR
    }
}

const BLOCK: usize = 128;
const CODE_POINTS: usize = 0x11_0000;

/// First of the characters with a shorter way, and their number: the scripts from Devanagari to Malayalam.
pub(crate) const FIRST_INDIC: usize = 0x900;
const INDIC: usize = 0xD80 - FIRST_INDIC;

/// What an Indic character is in a run that is copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Indic {
    /// Anything else.
    Other,
    Letter,
    /// A letter, unless a virama is next.
    Nasal,
    /// Goes on a cluster.
    Sign,
    /// So does this, behind anything but another one.
    Combining,
}

impl From<Entry> for Indic {
    fn from(entry: Entry) -> Self {
        let simple = entry.is_itself() && entry.is_word() && !entry.is_slow() && !entry.is_unspaced();
        match (simple, entry.extends(), entry.is_nasal(), entry.combines()) {
            (true, true, false, true) => Self::Combining,
            (true, true, false, false) => Self::Sign,
            (true, false, true, false) => Self::Nasal,
            (true, false, false, false) => Self::Letter,
            _ => Self::Other,
        }
    }
}

/// The two stages, and the foldings that are longer than one code point.
pub(crate) struct Table {
    /// Fold of each ASCII character.
    pub(crate) ascii: [u8; 128],
    /// What the characters from U+0900 on are, in short, for runs of letters and vowel signs that stay as they are.
    pub(crate) indic: [Indic; INDIC],
    blocks: Vec<u16>,
    entries: Vec<Entry>,
    texts: Texts,
    /// First and last combining class of the decomposition of what `combines`.
    classes: FxHashMap<char, (u8, u8)>,
}

/// Many short texts in one.
#[derive(Default)]
struct Texts {
    all: String,
    ends: Vec<u32>,
}

impl Texts {
    fn push(&mut self, text: &str) -> u32 {
        self.all.push_str(text);
        self.ends.push(self.all.len() as u32);
        self.ends.len() as u32 - 1
    }

    fn get(&self, number: u32) -> &str {
        let number = number as usize;
        let from = if number == 0 { 0 } else { self.ends[number - 1] };
        &self.all[from as usize..self.ends[number] as usize]
    }
}

static FOLDED: LazyLock<Table> = LazyLock::new(|| Table::new(CaseFolding::Fold, false));
static KEPT: LazyLock<Table> = LazyLock::new(|| Table::new(CaseFolding::Keep, false));
static FOLDED_PLAIN: LazyLock<Table> = LazyLock::new(|| Table::new(CaseFolding::Fold, true));
static KEPT_PLAIN: LazyLock<Table> = LazyLock::new(|| Table::new(CaseFolding::Keep, true));

impl Table {
    /// The table for a case folding, diacritics kept.
    pub(crate) fn of(case: CaseFolding) -> &'static Self {
        Self::with(case, false)
    }

    /// The table for a case folding; `plain` drops the diacritics of Latin letters.
    pub(crate) fn with(case: CaseFolding, plain: bool) -> &'static Self {
        match (case, plain) {
            (CaseFolding::Fold, false) => &FOLDED,
            (CaseFolding::Keep, false) => &KEPT,
            (CaseFolding::Fold, true) => &FOLDED_PLAIN,
            (CaseFolding::Keep, true) => &KEPT_PLAIN,
        }
    }

    /// The entry of a code point.
    #[inline]
    pub(crate) fn get(&self, c: char) -> Entry {
        let c = c as usize;
        self.entries[self.blocks[c / BLOCK] as usize * BLOCK + c % BLOCK]
    }

    /// What a code point with this entry folds to.
    #[inline]
    pub(crate) fn folding(&self, c: char, entry: Entry) -> Folding<'_> {
        let payload = entry.0 & PAYLOAD;
        match entry.0 & KIND {
            CHAR if payload == 0 => Folding::Char(c),
            CHAR => Folding::Char(char::from_u32(payload).unwrap_or(c)),
            TEXT => Folding::Text(self.texts.get(payload)),
            SPACE => Folding::Space,
            _ => Folding::Nothing,
        }
    }

    /// Combining classes of the first and the last code point of the canonical decomposition.
    pub(crate) fn combining_classes(&self, c: char) -> (u8, u8) {
        self.classes.get(&c).copied().unwrap_or((0, 0))
    }

    /// Whether two neighbours that combine are to change places.
    #[cold]
    pub(crate) fn are_out_of_order(&self, before: char, after: char) -> bool {
        let first = self.combining_classes(after).0;
        first != 0 && first < self.combining_classes(before).1
    }

    fn new(case: CaseFolding, plain: bool) -> Self {
        let mut table = Self {
            ascii: [0; 128],
            indic: [Indic::Other; INDIC],
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
        table.indic =
            std::array::from_fn(|i| char::from_u32((FIRST_INDIC + i) as u32).map_or(Indic::Other, |c| table.get(c).into()));
        table
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
pub(crate) fn unify_punctuation(c: char) -> char {
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
