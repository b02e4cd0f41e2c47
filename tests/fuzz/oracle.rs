//! Sections 1 and 3 to 8 of docs/matching.md, as naive as the page.

use super::chars::props;
use super::folding::{self, Folded, base, diacritics, fold};
use comention::gazetteer::Case;
use comention::matcher::{Boundaries, CaseRule, Options, Overlap};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

/// An alias, folded as it is compared.
pub(crate) struct Alias {
    entity: char,
    pub(crate) folded: Vec<char>,
    /// The case-kept folding, if it is case-exact.
    exact: Option<String>,
    /// It ends in the full stop of an initial.
    pub(crate) takes_stop: bool,
}

impl Alias {
    /// None if nothing is left of it.
    pub(crate) fn new(text: &str, entity: char, case: Option<Case>, options: &Options) -> Option<Self> {
        let chars: Vec<char> = text.chars().collect();
        let letters: Vec<char> = chars.iter().copied().filter(|&c| props(c).letter && !props(c).ignorable).collect();
        let exact = match (case, options.case) {
            (Some(case), _) => case == Case::Exact,
            (None, CaseRule::Smart) => (2..=5).contains(&letters.len()) && letters.iter().all(|&c| props(c).upper),
            (None, rule) => rule == CaseRule::Exact,
        };
        let last = chars.iter().rposition(|&c| !props(c).ignorable && !props(c).white)?;
        let (folded, stops) = fold(&chars, false, options.fold_diacritics);
        let folded: Vec<char> = trimmed(&folded).chars().collect();
        let exact = exact.then(|| trimmed(&fold(&chars, true, options.fold_diacritics).0));
        (!folded.is_empty()).then(|| Self { entity, folded, exact, takes_stop: stops.contains(&last) })
    }
}

fn trimmed<'f>(folded: impl IntoIterator<Item = &'f Folded>) -> String {
    folded.into_iter().map(|f| f.c).collect::<String>().trim_matches(' ').to_owned()
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mention {
    pub(crate) span: (usize, usize),
    pub(crate) entities: BTreeSet<char>,
    pub(crate) paragraph: usize,
    pub(crate) word: usize,
}

pub(crate) fn find(text: &[char], aliases: &[Alias], options: &Options) -> Vec<Mention> {
    let mut mentions = Vec::new();
    let mut words = 0;
    for range in blocks(text).0 {
        let block = Block::new(&text[range.clone()], options.fold_diacritics);
        let starts: Vec<usize> = (0..range.len()).filter(|&i| block.begins_word(i)).collect();
        for ((from, to), entities) in select(block.occurrences(aliases, options), options.overlap) {
            let word = words + starts.iter().filter(|&&start| start < from).count();
            mentions.push(Mention { span: (range.start + from, range.start + to), entities, paragraph: 0, word });
        }
        words += starts.len();
    }
    let spans: Vec<(usize, usize)> = mentions.iter().map(|mention| mention.span).collect();
    let paragraphs = paragraphs(text, &spans);
    for mention in &mut mentions {
        mention.paragraph = paragraphs.iter().position(|range| range.contains(&mention.span.0)).unwrap();
    }
    mentions
}

fn is_blank(text: &[char]) -> bool {
    text.iter().all(|&c| props(c).white || c == '\u{feff}')
}

fn trim(text: &[char], range: &Range<usize>) -> Range<usize> {
    let solid = |&i: &usize| !is_blank(&text[i..=i]);
    range.clone().find(solid).unwrap()..range.clone().rfind(solid).unwrap() + 1
}

/// The lines from one place to another, each with its break.
fn lines(text: &[char], range: Range<usize>) -> Vec<Range<usize>> {
    let mut from = range.start;
    let mut lines: Vec<Range<usize>> = Vec::new();
    for i in range.clone() {
        let cr_lf = text[i] == '\r' && text.get(i + 1) == Some(&'\n');
        if !cr_lf && matches!(text[i], '\n'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}') {
            lines.push(from..i + 1);
            from = i + 1;
        }
    }
    lines.push(from..range.end);
    lines
}

