//! Room for columns of many megabytes.
#![cfg_attr(
    target_os = "linux",
    expect(unsafe_code, reason = "a hint to the system about memory that is there; it changes nothing that can be read")
)]

/// Room for so many values.
///
/// About half of what it costs to write a large table is the system's, which hands memory out in pages of four kilobytes, each when it is touched first. So it is asked
/// for larger ones, where it has some for who asks, and for all of them at once.
pub(crate) fn room<T>(len: usize) -> Vec<T> {
    let values = Vec::with_capacity(len);
    #[cfg(target_os = "linux")]
    advise(&values);
    values
}

/// Values in such room.
#[cfg_attr(not(feature = "python"), expect(dead_code, reason = "for tables"))]
pub(crate) fn in_room<T>(values: impl ExactSizeIterator<Item = T>) -> Vec<T> {
    let mut all = room(values.len());
    all.extend(values);
    all
}

#[cfg(target_os = "linux")]
fn advise<T>(values: &Vec<T>) {
    /// Pages begin at multiples of it; of a system whose pages are larger, the hint is refused, which does no harm.
    const PAGE: usize = 1 << 12;
    /// For less it is not worth to ask.
    const LARGE: usize = 1 << 20;
    let bytes = values.capacity() * size_of::<T>();
    if bytes < LARGE {
        return;
    }
    // The pages at both ends, too: what else stands in them is kept as it is.
    let from = values.as_ptr().addr() & !(PAGE - 1);
    let to = (values.as_ptr().addr() + bytes).next_multiple_of(PAGE);
    for hint in [libc::MADV_HUGEPAGE, libc::MADV_POPULATE_WRITE] {
        // What a system does not know it refuses.
        unsafe { libc::madvise(values.as_ptr().with_addr(from).cast_mut().cast(), to - from, hint) };
    }
}
