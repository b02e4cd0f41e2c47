//! What every code point is and what it folds to, in one table of two stages.
//!
//! The data come from ICU4X; the table is made once for each [`CaseFolding`], in about a tenth of a second, so that folding looks up one `u32` a character.

use super::fold::indic;
use icu_casemap::CaseMapper;
use icu_normalizer::DecomposingNormalizerBorrowed;
use icu_normalizer::properties::{CanonicalDecomposition, Decomposed};
use icu_properties::props::{
    CanonicalCombiningClass, ChangesWhenCasefolded, DefaultIgnorableCodePoint, GeneralCategory, GeneralCategoryGroup,
    GraphemeClusterBreak, IndicSyllabicCategory, Script, WhiteSpace,
};
use icu_properties::{CodePointMapData, CodePointMapDataBorrowed, CodePointSetData};
use rustc_hash::FxHashMap;
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

const KIND: u32 = 0b11 << 21;
const CHAR: u32 = 0;
const TEXT: u32 = 1 << 21;
const SPACE: u32 = 2 << 21;
const NOTHING: u32 = 3 << 21;
const WORD: u32 = 1 << 23;
const UNSPACED: u32 = 1 << 24;
const EXTENDS: u32 = 1 << 25;
const CONTROL: u32 = 1 << 26;
const COMBINES: u32 = 1 << 27;
const VIRAMA: u32 = 1 << 28;
const NON_JOINER: u32 = 1 << 29;
const NASAL: u32 = 1 << 30;
const LATIN: u32 = 1 << 31;

impl Entry {
    /// A word character; what is dropped is none.
    pub(crate) fn is_word(self) -> bool {
        self.0 & WORD != 0
    }
    /// Of a script written without spaces.
    pub(crate) fn is_unspaced(self) -> bool {
        self.0 & UNSPACED != 0
    }
    /// Belongs to the grapheme cluster of the character before it.
    pub(crate) fn extends(self) -> bool {
        self.0 & EXTENDS != 0
    }
    /// Ends a grapheme cluster whatever comes next.
    pub(crate) fn is_control(self) -> bool {
        self.0 & CONTROL != 0
    }
    /// Takes part in canonical reordering: its decomposition begins or ends with a mark that has a combining class.
    pub(crate) fn combines(self) -> bool {
        self.0 & COMBINES != 0
    }
    /// Kills the vowel of a consonant.
    pub(crate) fn is_virama(self) -> bool {
        self.0 & VIRAMA != 0
    }
    /// U+200C.
    pub(crate) fn is_non_joiner(self) -> bool {
        self.0 & NON_JOINER != 0
    }
    /// An Indic nasal consonant, which before a stop of its row may be written as anusvara.
    pub(crate) fn is_nasal(self) -> bool {
        self.0 & NASAL != 0
    }
    /// A letter of Latin script.
    pub(crate) fn is_latin(self) -> bool {
        self.0 & LATIN != 0
    }
    /// White space.
    pub(crate) fn is_space(self) -> bool {
        self.0 & KIND == SPACE
    }
    /// Of `Default_Ignorable_Code_Point`: does not exist, neither for matching nor for words and sentences.
    pub(crate) fn is_ignorable(self) -> bool {
        self.is_nothing() && !self.is_word()
    }
    /// Does not exist for matching: ignorables and nuktas.
    pub(crate) fn is_nothing(self) -> bool {
        self.0 & KIND == NOTHING
    }
}

const BLOCK: usize = 128;

/// The two stages, and the foldings that are longer than one code point.
pub(crate) struct Table {
    /// Fold of each ASCII character.
    pub(crate) ascii: [u8; 128],
    blocks: Vec<u16>,
    entries: Vec<Entry>,
    texts: Vec<Box<str>>,
    /// First and last combining class of the decomposition of what `combines`.
    classes: FxHashMap<char, (u8, u8)>,
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
        let payload = entry.0 & 0x1F_FFFF;
        match entry.0 & KIND {
            CHAR => Folding::Char(char::from_u32(payload).unwrap_or(c)),
            TEXT => Folding::Text(&self.texts[payload as usize]),
            SPACE => Folding::Space,
            _ => Folding::Nothing,
        }
    }

    /// Combining classes of the first and the last code point of the canonical decomposition.
    pub(crate) fn combining_classes(&self, c: char) -> (u8, u8) {
        self.classes.get(&c).copied().unwrap_or((0, 0))
    }

    fn new(case: CaseFolding, plain: bool) -> Self {
        let mut maker = Maker::new(case, plain);
        let mut blocks = Vec::with_capacity(0x11_0000 / BLOCK);
        let mut known: FxHashMap<[Entry; BLOCK], u16> = FxHashMap::default();
        let mut entries = Vec::new();
        for block in 0..0x11_0000 / BLOCK {
            let made: [Entry; BLOCK] =
                std::array::from_fn(|i| char::from_u32((block * BLOCK + i) as u32).map_or(Entry(0), |c| maker.entry(c)));
            let next = (entries.len() / BLOCK) as u16;
            let at = *known.entry(made).or_insert_with(|| {
                entries.extend_from_slice(&made);
                next
            });
            blocks.push(at);
        }
        let mut table = Self { ascii: [0; 128], blocks, entries, texts: maker.texts, classes: maker.classes };
        table.ascii = std::array::from_fn(|i| {
            let c = char::from(i as u8);
            match table.folding(c, table.get(c)) {
                Folding::Char(folded) => folded as u8,
                _ => b' ',
            }
        });
        table
    }
}

