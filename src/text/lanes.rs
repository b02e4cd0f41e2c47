//! What stands where in a text, sixty-four bytes at a time: one bit a byte for each of a few questions.
//!
//! News is plain for the most part: ASCII, and Devanagari letters that fold to themselves. What rules ask about such text are a few comparisons, which a processor
//! makes for many bytes at once. Everything else, one character in fifty or so, is *hard*: it is marked here, and looked at by itself by whoever comes upon it.

mod bytes;

use super::uax29::may_end;
use bytes::Bytes;
use std::ops::Range;
use std::slice;

/// The answers for sixty-four bytes, the lowest bit for the first.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Lane {
    /// Of a plain word character: a letter or digit of ASCII, the low line, a Devanagari letter, sign or digit.
    pub(crate) word: u64,
    /// The first byte of a character to be looked at by itself: not plain, or white space behind white space, or what may be the full stop of an initial.
    pub(crate) hard: u64,
    /// The first byte of a character that may end a sentence; a bar may stand for a danda.
    pub(crate) stop: u64,
    /// The first byte of what may end a line: in ASCII of what does, else of little else.
    pub(crate) line: u64,
    /// `/`, `@`, and the full stop of what may be a `www.`
    pub(crate) mark: u64,
    /// Inside a character.
    pub(crate) inside: u64,
}

/// The lanes of a text, and its bytes with the upper case of ASCII folded and its white space made spaces.
#[derive(Debug, Default)]
pub(crate) struct Lanes {
    lanes: Vec<Lane>,
    lowered: Vec<u8>,
}

impl Lanes {
    /// Those of one text.
    pub(crate) fn of(text: &str) -> Self {
        let mut lanes = Self::default();
        lanes.read(text, true);
        lanes
    }

    /// Reads a text; what was read before is forgotten.
    pub(crate) fn read(&mut self, text: &str, fold_case: bool) {
        let bytes = text.as_bytes();
        self.lanes.clear();
        self.lowered.clear();
        self.lowered.reserve(bytes.len() + 64);
        let (mut before, mut now) = (Raw::default(), Raw::default());
        let (chunks, rest) = bytes.as_chunks::<64>();
        let mut last = [0; 64];
        last[..rest.len()].copy_from_slice(rest);
        let mut add = |chunk: &[u8; 64], at: usize| {
            let read = Bytes::read(chunk);
            self.lowered.extend_from_slice(&read.folded(fold_case));
            let next = Raw::of(&read, &now);
            if at > 0 {
                self.lanes.push(lane(&before, &mut now, &next, bytes, at - 64));
            }
            (before, now) = (now, next);
        };
        for (i, chunk) in chunks.iter().enumerate() {
            add(chunk, i * 64);
        }
        if !rest.is_empty() {
            add(&last, chunks.len() * 64);
        }
        if !bytes.is_empty() {
            let at = (bytes.len() - 1) / 64 * 64;
            self.lanes.push(lane(&before, &mut now, &Raw::default(), bytes, at));
        }
        self.lowered.truncate(bytes.len());
    }

    /// Bytes with the upper case of ASCII folded and its white space made spaces; what is hard is not for use.
    pub(crate) fn lowered(&self, range: Range<usize>) -> &[u8] {
        &self.lowered[range]
    }

    /// The next byte of a kind in a range, such as `|lane| lane.hard`.
    #[inline]
    pub(crate) fn next(&self, kind: impl Fn(&Lane) -> u64, range: Range<usize>) -> Option<usize> {
        self.places(kind, range).next()
    }

