//! Rows of bits: one that grows, and one that counts its bits.

pub(crate) mod bit_vec;
pub(crate) mod rank_index;
