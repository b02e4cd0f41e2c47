//! The Python bindings: convert in, let go of the interpreter, call the core, convert out. The only place that knows pyo3.

#![allow(clippy::needless_pass_by_value, reason = "arguments come by value from Python")]
#![allow(clippy::type_complexity, reason = "what `__reduce__` returns is a tuple of tuples")]
#![allow(clippy::too_many_arguments, reason = "keywords in Python")]

mod arrow;
mod association;
mod columns;
mod cooccurrence;
mod documents;
mod error;
mod evidence;
mod exit;
mod files;
mod gather;
mod gazetteer;
mod imported;
mod matcher;
mod memory;
mod mentions;
mod run;
mod seed;
mod text;
mod texts;

use pyo3::prelude::*;

/// The compiled half of the `comention` package.
#[pymodule]
mod _core {
    #[pymodule_export]
    use super::association::{measure, q_value, string_score};
    #[pymodule_export]
    use super::cooccurrence::PyCooccurrences;
    #[pymodule_export]
    use super::documents::PyDocuments;
    #[pymodule_export]
    use super::files::PyDraft;
    #[pymodule_export]
    use super::gazetteer::PyGazetteer;
    #[pymodule_export]
    use super::imported::check_column;
    #[pymodule_export]
    use super::matcher::PyMatcher;
    #[pymodule_export]
    use super::mentions::PyMentions;
    #[pymodule_export]
    use super::run::_panic;
    #[pymodule_export]
    use super::seed::load_seed;
    #[pymodule_export]
    use super::text::{day_ordinal, fold, paragraphs, sentences};

    use super::{Bound, PyModule, PyModuleMethods, PyResult};

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        super::memory::keep();
        super::run::adopt_panics(module.py())?;
        super::exit::register(module)?;
        // Built here, so that no thread is building them at the moment of a fork.
        crate::text::build_tables();
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
