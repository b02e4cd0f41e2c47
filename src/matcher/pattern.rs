//! What is noted of all names with one folded form.

use super::names::{IndexedName, flag};
use crate::gazetteer::Kind;

/// What is worth knowing of the names of a pattern before looking at each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Pattern(u32);

impl Pattern {
    const TITLE: u32 = 1;
    const HOLDER: u32 = 2;
    const SHORT: u32 = 4;
    const DEPENDENT: u32 = 8;
    const SHARED: u32 = 16;
    const ANY_CASE: u32 = 32;
    const UPPER: u32 = 64;
    const USUAL: u32 = 128;
    const ONE: u32 = 1 << 8;
    const SEVERAL: u32 = 1 << 9;
    const EVEN: u32 = 1 << 10;
    /// From here on, how many names it has; 0 if these are more than go in.
    const COUNT: u32 = 11;
    const MOST: u32 = 0xFF;

    /// One is a title.
    pub(crate) fn title(self) -> bool {
        self.0 & Self::TITLE != 0
    }

    /// One is a name of an entity that has titles.
    pub(crate) fn holder(self) -> bool {
        self.0 & Self::HOLDER != 0
    }

    /// Several entities have it as a short name.
    pub(crate) fn shared(self) -> bool {
        self.0 & Self::SHARED != 0
    }

    /// One is a short name.
    pub(crate) fn short(self) -> bool {
        self.0 & Self::SHORT != 0
    }

    /// Whether one counts depends on what stands beside it, or elsewhere in the document.
    pub(crate) fn needs_neighbours(self) -> bool {
        self.0 & (Self::TITLE | Self::SHORT | Self::DEPENDENT) != 0
    }

    /// The case of none counts.
    pub(crate) fn any_case(self) -> bool {
        self.0 & Self::ANY_CASE != 0
    }

    /// All are the pattern in upper case, of letters and digits of ASCII: `US`.
    pub(crate) fn upper(self) -> bool {
        self.0 & Self::UPPER != 0
    }

    /// All apply at all times, none ends in the full stop of an initial, and inside of none count others.
    pub(crate) fn usual(self) -> bool {
        self.0 & Self::USUAL != 0
    }

    /// All are of one entity, at all times, and some count by themselves: there is nothing to decide.
    pub(crate) fn one(self) -> bool {
        self.0 & Self::ONE != 0
    }

    /// They are of several entities, each has one, in their order, and all apply at all times.
    pub(crate) fn several(self) -> bool {
        self.0 & Self::SEVERAL != 0
    }

    /// So they are, all count by themselves, and no entity has the highest priority alone: only what else is named can decide.
    pub(crate) fn even(self) -> bool {
        self.0 & Self::EVEN != 0
    }

    /// How many names there are, if that is noted.
    pub(super) fn count(self) -> Option<u32> {
        Some(self.0 >> Self::COUNT & Self::MOST).filter(|&count| count > 0)
    }

    /// What is noted of it beside what is noted of a name.
    pub(super) fn bits(self) -> u32 {
        self.0 << flag::OF_PATTERN
    }

    #[inline]
    pub(super) fn of_bits(bits: u32) -> Self {
        Self((bits & !flag::MORE) >> flag::OF_PATTERN)
    }

    /// The pattern of this folded form and these names.
    pub(super) fn of<'n>(folded: &[u8], names: impl Iterator<Item = IndexedName<'n>>) -> Self {
        let (mut flags, mut short) = (Self::ANY_CASE | Self::UPPER | Self::USUAL, None);
        let (mut count, mut first, mut last) = (0, None, None);
        let (mut one, mut several, mut alone) = (true, true, (false, true));
        // The highest priority, and whether one entity alone has it.
        let mut highest = (0, false);
        for name in names {
            flags &= if name.dated() || name.stop() || name.nested() { !Self::USUAL } else { !0 };
            let exact = name.exact();
            flags &= if exact.is_some() { !Self::ANY_CASE } else { !Self::UPPER };
            let upper = |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
            if exact.is_some_and(|exact| !exact.iter().all(upper) || !exact.eq_ignore_ascii_case(folded)) {
                flags &= !Self::UPPER;
            }
            let title = name.kind == Kind::Role;
            flags |= if title { Self::TITLE } else { 0 };
            flags |= if !title && name.holder() { Self::HOLDER } else { 0 };
            flags |= if name.alone() { 0 } else { Self::DEPENDENT };
            if name.kind == Kind::Short {
                flags |= Self::SHORT;
                flags |= if *short.get_or_insert(name.entity) == name.entity { 0 } else { Self::SHARED };
            }
            one &= !name.dated() && *first.get_or_insert(name.entity) == name.entity;
            several &= !name.dated() && last.replace(name.entity) < Some(name.entity);
            alone = (alone.0 | name.alone(), alone.1 & name.alone());
            highest = match highest {
                (highest, _) if count == 0 || name.priority > highest => (name.priority, true),
                (highest, single) => (highest, single && name.priority < highest),
            };
            count += 1;
        }
        several &= count > 1;
        flags |= if one && alone.0 { Self::ONE } else { 0 };
        flags |= if several { Self::SEVERAL } else { 0 };
        flags |= if several && alone.1 && !highest.1 { Self::EVEN } else { 0 };
        Self(flags | if count <= Self::MOST { count << Self::COUNT } else { 0 })
    }
}