    /// The bytes of a kind in a range, ascending.
    #[inline]
    pub(crate) fn places<K: Fn(&Lane) -> u64>(&self, kind: K, range: Range<usize>) -> Places<'_, K> {
        let mut lanes = self.lanes.get(range.start / 64..range.end.div_ceil(64)).unwrap_or_default().iter();
        let bits = lanes.next().map_or(0, &kind) & (!0 << (range.start % 64));
        Places { lanes, kind, bits, at: range.start & !63, end: range.end }
    }

    /// How many bytes of a kind there are in a range.
    #[inline]
    pub(crate) fn count(&self, kind: impl Fn(&Lane) -> u64, range: Range<usize>) -> u32 {
        if range.is_empty() {
            return 0;
        }
        let (first, last) = (range.start / 64, (range.end - 1) / 64);
        let (from, to) = (!0 << (range.start % 64), !0 >> (63 - (range.end - 1) % 64));
        let bits = |i: usize| self.lanes.get(i).map_or(0, &kind);
        if first == last {
            return (bits(first) & from & to).count_ones();
        }
        // None more often than not: what follows has ASCII alone.
        let some = |bits: u64| if bits == 0 { 0 } else { bits.count_ones() };
        some(bits(first) & from) + (first + 1..last).map(|i| some(bits(i))).sum::<u32>() + some(bits(last) & to)
    }

    /// How many bytes right before `at` are of a kind, without another between: up to sixty-four.
    #[inline]
    pub(crate) fn run_before(&self, kind: impl Fn(&Lane) -> u64, at: usize) -> usize {
        let (i, shift) = (at / 64, at % 64);
        // Two steps, for a shift by 64 is none.
        let low = self.lanes.get(i).map_or(0, &kind) << 1 << (63 - shift);
        let before = i.checked_sub(1).and_then(|i| self.lanes.get(i)).map_or(0, &kind);
        ((before >> shift) | low).leading_ones() as usize
    }

    /// The bits of a kind for the sixty-four bytes from `at` on, wherever that is.
    #[inline]
    pub(crate) fn window(&self, kind: impl Fn(&Lane) -> u64, at: usize) -> u64 {
        let (i, shift) = (at / 64, at % 64);
        let low = self.lanes.get(i).map_or(0, &kind) >> shift;
        let high = self.lanes.get(i + 1).map_or(0, &kind);
        // Two steps, for a shift by 64 is none.
        low | high << 1 << (63 - shift)
    }
}

/// The bytes of a kind in a range.
#[derive(Debug)]
pub(crate) struct Places<'a, K> {
    lanes: slice::Iter<'a, Lane>,
    kind: K,
    /// Those of the lane that begins at byte `at`, without what has been handed out.
    bits: u64,
    at: usize,
    end: usize,
}

impl<K: Fn(&Lane) -> u64> Iterator for Places<'_, K> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        while self.bits == 0 {
            self.bits = (self.kind)(self.lanes.next()?);
            self.at += 64;
        }
        let place = self.at + self.bits.trailing_zeros() as usize;
        self.bits &= self.bits - 1;
        (place < self.end).then_some(place)
    }
}

/// What is asked of bytes by themselves.
#[derive(Debug, Clone, Copy, Default)]
struct Raw {
    /// Letters and digits of ASCII, the low line.
    word: u64,
    space: u64,
    full_stop: u64,
    /// Ends a sentence, in ASCII.
    stop: u64,
    line: u64,
    /// `/` and `@`.
    mark: u64,
    /// `w` and `W`.
    w: u64,
    /// Not ASCII; of these, inside a character.
    high: u64,
    inside: u64,
    indic: Indic,
    /// First bytes of plain Devanagari word characters; known once the neighbours are.
    plain: u64,
    /// The same, but for what has to be known of the character before.
    candidates: u64,
}

/// Bytes of Devanagari, which is E0, then A4 or A5, then a third byte in UTF-8.
#[derive(Debug, Clone, Copy, Default)]
struct Indic {
    e0: u64,
    a4: u64,
    a5: u64,
    /// Third bytes, behind A4 and behind A5, of characters that are not plain.
    odd4: u64,
    odd5: u64,
    /// Third bytes of what goes on a cluster.
    sign4: u64,
    sign5: u64,
    /// Third byte, behind A4, of what may be written as anusvara before a virama.
    nasal: u64,
    /// Third byte, behind A5, of the virama.
    virama: u64,
}

