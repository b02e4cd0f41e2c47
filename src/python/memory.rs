//! Where the memory comes from.
//!
//! A call makes columns of many megabytes, and lets go of them before the next one makes its own. If the system hands out each page anew, and clears it, that is up to
//! half of what it costs to write them. And a gazetteer is a million small texts.
//!
//! When the system refuses an allocation, the emergency reserve is given back to it and the allocation is tried again. The reserve is address space that was never
//! written to, so it takes no physical memory. The calls that are running see the shortage where they look for cancellation, and stop with a `MemoryError`.
#![expect(unsafe_code, reason = "an allocator, and an option of one that is written in C")]

use crate::runtime::memory::note_shortage;
use memmap2::MmapMut;
use mimalloc::MiMalloc;
use std::alloc::{GlobalAlloc, Layout};
use std::ffi::c_long;
use std::ptr::null_mut;
use std::sync::atomic::{AtomicPtr, Ordering};

#[global_allocator]
static MEMORY: Memory = Memory(MiMalloc);

/// `mi_option_purge_delay` of `mimalloc.h`.
const PURGE_DELAY: libmimalloc_sys::mi_option_t = 15;

/// Milliseconds after which memory that nobody took again goes back to the system; ten times as long for large blocks, so that it is there when a notebook does the
/// same again.
const KEPT: c_long = 1000;

/// Bytes of the reserve. The allocator asks for segments of 32 MiB, and to align one it may ask for twice as much.
const RESERVE: usize = 128 << 20;

/// Larger requests do not use the reserve: the large buffers of this crate are reserved fallibly.
const LARGE: usize = 32 << 20;

/// The reserve, as long as nobody needed it.
static KEPT_BACK: AtomicPtr<MmapMut> = AtomicPtr::new(null_mut());

/// Has memory kept for a while, unless the environment says otherwise (`MIMALLOC_PURGE_DELAY`).
pub(super) fn keep() {
    // SAFETY: the number is that of an option of the version of mimalloc that is linked, which
    // takes any `long`; mimalloc allows options to be set at any time.
    unsafe { libmimalloc_sys::mi_option_set_default(PURGE_DELAY, KEPT) };
    refill();
}

/// Makes the reserve again if it was used and the system has room for it.
pub(super) fn refill() {
    if !KEPT_BACK.load(Ordering::Relaxed).is_null() {
        return;
    }
    if let Ok(space) = MmapMut::map_anon(RESERVE) {
        let space = Box::into_raw(Box::new(space));
        if KEPT_BACK.compare_exchange(null_mut(), space, Ordering::AcqRel, Ordering::Relaxed).is_err() {
            // SAFETY: made by `Box::into_raw` above and handed to nobody.
            drop(unsafe { Box::from_raw(space) });
        }
    }
}

/// Gives the reserve back to the system; whether there was one.
fn release() -> bool {
    let space = KEPT_BACK.swap(null_mut(), Ordering::AcqRel);
    if space.is_null() {
        return false;
    }
    // SAFETY: made by `Box::into_raw`, and the swap handed it to this thread alone.
    drop(unsafe { Box::from_raw(space) });
    note_shortage();
    true
}

struct Memory(MiMalloc);

impl Memory {
    /// The block that was made; if there is none, what a second try gives after the reserve was released.
    #[inline]
    fn or_again(&self, made: *mut u8, size: usize, again: impl Fn(&MiMalloc) -> *mut u8) -> *mut u8 {
        if made.is_null() { self.again(size, again) } else { made }
    }

    #[cold]
    #[inline(never)]
    fn again(&self, size: usize, again: impl Fn(&MiMalloc) -> *mut u8) -> *mut u8 {
        if size > LARGE {
            return null_mut();
        }
        // Another thread may have released the reserve a moment ago: the try is worth its time either way.
        release();
        again(&self.0)
    }
}

// SAFETY: each method hands its arguments on to an allocator that keeps the contract; a second try has the same arguments, and nothing here unwinds.
unsafe impl GlobalAlloc for Memory {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller keeps the contract of `alloc`.
        let alloc = |memory: &MiMalloc| unsafe { memory.alloc(layout) };
        self.or_again(alloc(&self.0), layout.size(), alloc)
    }

    #[inline]
    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps the contract of `dealloc`.
        unsafe { self.0.dealloc(block, layout) }
    }

    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller keeps the contract of `alloc_zeroed`.
        let alloc = |memory: &MiMalloc| unsafe { memory.alloc_zeroed(layout) };
        self.or_again(alloc(&self.0), layout.size(), alloc)
    }

    #[inline]
    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: the caller keeps the contract of `realloc`; after a refusal the block is still valid.
        let realloc = |memory: &MiMalloc| unsafe { memory.realloc(block, layout, size) };
        self.or_again(realloc(&self.0), size, realloc)
    }
}
