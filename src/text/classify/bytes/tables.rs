//! The same answers in tables.

use super::classes::{D0, D1, D8, D9, DB, NASAL, ODD4, ODD5, SIGN4, SIGN5, VIRAMA};

/// The answers of tables, as bits of a byte.
pub(super) struct Class;

impl Class {
    pub(super) const WORD: u8 = 1;
    pub(super) const SPACE: u8 = 2;
    pub(super) const FULL_STOP: u8 = 4;
    pub(super) const STOP: u8 = 8;
    pub(super) const LINE: u8 = 16;
    pub(super) const MARK: u8 = 32;
    pub(super) const W: u8 = 64;

    pub(super) const ODD4: u8 = 1;
    pub(super) const ODD5: u8 = 2;
    pub(super) const SIGN4: u8 = 4;
    pub(super) const SIGN5: u8 = 8;
    pub(super) const NASAL: u8 = 16;
    pub(super) const VIRAMA: u8 = 32;

    pub(super) const D0: u8 = 1;
    pub(super) const D1: u8 = 2;
    pub(super) const D8: u8 = 4;
    pub(super) const D9: u8 = 8;
    pub(super) const DB: u8 = 16;
}

/// Of each byte of ASCII.
pub(super) static ASCII: [u8; 128] = {
    let mut table = [0; 128];
    let mut byte = 0;
    while byte < 128 {
        table[byte as usize] = ascii(byte);
        byte += 1;
    }
    table
};

const fn ascii(byte: u8) -> u8 {
    match byte {
        b'\n' | b'\r' => Class::SPACE | Class::LINE | Class::STOP,
        11 | 12 => Class::SPACE | Class::LINE,
        b'\t' | b' ' => Class::SPACE,
        b'.' => Class::STOP | Class::FULL_STOP,
        b'!' | b'?' | b'|' => Class::STOP,
        b'/' | b'@' => Class::MARK,
        b'w' | b'W' => Class::WORD | Class::W,
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' => Class::WORD,
        _ => 0,
    }
}

/// Of each third byte, by its lowest six bits.
pub(super) static THIRDS: [u8; 64] = {
    let mut table = [0; 64];
    let mut i = 0;
    while i < 64 {
        let byte = 0x80 | i as u8;
        table[i] = class(byte, &ODD4, Class::ODD4)
            | class(byte, &ODD5, Class::ODD5)
            | class(byte, &SIGN4, Class::SIGN4)
            | class(byte, &SIGN5, Class::SIGN5)
            | class(byte, &NASAL, Class::NASAL)
            | class(byte, &VIRAMA, Class::VIRAMA);
        i += 1;
    }
    table
};

/// Of each second byte, by its lowest six bits.
pub(super) static SECONDS: [u8; 64] = {
    let mut table = [0; 64];
    let mut i = 0;
    while i < 64 {
        let byte = 0x80 | i as u8;
        table[i] = class(byte, &D0, Class::D0)
            | class(byte, &D1, Class::D1)
            | class(byte, &D8, Class::D8)
            | class(byte, &D9, Class::D9)
            | class(byte, &DB, Class::DB);
        i += 1;
    }
    table
};

const fn class(byte: u8, ranges: &[(u8, u8)], class: u8) -> u8 {
    let mut i = 0;
    while i < ranges.len() {
        if ranges[i].0 <= byte && byte <= ranges[i].1 {
            return class;
        }
        i += 1;
    }
    0
}

/// What bytes of ASCII become: white space spaces and, if asked for, upper case folded.
pub(super) static FOLDED: [[u8; 128]; 2] = [folded(false), folded(true)];

const fn folded(fold_case: bool) -> [u8; 128] {
    let mut table = [0; 128];
    let mut byte = 0;
    while byte < 128 {
        table[byte as usize] = match byte {
            9..=13 => b' ',
            b'A'..=b'Z' if fold_case => byte | 0x20,
            _ => byte,
        };
        byte += 1;
    }
    table
}