impl Raw {
    #[inline]
    fn of(bytes: &Bytes, before: &Self) -> Self {
        let control = bytes.between(9, 13);
        let small = bytes.small();
        let full_stop = bytes.equal(b'.');
        let breaks = bytes.equal(b'\n').or(&bytes.equal(b'\r'));
        let high = bytes.between(0x80, 0xFF).bits();
        Self {
            word: small.between(b'a', b'z').or(&bytes.between(b'0', b'9')).or(&bytes.equal(b'_')).bits(),
            space: bytes.equal(b' ').or(&control).bits(),
            stop: full_stop.or(&bytes.equal(b'!')).or(&bytes.equal(b'?')).or(&bytes.equal(b'|')).or(&breaks).bits(),
            full_stop: full_stop.bits(),
            line: bytes.between(10, 13).bits(),
            mark: bytes.equal(b'/').or(&bytes.equal(b'@')).bits(),
            w: small.equal(b'w').bits(),
            high,
            inside: if high == 0 { 0 } else { bytes.between(0x80, 0xBF).bits() },
            indic: if high == 0 { Indic::default() } else { Indic::of(bytes, before.indic.e0 >> 62 != 0) },
            plain: 0,
            candidates: 0,
        }
    }
}

impl Indic {
    /// Of bytes, the first of which may go on a character that has begun before them.
    #[inline]
    fn of(bytes: &Bytes, begun: bool) -> Self {
        let e0 = bytes.equal(0xE0).bits();
        if e0 == 0 && !begun {
            return Self::default();
        }
        let any =
            |values: &[u8]| values.iter().map(|&value| bytes.equal(value)).reduce(|a, b| a.or(&b)).map_or(0, |any| any.bits());
        let ranges = |ranges: &[(u8, u8)]| {
            ranges.iter().map(|&(from, to)| bytes.between(from, to)).reduce(|a, b| a.or(&b)).map_or(0, |any| any.bits())
        };
        Self {
            e0,
            a4: bytes.equal(0xA4).bits(),
            a5: bytes.equal(0xA5).bits(),
            // Chandrabindu; letters with a nukta; nukta.
            odd4: any(&[0x81, 0xA9, 0xB1, 0xB4, 0xBC]),
            // Accents; letters with a nukta; abbreviation sign.
            odd5: ranges(&[(0x91, 0x94), (0x98, 0x9F), (0xB0, 0xB0)]),
            sign4: ranges(&[(0x80, 0x83), (0xBA, 0xBC), (0xBE, 0xBF)]),
            sign5: ranges(&[(0x80, 0x8F), (0x91, 0x97), (0xA2, 0xA3)]),
            nasal: any(&[0x99, 0x9E, 0xA3, 0xA8, 0xAE]),
            virama: bytes.equal(0x8D).bits(),
        }
    }
}

/// Bits moved so that bit `i` says what the byte `n` before byte `i` says.
#[inline]
fn behind(before: u64, now: u64, n: u32) -> u64 {
    now << n | before >> (64 - n)
}

/// Bits moved so that bit `i` says what the byte `n` behind byte `i` says.
#[inline]
fn ahead(now: u64, next: u64, n: u32) -> u64 {
    now >> n | next << (64 - n)
}

/// The lane of the bytes from `at` on, with what stands before and behind.
#[inline]
fn lane(before: &Raw, now: &mut Raw, next: &Raw, bytes: &[u8], at: usize) -> Lane {
    let leads = now.high & !now.inside;
    let (mut hard, mut stop) = (0, now.stop);
    if leads != 0 {
        let (odd, danda) = indic(before, now, next);
        hard = leads & odd;
        stop |= danda;
        let mut others = hard;
        while others != 0 {
            let i = others.trailing_zeros() as usize;
            stop |= u64::from(may_end(bytes, at + i)) << i;
            others &= others - 1;
        }
    }
    let plain = now.plain | behind(before.plain, now.plain, 1) | behind(before.plain, now.plain, 2);
    // Of the byte before, and of that before it.
    let plain_before = plain << 1 | before.plain_end();
    let word_before = behind(before.word, now.word, 1) | plain_before;
    let single = !behind(before.word, now.word, 2) | plain_before;
    hard |= now.full_stop & word_before & single;
    hard |= now.space & behind(before.space, now.space, 1);
    Lane {
        word: now.word | plain,
        hard,
        stop,
        line: now.line | hard & now.high & stop,
        mark: now.mark | now.full_stop & behind(before.w, now.w, 1),
        inside: now.inside,
    }
}