struct Maker {
    case: CaseFolding,
    plain: bool,
    category: CodePointMapDataBorrowed<'static, GeneralCategory>,
    class: CodePointMapDataBorrowed<'static, CanonicalCombiningClass>,
    cluster: CodePointMapDataBorrowed<'static, GraphemeClusterBreak>,
    script: CodePointMapDataBorrowed<'static, Script>,
    syllabic: CodePointMapDataBorrowed<'static, IndicSyllabicCategory>,
    texts: Vec<Box<str>>,
    classes: FxHashMap<char, (u8, u8)>,
}

impl Maker {
    fn new(case: CaseFolding, plain: bool) -> Self {
        Self {
            case,
            plain,
            category: CodePointMapData::<GeneralCategory>::new(),
            class: CodePointMapData::<CanonicalCombiningClass>::new(),
            cluster: CodePointMapData::<GraphemeClusterBreak>::new(),
            script: CodePointMapData::<Script>::new(),
            syllabic: CodePointMapData::<IndicSyllabicCategory>::new(),
            texts: Vec::new(),
            classes: FxHashMap::default(),
        }
    }

    fn entry(&mut self, c: char) -> Entry {
        let mut bits = self.flags(c);
        bits |= if CodePointSetData::new::<WhiteSpace>().contains(c) {
            SPACE
        } else if CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c) {
            NOTHING
        } else {
            self.folded(c)
        };
        if let Some(payload) = char::from_u32(bits & 0x1F_FFFF)
            && bits & KIND == CHAR
            && indic::is_nasal(payload)
        {
            bits |= NASAL;
        }
        Entry(bits)
    }

    fn flags(&self, c: char) -> u32 {
        let group = GeneralCategoryGroup::Letter
            .union(GeneralCategoryGroup::Mark)
            .union(GeneralCategoryGroup::Number)
            .union(GeneralCategoryGroup::ConnectorPunctuation);
        let cluster = self.cluster.get(c);
        let unspaced =
            [Script::Han, Script::Hiragana, Script::Katakana, Script::Thai, Script::Lao, Script::Khmer, Script::Myanmar];
        let syllabic = self.syllabic.get(c);
        let flag = |yes: bool, flag: u32| if yes { flag } else { 0 };
        let ignorable = CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c);
        flag(group.contains(self.category.get(c)) && c != '\u{2BC}' && !ignorable, WORD)
            | flag(unspaced.contains(&self.script.get(c)) || c == '\u{30FC}', UNSPACED)
            | flag(
                [GraphemeClusterBreak::Extend, GraphemeClusterBreak::SpacingMark, GraphemeClusterBreak::ZWJ].contains(&cluster),
                EXTENDS,
            )
            | flag(
                [GraphemeClusterBreak::Control, GraphemeClusterBreak::CR, GraphemeClusterBreak::LF].contains(&cluster),
                CONTROL,
            )
            | flag(
                [IndicSyllabicCategory::Virama, IndicSyllabicCategory::PureKiller].contains(&syllabic)
                    && self.class.get(c).0 == 9,
                VIRAMA,
            )
            | flag(c == '\u{200C}', NON_JOINER)
            | flag(self.script.get(c) == Script::Latin && GeneralCategoryGroup::Letter.contains(self.category.get(c)), LATIN)
    }

    fn folded(&mut self, c: char) -> u32 {
        let mut buffer = [0; 4];
        let itself: &str = c.encode_utf8(&mut buffer);
        let decomposes = !matches!(CanonicalDecomposition::new().decompose(c), Decomposed::Default);
        // Most characters stay as they are: asking so costs less than folding a string of one.
        let stays = !decomposes
            && !CodePointSetData::new::<ChangesWhenCasefolded>().contains(c)
            && indic::unify(c) == Some(c)
            && unify_punctuation(c) == c
            && !(self.plain && without_stroke(c) != c);
        if stays {
            return CHAR | c as u32 | if self.remember_classes(c, itself) { COMBINES } else { 0 };
        }
        let nfd = DecomposingNormalizerBorrowed::new_nfd();
        let decomposed = if decomposes { nfd.normalize(itself) } else { itself.into() };
        let decomposed: String = decomposed.chars().filter_map(indic::unify).collect();
        if decomposed.is_empty() {
            return NOTHING;
        }
        let decomposed = if self.plain { self.without_diacritics(&decomposed) } else { decomposed };
        let combines = self.remember_classes(c, &decomposed);
        let folded = match self.case {
            CaseFolding::Fold => CaseMapper::new().fold_string(&decomposed),
            CaseFolding::Keep => decomposed.as_str().into(),
        };
        let folded: String = if *folded == *decomposed { folded.into_owned() } else { nfd.normalize(&folded).into_owned() };
        let folded: String =
            folded.chars().map(unify_punctuation).map(|c| if self.plain { without_stroke(c) } else { c }).collect();
        let mut chars = folded.chars();
        let payload = if let (Some(only), None) = (chars.next(), chars.next()) {
            CHAR | only as u32
        } else {
            self.texts.push(folded.into());
            TEXT | (self.texts.len() - 1) as u32
        };
        payload | if combines { COMBINES } else { 0 }
    }

    /// Without the marks on Latin letters.
    fn without_diacritics(&self, decomposed: &str) -> String {
        let mut latin = false;
        let mut kept = String::with_capacity(decomposed.len());
        for c in decomposed.chars() {
            if self.class.get(c).0 == 0 {
                latin = self.flags(c) & LATIN != 0;
            } else if latin && self.category.get(c) == GeneralCategory::NonspacingMark {
                continue;
            }
            kept.push(c);
        }
        kept
    }

    fn remember_classes(&mut self, c: char, decomposed: &str) -> bool {
        let class = |c: Option<char>| c.map_or(0, |c| self.class.get(c).0);
        let classes = (class(decomposed.chars().next()), class(decomposed.chars().next_back()));
        let combines = classes != (0, 0);
        if combines {
            self.classes.insert(c, classes);
        }
        combines
    }
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
