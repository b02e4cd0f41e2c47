"""Types of what goes in and of the options."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import pandas as pd

__all__ = [
    "Ambiguous",
    "ArrowArray",
    "ArrowStream",
    "Boundaries",
    "By",
    "Case",
    "Clustering",
    "Column",
    "Correction",
    "Documents",
    "Errors",
    "Filter",
    "Frame",
    "Kind",
    "Overlap",
    "Part",
    "Period",
    "Progress",
    "Unit",
    "Value",
    "Within",
]


class ArrowStream(Protocol):
    """Anything that can be read as a stream of Arrow: frames and series of polars, pyarrow, duckdb, pandas."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> Any:
        """A capsule with an Arrow stream."""


class ArrowArray(Protocol):
    """Anything that can be read as one Arrow array or record batch."""

    def __arrow_c_array__(self, requested_schema: object | None = None) -> Any:
        """A pair of capsules: a schema and an array."""


Frame: TypeAlias = "pd.DataFrame | ArrowStream | ArrowArray"
"""A table."""

Documents: TypeAlias = "Iterable[str | None] | pd.Series[Any] | Frame"
"""Texts, or a table with a column of them."""

Column: TypeAlias = "str | Sequence[Any] | pd.Series[Any] | ArrowStream | ArrowArray | None"
"""The name of a column, or the column itself."""

Progress: TypeAlias = "bool | Callable[[int, int], object]"
"""`True` for a bar, or a function that is told how many documents of how many are done."""

Overlap: TypeAlias = Literal["longest", "all"]
Case: TypeAlias = Literal["smart", "fold", "exact"]
Ambiguous: TypeAlias = Literal["resolve", "keep", "drop"]
Boundaries: TypeAlias = Literal["word", "none"]
Errors: TypeAlias = Literal["raise", "skip"]
Kind: TypeAlias = Literal["name", "acronym", "demonym", "role", "short"]
Unit: TypeAlias = Literal["document", "paragraph", "sentence"]
Within: TypeAlias = Literal["document", "paragraph", "sentence", "window"]
Period: TypeAlias = Literal["day", "week", "month", "quarter", "year"]
By: TypeAlias = "str | Sequence[str] | None"
"""A period (`"month"`), a column of the documents (`"lang"`), or several of them."""
Part: TypeAlias = "str | dt.date | int | tuple[Any, ...] | list[Any] | Mapping[str, Any]"
"""Some of the slices: a period, a range of them, values of a column, or a dictionary of these by column."""
Correction: TypeAlias = Literal["bh", "bonferroni", "none"]
Filter: TypeAlias = Literal["disparity", "hypergeometric"]
Clustering: TypeAlias = Literal["louvain", "leiden"]
Value: TypeAlias = Literal[
    "n_ab",
    "n_docs",
    "expected",
    "lift",
    "pmi",
    "npmi",
    "log_dice",
    "g2",
    "chi2",
    "dice",
    "jaccard",
    "t_score",
    "p_value",
    "q_value",
    "string_score",
    "log_ratio_lower",
]