impl Raw {
    /// Whether the last byte is of a plain Devanagari character.
    #[inline]
    fn plain_end(&self) -> u64 {
        (self.plain >> 63 | self.plain >> 62 | self.plain >> 61) & 1
    }
}

/// Notes the plain Devanagari word characters that begin in this lane. Returns first bytes of what is neither plain nor a danda, and those of dandas.
#[inline]
fn indic(before: &Raw, now: &mut Raw, next: &Raw) -> (u64, u64) {
    let (this, then) = (&now.indic, &next.indic);
    let four = |n: u32| ahead(this.e0, then.e0, n) & ahead(this.a4, then.a4, n + 1);
    let five = |n: u32| ahead(this.e0, then.e0, n) & ahead(this.a5, then.a5, n + 1);
    let e0 = this.e0;
    let (four0, five0) = (e0 & ahead(this.a4, then.a4, 1), e0 & ahead(this.a5, then.a5, 1));
    if four0 | five0 == 0 {
        return (!0, 0);
    }
    let odd = four0 & ahead(this.odd4, then.odd4, 2) | five0 & ahead(this.odd5, then.odd5, 2);
    let danda = five0 & ahead(this.a4 | this.a5, then.a4 | then.a5, 2);
    // A nasal before a virama, or before what has to be looked at: the character that begins three bytes behind.
    let nasal = four0 & ahead(this.nasal, then.nasal, 2);
    let (four3, five3) = (four(3), five(3));
    let odd_next = four3 & ahead(this.odd4, then.odd4, 5)
        | five3 & ahead(this.odd5 | this.virama, then.odd5 | then.virama, 5)
        | ahead(this.e0, then.e0, 3) & !four3 & !five3;
    // A sign goes on a plain Devanagari character.
    let sign = four0 & ahead(this.sign4, then.sign4, 2) | five0 & ahead(this.sign5, then.sign5, 2);
    let candidates = (four0 | five0) & !odd & !danda & !(nasal & odd_next);
    let on = behind(before.candidates, candidates, 3);
    // A virama behind a virama; this one's last byte is one byte behind.
    let (e0_3, a5_2) = (behind(before.indic.e0, this.e0, 3), behind(before.indic.a5, this.a5, 2));
    let twice = five0 & ahead(this.virama, then.virama, 2) & e0_3 & a5_2 & behind(before.indic.virama, this.virama, 1);
    now.candidates = candidates;
    now.plain = candidates & !(sign & !on) & !twice;
    (!(now.plain | danda), danda)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::chars::{CaseFolding, Table};
    use proptest::prelude::*;

    /// The same, byte by byte, from the rules in words.
    fn slowly(text: &str) -> Vec<[bool; 6]> {
        let bytes = text.as_bytes();
        let table = Table::of(CaseFolding::Fold);
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let devanagari = |c: char| ('\u{900}'..='\u{97F}').contains(&c);
        let simple = |c: char| {
            let entry = table.get(c);
            devanagari(c) && entry.is_itself() && entry.is_word() && !entry.is_slow() && (!entry.is_diacritic() || c == '\u{94D}')
        };
        let chars: Vec<(usize, char)> = text.char_indices().collect();
        let mut answers = vec![[false; 6]; bytes.len()];
        let mut plain = vec![false; chars.len()];
        for (i, &(at, c)) in chars.iter().enumerate() {
            let before = i.checked_sub(1).map(|i| chars[i].1);
            let entry = table.get(c);
            let danda = matches!(c, '।' | '॥');
            if c.is_ascii() {
                let word_before = before.is_some_and(is_word) || i > 0 && plain[i - 1];
                let single = i < 2 || !is_word(chars[i - 2].1) || plain[i - 1];
                let hard = c == '.' && word_before && single || is_space(c) && before.is_some_and(is_space);
                answers[at][0] = is_word(c);
                answers[at][1] = hard;
                answers[at][2] = ".?!|\r\n".contains(c);
                answers[at][3] = ('\n'..='\r').contains(&c);
                answers[at][4] = "/@".contains(c) || c == '.' && before.is_some_and(|c| "wW".contains(c));
                continue;
            }
            let on = i > 0 && devanagari(chars[i - 1].1) && candidate(&chars, i - 1, &simple);
            let twice = c == '\u{94D}' && before == Some(c);
            plain[i] = candidate(&chars, i, &simple) && (on || !entry.extends()) && !twice;
            for (byte, answers) in answers[at..at + c.len_utf8()].iter_mut().enumerate() {
                answers[0] = plain[i];
                answers[5] = byte > 0;
            }
            answers[at][1] = !plain[i] && !danda;
            answers[at][2] = danda || !plain[i] && may_end(bytes, at);
            answers[at][3] = !plain[i] && !danda && answers[at][2];
        }
        answers
    }

    fn is_space(c: char) -> bool {
        matches!(c, ' ' | '\t'..='\r')
    }

    /// Plain as far as it and the next one say.
    fn candidate(chars: &[(usize, char)], i: usize, simple: &impl Fn(char) -> bool) -> bool {
        let table = Table::of(CaseFolding::Fold);
        let unclear = |c: char| ('\u{800}'..'\u{1000}').contains(&c) && (!simple(c) && !matches!(c, '।' | '॥') || c == '\u{94D}');
        let next = chars.get(i + 1).map(|&(_, c)| c);
        simple(chars[i].1) && !(table.get(chars[i].1).is_nasal() && next.is_some_and(unclear))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        #[test]
        fn as_if_read_slowly(text in "([ a.wW/@!\n\r\t_é“\u{2029}\u{85}𝄞\u{94D}\u{93C}कनमि।ंঅ०]|[\u{900}-\u{97F}]|[ -~]){0,200}") {
            let mut lanes = Lanes::default();
            lanes.read("forget me", true);
            lanes.read(&text, true);
            let expected = slowly(&text);
            let kinds: [fn(&Lane) -> u64; 6] = [|l| l.word, |l| l.hard, |l| l.stop, |l| l.line, |l| l.mark, |l| l.inside];
            for (kind, ask) in kinds.iter().enumerate() {
                for (at, answers) in expected.iter().enumerate() {
                    prop_assert_eq!(lanes.window(ask, at) & 1 == 1, answers[kind], "{} {} {:?}", kind, at, text);
                    let next = (at..text.len()).find(|&at| expected[at][kind]);
                    prop_assert_eq!(lanes.next(ask, at..text.len()), next, "{} {} {} {:?}", kind, at, text.len(), text);
                    prop_assert!(lanes.places(ask, at..text.len()).eq((at..text.len()).filter(|&at| expected[at][kind])));
                    let run = expected[..at].iter().rev().take(64).take_while(|answers| answers[kind]).count();
                    prop_assert_eq!(lanes.run_before(ask, at), run, "{} {} {:?}", kind, at, text);
                    for to in [at, (at + 1).min(text.len()), text.len().min(at + 70), text.len()] {
                        let count = expected[at..to].iter().filter(|answers| answers[kind]).count();
                        prop_assert_eq!(lanes.count(ask, at..to), count as u32, "{} {} {} {:?}", kind, at, to, text);
                    }
                }
            }
            prop_assert_eq!(lanes.next(|lane| lane.word, text.len()..text.len()), None);
            let lowered: Vec<u8> = text.bytes().map(|b| if is_space(b as char) { b' ' } else { b.to_ascii_lowercase() }).collect();
            prop_assert_eq!(lanes.lowered(0..text.len()), &lowered[..]);
        }
    }
}