/// The blocks of section 1, and whether they are the paragraphs.
fn blocks(text: &[char]) -> (Vec<Range<usize>>, bool) {
    let lines = lines(text, 0..text.len());
    let blank = |line: &Range<usize>| is_blank(&text[line.clone()]);
    let Some(first) = lines.iter().position(|line| !blank(line)) else { return (Vec::new(), true) };
    let lines = &lines[first..=lines.iter().rposition(|line| !blank(line)).unwrap()];
    let mut blocks: Vec<Range<usize>> = Vec::new();
    let mut open = false;
    for line in lines {
        if blank(line) {
            open = false;
            continue;
        }
        if open {
            blocks.last_mut().unwrap().end = line.end;
        } else {
            blocks.push(line.clone());
        }
        open = text[line.end - 1] != '\u{2029}';
    }
    (blocks.iter().map(|block| trim(text, block)).collect(), lines.iter().any(blank))
}

/// The paragraphs of section 1, given where mentions are.
pub(crate) fn paragraphs(text: &[char], mentions: &[(usize, usize)]) -> Vec<Range<usize>> {
    let (blocks, whole) = blocks(text);
    if whole {
        return blocks;
    }
    let mut paragraphs: Vec<Range<usize>> = Vec::new();
    for block in blocks {
        let mut joined = false;
        for line in lines(text, block) {
            if joined {
                paragraphs.last_mut().unwrap().end = line.end;
            } else {
                paragraphs.push(line.clone());
            }
            joined = mentions.iter().any(|&(from, to)| from < line.end && line.end < to);
        }
    }
    paragraphs.iter().map(|paragraph| trim(text, paragraph)).collect()
}

/// Section 6.
fn select(found: BTreeMap<(usize, usize), BTreeSet<char>>, overlap: Overlap) -> Vec<((usize, usize), BTreeSet<char>)> {
    let mut found: Vec<_> = found.into_iter().collect();
    found.sort_by_key(|((from, to), _)| (*from, usize::MAX - to));
    let mut after = 0;
    found.retain(|&((from, to), _)| {
        let kept = overlap == Overlap::All || from >= after;
        after = if kept { to } else { after };
        kept
    });
    found
}

struct Block<'t> {
    text: &'t [char],
    /// The grapheme cluster of each character.
    cluster: Vec<usize>,
    /// Ignorables, nuktas, diacritics if these are folded: what is looked through.
    dropped: Vec<bool>,
}

impl<'t> Block<'t> {
    fn new(text: &'t [char], plain: bool) -> Self {
        let string: String = text.iter().collect();
        let clusters = string.graphemes(true).enumerate();
        let mut dropped: Vec<bool> = text.iter().map(|&c| props(c).ignorable).collect();
        if plain {
            for i in diacritics(text) {
                dropped[i] = true;
            }
        }
        Self { text, cluster: clusters.flat_map(|(i, cluster)| cluster.chars().map(move |_| i)).collect(), dropped }
    }

    fn before(&self, i: usize) -> Option<usize> {
        (0..i).rev().find(|&i| !self.dropped[i])
    }

    fn after(&self, i: usize) -> Option<usize> {
        (i + 1..self.text.len()).find(|&i| !self.dropped[i])
    }

    fn is_word(&self, i: usize) -> bool {
        folding::is_word(self.text, i)
    }

    fn is_spaceless(&self, i: usize) -> bool {
        base(self.text, i).is_some_and(|base| props(self.text[base]).spaceless)
    }

    /// A ZWNJ that is not behind a virama, where marks may stand between the two.
    fn ends_word(&self, i: usize) -> bool {
        let is_mark = |c: char| props(props(c).nfd[0]).ccc > 0;
        let mut marks = self.text[..i].iter().rev().take_while(|&&c| props(c).ignorable || is_mark(c));
        self.text[i] == '\u{200c}' && !marks.any(|&c| props(c).virama)
    }

