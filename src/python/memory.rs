//! Where the memory comes from.
//!
//! A call makes columns of many megabytes, and lets go of them before the next one makes its own. If the system hands out each page anew, and clears it, that is up to
//! half of what it costs to write them. And a gazetteer is a million small texts.
#![expect(unsafe_code, reason = "an option of an allocator that is written in C")]

use mimalloc::MiMalloc;
use std::ffi::c_long;

#[global_allocator]
static MEMORY: MiMalloc = MiMalloc;

/// `mi_option_purge_delay` of `mimalloc.h`.
const PURGE_DELAY: libmimalloc_sys::mi_option_t = 15;

/// Milliseconds after which memory that nobody took again goes back to the system; ten times as long for large blocks, so that it is there when a notebook does the
/// same again.
const KEPT: c_long = 1000;

/// Has memory kept for a while, unless the environment says otherwise (`MIMALLOC_PURGE_DELAY`).
pub(super) fn keep() {
    // SAFETY: the number is that of an option of the version of mimalloc that is linked, which
    // takes any `long`; mimalloc allows options to be set at any time.
    unsafe { libmimalloc_sys::mi_option_set_default(PURGE_DELAY, KEPT) };
}
