//! What the page needs to know of a character, looked up once.

use icu_casemap::CaseMapper;
use icu_normalizer::DecomposingNormalizerBorrowed;
use icu_properties::props::{
    CanonicalCombiningClass, DefaultIgnorableCodePoint, GeneralCategory, GeneralCategoryGroup, GraphemeClusterBreak,
    IndicSyllabicCategory, Script, WhiteSpace,
};
use icu_properties::{CodePointMapData, CodePointSetData};
use rustc_hash::FxHashMap;
use std::cell::RefCell;

#[expect(clippy::struct_excessive_bools, reason = "each is asked by itself")]
pub(crate) struct Props {
    pub(crate) nfd: Vec<char>,
    /// Case-folded and decomposed again; what is folded is decomposed already.
    pub(crate) folded: Vec<char>,
    pub(crate) ccc: u8,
    /// An ignorable, or a nukta, which is removed and looked through as one.
    pub(crate) ignorable: bool,
    pub(crate) white: bool,
    /// A word character, if it does not extend a cluster.
    pub(crate) word: bool,
    /// Belongs to the cluster before it, and takes after that.
    pub(crate) extends: bool,
    pub(crate) letter: bool,
    pub(crate) upper: bool,
    pub(crate) latin: bool,
    /// Mn.
    pub(crate) nonspacing: bool,
    pub(crate) virama: bool,
    /// Of a script written without spaces.
    pub(crate) spaceless: bool,
}

fn look_up(c: char) -> Props {
    let category = CodePointMapData::<GeneralCategory>::new().get(c);
    let script = CodePointMapData::<Script>::new().get(c);
    let ccc = CodePointMapData::<CanonicalCombiningClass>::new().get(c).0;
    let syllabic = CodePointMapData::<IndicSyllabicCategory>::new().get(c);
    let nukta = syllabic == IndicSyllabicCategory::Nukta && matches!(u32::from(c), 0x900..0xd80) && u32::from(c) % 0x80 == 0x3c;
    let ignorable = CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c) || nukta;
    let letter = GeneralCategoryGroup::Letter.contains(category);
    let mark = GeneralCategoryGroup::Mark.contains(category);
    let number = GeneralCategoryGroup::Number.contains(category);
    let nfd = |text: &str| DecomposingNormalizerBorrowed::new_nfd().normalize(text).chars().collect::<Vec<char>>();
    let cluster = CodePointMapData::<GraphemeClusterBreak>::new().get(c);
    let extending = [GraphemeClusterBreak::Extend, GraphemeClusterBreak::SpacingMark, GraphemeClusterBreak::ZWJ];
    let scripts = [Script::Han, Script::Hiragana, Script::Katakana, Script::Thai, Script::Lao, Script::Khmer, Script::Myanmar];
    Props {
        nfd: nfd(&c.to_string()),
        folded: nfd(&CaseMapper::new().fold_string(&c.to_string())),
        ccc,
        ignorable,
        white: CodePointSetData::new::<WhiteSpace>().contains(c),
        word: (letter || mark || number || category == GeneralCategory::ConnectorPunctuation) && c != '\u{2bc}' && !ignorable,
        extends: extending.contains(&cluster),
        letter,
        upper: category == GeneralCategory::UppercaseLetter,
        latin: letter && script == Script::Latin,
        nonspacing: category == GeneralCategory::NonspacingMark,
        virama: ccc == 9 && matches!(syllabic, IndicSyllabicCategory::Virama | IndicSyllabicCategory::PureKiller),
        spaceless: scripts.contains(&script) || c == '\u{30fc}',
    }
}

thread_local! {
    static SEEN: RefCell<FxHashMap<char, &'static Props>> = RefCell::default();
}

pub(crate) fn props(c: char) -> &'static Props {
    SEEN.with_borrow_mut(|seen| *seen.entry(c).or_insert_with(|| Box::leak(Box::new(look_up(c)))))
}
