//! The pass over a paragraph against the rules one by one, which [`slow`](super::slow) follows whatever the text holds.

use super::slow::Scratch;
use super::{Folded, Folder};
use crate::text::classify::Lanes;
use crate::text::unicode::table::CaseFolding;
use proptest::prelude::*;

/// Folded bytes, and of each its bits: bound and word.
type Bytes = (Vec<u8>, Vec<(bool, bool)>);
/// Where what begins at a bound begins in the document, and where what ends there ends.
type Places = Vec<(usize, u32, u32)>;

fn slowly(text: &str, base: u32, case: CaseFolding, plain: bool, every: bool) -> (Bytes, Places) {
    let mut scratch = Scratch::default();
    scratch.fold(text, base, case, plain, every);
    let (mut bytes, mut bits, mut places, mut end) = (Vec::new(), Vec::new(), Vec::new(), base);
    for piece in &scratch.pieces {
        if let Some(start) = piece.position.filter(|_| piece.bound) {
            places.push((bytes.len(), start, end));
        }
        bytes.extend_from_slice(piece.c.to_string().as_bytes());
        bits.push((piece.bound, piece.word));
        bits.resize(bytes.len(), (false, false));
        end = end.max(piece.end);
    }
    ((bytes, bits), places)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    // Long enough for whole lanes, from anywhere in one; what has a short way, and what must not take it.
    #[test]
    fn as_if_folded_slowly(
        before in "[a-z]{0,70}",
        text in "(([a-zA-Z ]{0,90})|([’“‘–…—]{1,2})|(क्\u{200D}(य|न|ड़|ा|क))|([\u{200D}\u{200C}\u{93C}\u{94D}\u{301}])|([ .\n]{1,3})|([कनमदटयािंँ]{1,4})|(न्(द|य|म))|(के\\.)|(डब्लू\\. )|[éßŉ中அ़A1_]|([а-яА-ЯёЁії]{0,70})|([\u{C0}-\u{470}\u{300}\u{345} ]{1,5})|([ДдйЙی\u{64B}آ\u{306}.]{1,4})){0,12}",
        fold in any::<bool>(),
        plain in any::<bool>(),
        every in any::<bool>(),
    ) {
        let case = if fold { CaseFolding::Fold } else { CaseFolding::Keep };
        let document = format!("{before}\n{text}\nbehind");
        let (from, base) = (before.len() + 1, before.len() as u32 + 1);
        let mut lanes = Lanes::default();
        lanes.read(&document, fold);
        let mut folded = Folded::default();
        Folder::new(case, plain, every).fold_part(&document, from..from + text.len(), &lanes, &mut folded);
        let ((bytes, bits), places) = slowly(&text, base, case, plain, every);
        prop_assert_eq!(String::from_utf8_lossy(&folded.bytes), String::from_utf8_lossy(&bytes), "{:?}", text);
        let found: Vec<(bool, bool)> = (0..bytes.len()).map(|i| (folded.bounds.get(i), folded.words.get(i))).collect();
        if every {
            // Whether a conjunct parts clusters is asked where a name was found.
            prop_assert!(found.iter().zip(&bits).all(|(found, bits)| found.0 >= bits.0 && found.1 == bits.1), "{:?}", text);
        } else {
            prop_assert_eq!(found, bits, "{:?}", text);
        }
        for (i, &(at, start, end)) in places.iter().enumerate() {
            let at = at as u32;
            prop_assert_eq!((folded.start_in_document(at), folded.end_in_document(at)), (start, end), "{} {:?}", at, text);
            for &(to, _, end) in &places[i..] {
                prop_assert_eq!(folded.in_document(at, to as u32), (start, end), "{} {} {:?}", at, to, text);
            }
        }
    }
}
