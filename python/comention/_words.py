"""Word frequencies of languages, from wordfreq, for `Gazetteer.lint`."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from comention.errors import OptionError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from comention._core import Gazetteer as Core

__all__ = ["frequencies"]

Words = tuple[str, pa.Array, pa.Array]

USUAL = ("en", "hi")
"""What aliases are held against whatever their own language is."""


def frequencies(gazetteer: Core, langs: Iterable[str] | None) -> list[Words] | None:
    """Words with their Zipf frequencies, for each language that matters; `None` without wordfreq."""
    try:
        import wordfreq
    except ImportError:
        return None
    known = set(wordfreq.available_languages("small"))
    if langs is None:
        wanted = {*USUAL, *map(_primary, gazetteer.langs())} & known
    else:
        wanted = set(map(_primary, langs))
        if unknown := sorted(wanted - known):
            listed = ", ".join(f"'{lang}'" for lang in sorted(known))
            raise OptionError(f"langs has '{unknown[0]}', must be of {listed}")
    return [_words(lang) for lang in sorted(wanted | set(gazetteer.reference_langs()) & known)]


def _primary(lang: str) -> str:
    return lang.replace("_", "-").partition("-")[0]


@functools.cache
def _words(lang: str) -> Words:
    import wordfreq

    # The small list has what stands more than once in a million words: rarer ones are common to nobody.
    counted = wordfreq.get_frequency_dict(lang, "small")
    zipf = pc.add(pc.log10(pa.array(counted.values(), pa.float64())), 9.0)
    return lang, pa.array(counted.keys(), pa.string()), zipf