    /// Section 3: whether a boundary stands between two neighbours that were not dropped.
    fn boundary(&self, before: Option<usize>, after: Option<usize>, boundaries: Boundaries) -> bool {
        let (Some(before), Some(after)) = (before, after) else { return true };
        if self.cluster[before] == self.cluster[after] {
            return false;
        }
        let words = self.is_word(before) && self.is_word(after);
        let spaceless = self.is_spaceless(before) || self.is_spaceless(after);
        boundaries == Boundaries::None || !words || spaceless || (before + 1..after).any(|i| self.ends_word(i))
    }

    /// Section 8.
    fn begins_word(&self, i: usize) -> bool {
        !self.dropped[i]
            && self.is_word(i)
            && self.before(i).is_none_or(|before| !self.is_word(before) || self.boundary(Some(before), Some(i), Boundaries::Word))
    }

    /// Where a match begins whose first character that was not dropped is this one.
    fn begin(&self, first: usize, boundaries: Boundaries) -> Option<usize> {
        let mut begin = first;
        while begin > 0 && self.cluster[begin - 1] == self.cluster[first] && self.dropped[begin - 1] {
            begin -= 1;
        }
        self.boundary(self.before(first), Some(first), boundaries).then_some(begin)
    }

    /// Where a match ends whose last character that was not dropped is this one.
    fn end(&self, last: usize, boundaries: Boundaries) -> Option<usize> {
        let mut end = last + 1;
        while end < self.text.len() && self.cluster[end] == self.cluster[last] && self.dropped[end] {
            end += 1;
        }
        self.boundary(Some(last), self.after(last), boundaries).then_some(end)
    }

    fn occurrences(&self, aliases: &[Alias], options: &Options) -> BTreeMap<(usize, usize), BTreeSet<char>> {
        let (folded, _) = fold(self.text, false, options.fold_diacritics);
        let no_text = self.no_text();
        let handles = self.handles();
        let mut found: BTreeMap<(usize, usize), BTreeSet<char>> = BTreeMap::new();
        for alias in aliases {
            for (at, window) in folded.windows(alias.folded.len()).enumerate() {
                if window.iter().zip(&alias.folded).any(|(f, &c)| f.c != c) {
                    continue;
                }
                let Some((from, end)) = self.span(&folded, at..at + window.len(), options.boundaries) else { continue };
                let kept = || trimmed(&fold(&self.text[from..end], true, options.fold_diacritics).0);
                if alias.exact.as_ref().is_some_and(|exact| *exact != kept()) {
                    continue;
                }
                let is_text = |to: &usize| {
                    let meets = |range: &Range<usize>| range.start < *to && range.end > from;
                    !no_text.iter().any(meets) && !handles.iter().any(|handle| meets(handle) && handle.start != from)
                };
                let stop = alias.takes_stop.then(|| self.with_stop(end, options.boundaries)).filter(is_text);
                if let Some(to) = stop.or_else(|| Some(end).filter(is_text)) {
                    found.entry((from, to)).or_default().insert(alias.entity);
                }
            }
        }
        found
    }

    /// The match that covers these folded characters.
    fn span(&self, folded: &[Folded], at: Range<usize>, mode: Boundaries) -> Option<(usize, usize)> {
        let from = folded[at.clone()].iter().map(|f| f.from).min()?;
        let last = folded[at.clone()].iter().map(|f| f.to).max()? - 1;
        // Whole stretches, and not between marks that have changed places.
        if folded[..at.start].iter().any(|f| f.to > from) || folded[at.end..].iter().any(|f| f.from <= last) {
            return None;
        }
        Some((self.begin(from, mode)?, self.end(last, mode)?))
    }

