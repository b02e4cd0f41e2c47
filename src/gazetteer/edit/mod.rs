//! Gazetteers made of gazetteers.

mod merge;
