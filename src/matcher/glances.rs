//! Which documents are glanced at before they are folded.

/// Whether it pays to ask of a document whether it may hold a name before it is folded: where most hold one, that is work done twice.
#[derive(Debug, Default)]
pub(super) struct Glances {
    /// How many of those asked of late may hold one, of 256.
    in_vain: u16,
    /// Documents that were not asked.
    passed: u8,
}

impl Glances {
    /// One in so many documents is asked in any case.
    const TRIED: u8 = 32;

    /// Whether to ask of the next document.
    #[inline]
    pub(super) fn pay(&mut self) -> bool {
        self.passed = (self.passed + 1) % Self::TRIED;
        self.passed == 0 || self.in_vain < 128
    }

    /// Notes whether one that was asked may hold a name.
    pub(super) fn note(&mut self, in_vain: bool) {
        self.in_vain += u16::from(in_vain) * 16;
        self.in_vain -= self.in_vain / 16;
    }
}

#[cfg(test)]
mod tests {
    use super::Glances;

    /// How many of the next documents are asked, if all of these answer alike.
    fn asked(glances: &mut Glances, documents: usize, in_vain: bool) -> usize {
        let mut ask = |_: &usize| {
            let pays = glances.pay();
            if pays {
                glances.note(in_vain);
            }
            pays
        };
        (0..documents).filter(|i| ask(i)).count()
    }

    #[test]
    fn all_are_asked_until_most_answer_in_vain() {
        let mut glances = Glances::default();
        assert_eq!(asked(&mut glances, 1000, false), 1000);
        assert!(asked(&mut glances, 40, true) < 20);
        assert_eq!(asked(&mut glances, 3200, true), 100);
        // One in thirty-two is enough to find out that it pays again.
        assert!(asked(&mut glances, 3200, false) > 2500);
        assert_eq!(asked(&mut glances, 1000, false), 1000);
    }
}