    /// Where a match ends that takes in a full stop, right behind it, unless another follows.
    fn with_stop(&self, end: usize, mode: Boundaries) -> usize {
        let is_stop = |i: &usize| self.text.get(*i) == Some(&'.');
        let stays = |c: char| c == '.' || props(c).extends;
        let stop = Some(end).filter(is_stop).filter(|&stop| !folding::after_stop(self.text, stop).is_some_and(stays));
        stop.and_then(|stop| self.end(stop, mode)).unwrap_or(end)
    }

    /// Section 4: URLs and e-mail addresses.
    fn no_text(&self) -> Vec<Range<usize>> {
        // A character that carries a mark is another one.
        let marked = |i: usize| !props(self.text[i]).white && self.text.get(i + 1).is_some_and(|&c| props(c).extends);
        let text: Vec<char> = (0..self.text.len()).map(|i| if marked(i) { '\u{fffc}' } else { self.text[i] }).collect();
        let is = |i: usize, more: &str| text.get(i).is_some_and(|&c| c.is_ascii_alphanumeric() || more.contains(c));
        let run = |from: usize, more: &str| (from..=text.len()).find(|&i| !is(i, more)).unwrap();
        let run_before = |to: usize, more: &str| (0..to).rev().find(|&i| !is(i, more)).map_or(0, |i| i + 1);
        let starts_with = |i: usize, what: &str| what.chars().enumerate().all(|(k, c)| text.get(i + k) == Some(&c));
        let mut found = Vec::new();
        for i in 0..text.len() {
            let mut starts = Vec::new();
            if starts_with(i, "://") {
                starts.extend((run_before(i, "+-.")..i).find(|&i| text[i].is_ascii_alphabetic()));
            }
            let www = (0..3).all(|k| text.get(i + k).is_some_and(|c| c.eq_ignore_ascii_case(&'w'))) && starts_with(i + 3, ".");
            // Whatever is folded: diacritics are not looked through here.
            let block = || Block::new(self.text, false);
            if www && block().boundary(block().before(i), Some(i), Boundaries::Word) {
                starts.push(i);
            }
            if is(i, "-") && !(i > 0 && is(i - 1, "-._@")) {
                let end = run(i, "-.");
                let host: String = text[i..end].iter().collect();
                let labels: Vec<&str> = host.split('.').collect();
                let top = "com org net gov edu info int in ru uk co io me tv ly be eu de".split(' ');
                let known = top.into_iter().any(|top| labels.last().is_some_and(|label| label.eq_ignore_ascii_case(top)));
                if labels.len() > 1 && labels.iter().all(|label| !label.is_empty()) && known && starts_with(end, "/") {
                    starts.push(i);
                }
            }
            for start in starts {
                let stops = |&c: &char| props(c).white || "<>\"“”«»|।".contains(c);
                found.push(start..text[i..].iter().position(stops).map_or(text.len(), |k| i + k));
            }
            if text[i] == '@' {
                let start = run_before(i, "._%+-");
                let mut end = run(i + 1, "-");
                let mut labels = usize::from(end > i + 1);
                while labels > 0 && starts_with(end, ".") && run(end + 1, "-") > end + 1 {
                    end = run(end + 1, "-");
                    labels += 1;
                }
                if labels > 1 && text[start..i].iter().any(char::is_ascii_alphanumeric) {
                    found.push(start..end);
                }
            }
        }
        found
    }

    fn handles(&self) -> Vec<Range<usize>> {
        let ats = (0..self.text.len()).filter(|&i| self.text[i] == '@');
        let ats = ats.filter(|&i| self.before(i).is_none_or(|before| !self.is_word(before)));
        let handles = ats.map(|at| {
            let mut last = at;
            while let Some(next) = self.after(last).filter(|&next| self.is_word(next)) {
                last = next;
            }
            at..last + 1
        });
        handles.filter(|handle| handle.len() > 1).collect()
    }
}
