//! Which characters of Devanagari are plain: E0, then A4 or A5, then a third byte in UTF-8.
//!
//! All is asked where the third byte stands, so that what it needs to know lies before it; but for nasals, about which the character behind decides.

use super::Lane;
use super::bytes::classes::Thirds;

/// What the bytes before mean for the next ones.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Indic {
    /// Of the last two bytes: which are E0; of the last one: whether it is A4, A5.
    e0: u64,
    a4: u64,
    a5: u64,
    /// Of the last three bytes, as third bytes: plain but for what has to be known of the character before; nasals; viramas.
    candidates: u64,
    nasal: u64,
    virama: u64,
}

/// The characters whose third bytes stand in a lane, by these.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    pub(super) plain: u64,
    pub(super) danda: u64,
    /// All of the first half of the block.
    pub(super) first_half: u64,
    /// Of those before it that were taken for plain, in the lane before: nasals that are not.
    unclear: u64,
    /// First bytes of those that begin in the lane before, and in this one of those that go on behind it.
    begun: u64,
    begins: u64,
}

impl Indic {
    /// Whether one of the last two bytes begins a character.
    #[inline(always)]
    pub(super) fn has_begun(self) -> bool {
        self.e0 != 0
    }

    /// Reads sixty-four bytes: where they are E0, A4, A5, and what they are as third bytes.
    #[inline(always)]
    pub(super) fn next(&mut self, e0: u64, a4: u64, a5: u64, thirds: &Thirds) -> Found {
        let third = e0 << 2 | self.e0;
        let (four, five) = (third & (a4 << 1 | self.a4), third & (a5 << 1 | self.a5));
        let odd = four & thirds.odd4 | five & thirds.odd5;
        let danda = five & (a4 | a5);
        // A sign goes on a plain Devanagari character.
        let sign = four & thirds.sign4 | five & thirds.sign5;
        let (nasal, virama) = (four & thirds.nasal, five & thirds.virama);
        // A nasal before a virama, or before what has to be looked at.
        let unclear = odd | virama | third & !four & !five;
        let before = self.nasal & unclear;
        let candidates = (four | five) & !odd & !danda & !(nasal & unclear >> 3);
        let on = candidates << 3 | self.candidates & !before;
        let twice = virama & (virama << 3 | self.virama);
        let found = Found {
            plain: candidates & !(sign & !on) & !twice,
            danda,
            first_half: four,
            unclear: before << 61,
            begun: self.e0 << 62,
            begins: e0 & 3 << 62,
        };
        *self = Self {
            e0: e0 >> 62,
            a4: a4 >> 63,
            a5: a5 >> 63,
            candidates: candidates >> 61,
            nasal: nasal >> 61,
            virama: virama >> 61,
        };
        found
    }
}

impl Found {
    /// First bytes of what is plain or a danda, or is known in the next lane only.
    #[inline(always)]
    pub(super) fn known(&self) -> u64 {
        (self.plain | self.danda) >> 2 | self.begins
    }

    /// Writes what is known now into the lane before, which begins at a byte of the text.
    #[inline(always)]
    pub(super) fn end(&self, lane: &mut Lane, text: &[u8], at: usize) {
        lane.word |= self.plain << 62 | self.plain << 63;
        lane.stop |= self.danda << 62;
        let special = self.begun & !((self.plain | self.danda) << 62) | self.unclear >> 2;
        if special != 0 {
            lane.word &= !(self.unclear | self.unclear >> 1 | self.unclear >> 2);
            lane.special |= special;
            lane.note_ends(special, text, at);
        }
    }
}
