//! What all work needs of the machine: progress and cancelling, threads, memory that is asked for ahead.

pub(crate) mod memory;
pub mod monitor;
pub(crate) mod pool;
pub(crate) mod prefetch;
