//! How frequent the words of languages are.

use crate::text::fold;
use rustc_hash::FxHashMap;

/// Words of several languages with their Zipf frequencies: the decimal logarithm of how often a word stands among a billion.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Words {
    langs: Vec<(Box<str>, ByWord)>,
}

/// The frequencies of the folded words of one language.
type ByWord = FxHashMap<Box<str>, f32>;

impl Words {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds words of a language. Words that fold to one are one, with the highest frequency.
    ///
    /// ```
    /// use comention::gazetteer::lint::Words;
    ///
    /// let mut words = Words::new();
    /// words.add("en", [("reading", 5.1)].into_iter());
    /// assert_eq!((words.zipf("en", "reading"), words.zipf("en", "gaya")), (Some(5.1), None));
    /// ```
    pub fn add<'t>(&mut self, lang: &str, rows: impl Iterator<Item = (&'t str, f32)>) {
        let at = self.langs.iter().position(|(known, _)| **known == *lang).unwrap_or_else(|| {
            self.langs.push((lang.into(), ByWord::default()));
            self.langs.len() - 1
        });
        let words = &mut self.langs[at].1;
        for (word, zipf) in rows {
            // Most words of most lists are in this form already.
            let folded = if word.bytes().all(|b| b.is_ascii_lowercase()) { word.into() } else { fold(word, true).into() };
            let known: &mut f32 = words.entry(folded).or_insert(zipf);
            *known = known.max(zipf);
        }
    }

    /// The frequency of a folded word; none if the language does not have it.
    pub fn zipf(&self, lang: &str, folded: &str) -> Option<f32> {
        self.lang(lang)?.get(folded).copied()
    }

    /// Whether there are words of a language.
    pub fn has(&self, lang: &str) -> bool {
        self.lang(lang).is_some()
    }

    fn lang(&self, lang: &str) -> Option<&ByWord> {
        self.langs.iter().find(|(known, _)| **known == *lang).map(|(_, words)| words)
    }
}
