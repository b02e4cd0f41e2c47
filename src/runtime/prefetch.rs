//! Memory that is asked for before it is read.
#![cfg_attr(
    target_arch = "x86_64",
    expect(unsafe_code, reason = "there need be no memory where a processor is told to look ahead")
)]

#[cfg(target_arch = "x86_64")]
use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};

/// Asks for what stands at an address, if anything does; a hint, which other processors do without.
#[inline(always)]
#[expect(clippy::inline_always, reason = "one instruction")]
pub(crate) fn fetch(at: *const u8) {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: a prefetch is a hint: it reads nothing that the program sees, and faults at no
    // address. SSE, which it belongs to, is in every x86-64.
    unsafe {
        _mm_prefetch::<_MM_HINT_T0>(at.cast());
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = at;
}
