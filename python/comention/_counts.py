"""Counts as people have them, as the core takes them."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

import numpy as np

from comention.errors import CountsError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


def broadcast(names: Sequence[str], values: list[NDArray[Any]]) -> tuple[list[NDArray[Any]], tuple[int, ...]]:
    """The arrays at their common shape, laid out flat."""
    try:
        shape = np.broadcast_shapes(*(value.shape for value in values))
    except ValueError:
        shapes = ", ".join(f"{name} {value.shape}" for name, value in zip(names, values, strict=True))
        raise CountsError(f"shapes that do not go together: {shapes}") from None
    return [np.ascontiguousarray(np.broadcast_to(value, shape)).ravel() for value in values], shape


def numbers(name: str, value: Any) -> NDArray[np.float64]:
    try:
        return np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError):
        raise CountsError(f"{name} is {value!r:.80}, must be a number or an array of numbers") from None


def counts(name: str, value: Any) -> NDArray[np.uint64]:
    array = np.asarray(value)
    if array.dtype.kind == "O":
        array = _objects(name, array)
    if array.size == 0:
        return array.astype(np.uint64)
    if array.dtype.kind not in "iuf":
        raise CountsError(f"{name} is {value!r:.80}, must be a whole number from 0 or an array of them")
    wrong = array < 0
    if array.dtype.kind == "f":
        # Beyond 2⁵³ not every whole number is a float: which was meant?
        wrong = ~((array >= 0) & (array <= 2**53)) | (array != np.floor(array))
    refuse(name, array, wrong, "must be a whole number from 0")
    return array.astype(np.uint64)


def _objects(name: str, array: NDArray[Any]) -> NDArray[Any]:
    """Whole numbers of Python, or of nullable columns."""
    whole = np.zeros(array.shape, dtype=np.uint64)
    for i, value in enumerate(array.flat):
        try:
            number = int(value) if isinstance(value, float) and value.is_integer() else operator.index(value)
        except TypeError:
            number = -1
        if isinstance(value, bool) or not 0 <= number < 2**64:
            raise CountsError(f"{place(i, array.shape)}{name} is {value!r}, must be a whole number from 0")
        whole.flat[i] = number
    return whole


def refuse(name: str, array: NDArray[Any], wrong: NDArray[np.bool_], rule: str) -> None:
    found = np.flatnonzero(wrong)
    if found.size:
        i = int(found[0])
        raise CountsError(f"{place(i, array.shape)}{name} is {array.flat[i]}, {rule}")


def place(i: Any, shape: tuple[int, ...]) -> str:
    if not shape:
        return ""
    index = tuple(map(int, np.unravel_index(i, shape)))
    return f"index {index[0] if len(index) == 1 else index}: "
