//! Memory that may not be there: large buffers are reserved so that a refusal is an error, not an abort.

use crate::{Error, Result};
use std::sync::atomic::{AtomicUsize, Ordering};

/// How often an allocation was served from the emergency reserve of the bindings.
static SHORTAGES: AtomicUsize = AtomicUsize::new(0);

/// How many shortages there have been. A call that sees the number change stops with an error.
pub(crate) fn shortages() -> usize {
    SHORTAGES.load(Ordering::Relaxed)
}

/// Called by an allocator that had to use its emergency reserve.
#[cfg(feature = "python")]
pub(crate) fn note_shortage() {
    SHORTAGES.fetch_add(1, Ordering::Relaxed);
}

/// Makes room for `more` values; `what` names the buffer in the error.
pub(crate) fn reserve<T>(buffer: &mut Vec<T>, more: usize, what: &'static str) -> Result<()> {
    buffer.try_reserve(more).map_err(|_| refused::<T>(buffer.len().saturating_add(more), what))
}

/// An empty buffer with room for exactly `len` values.
pub(crate) fn with_room<T>(len: usize, what: &'static str) -> Result<Vec<T>> {
    let mut buffer = Vec::new();
    buffer.try_reserve_exact(len).map_err(|_| refused::<T>(len, what))?;
    Ok(buffer)
}

/// Appends all values of a slice.
pub(crate) fn append<T: Copy>(buffer: &mut Vec<T>, more: &[T], what: &'static str) -> Result<()> {
    reserve(buffer, more.len(), what)?;
    buffer.extend_from_slice(more);
    Ok(())
}

/// The values of an iterator of known length.
#[cfg(any(feature = "python", test))]
pub(crate) fn collect<T>(values: impl IntoIterator<Item = T, IntoIter: ExactSizeIterator>, what: &'static str) -> Result<Vec<T>> {
    let values = values.into_iter();
    let mut buffer = with_room(values.len(), what)?;
    buffer.extend(values);
    Ok(buffer)
}

/// The values of an iterator of unknown length.
#[cfg(feature = "python")]
pub(crate) fn gather<T>(values: impl Iterator<Item = T>, what: &'static str) -> Result<Vec<T>> {
    let mut buffer = with_room(values.size_hint().0, what)?;
    for value in values {
        reserve(&mut buffer, 1, what)?;
        buffer.push(value);
    }
    Ok(buffer)
}

/// The error for a buffer of `len` values that the system refused.
pub(crate) fn refused<T>(len: usize, what: &'static str) -> Error {
    Error::Memory { what, bytes: len.saturating_mul(size_of::<T>()) }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::{append, collect, reserve, with_room};
    use crate::Error;

    const TOO_MANY: usize = usize::MAX / 16;

    #[test]
    fn a_refused_buffer_is_an_error_that_names_it() {
        let refusals = [
            with_room::<u64>(TOO_MANY, "the column start").map(drop),
            reserve(&mut Vec::<u64>::new(), TOO_MANY, "the column start"),
            collect((0..isize::MAX as usize).map(|_| 0_u64).take(TOO_MANY), "the column start").map(drop),
        ];
        for refusal in refusals {
            let error = refusal.unwrap_err();
            assert!(matches!(error, Error::Memory { what: "the column start", bytes } if bytes == TOO_MANY * 8));
            assert!(error.to_string().starts_with("not enough memory for the column start ("));
        }
    }

    #[test]
    fn what_fits_is_kept() {
        let mut buffer = collect([1, 2, 3], "numbers").unwrap();
        append(&mut buffer, &[4, 5], "numbers").unwrap();
        assert_eq!(buffer, [1, 2, 3, 4, 5]);
    }
}
