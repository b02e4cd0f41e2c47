"""What a user of a peer writes around it: a table of the hits, and who is found together."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from itertools import chain, combinations
from typing import Any

import pandas as pd
import pyarrow as pa

Hits = list[tuple[Any, int, int]]

# As simple as it can be; ours knows abbreviations, initials and dandas that are typed as something else.
ENDS = {"paragraph": re.compile(r"\n+"), "sentence": re.compile(r"[.!?।॥]+\s+|\n+")}


def _columns(hits: list[Hits], entities: Any) -> dict[str, list[Any]]:
    flat = list(chain.from_iterable(hits))
    return {
        "doc_id": [i for i, found in enumerate(hits) for _ in found],
        "entity_id": [entities[hit[0]] for hit in flat],
        "start": [hit[1] for hit in flat],
        "end": [hit[2] for hit in flat],
    }


def to_pandas(hits: list[Hits], entities: Any) -> pd.DataFrame:
    return pd.DataFrame(_columns(hits, entities))


def to_arrow(hits: list[Hits], entities: Any) -> pa.Table:
    return pa.table(_columns(hits, entities))


def count_pairs(texts: list[str], hits: list[Hits], entities: Any) -> dict[str, Counter[tuple[str, str]]]:
    """In how many documents, paragraphs and sentences each pair of entities is found together."""
    counts: dict[str, Counter[tuple[str, str]]] = {"document": Counter(), "paragraph": Counter(), "sentence": Counter()}
    for text, found in zip(texts, hits, strict=True):
        if len(found) < 2:
            continue
        ids = [entities[hit[0]] for hit in found]
        counts["document"].update(combinations(sorted(set(ids)), 2))
        for unit, end in ENDS.items():
            ends = [match.end() for match in end.finditer(text)]
            units: dict[int, set[str]] = {}
            for hit, entity in zip(found, ids, strict=True):
                units.setdefault(bisect_right(ends, hit[1]), set()).add(entity)
            for together in units.values():
                if len(together) > 1:
                    counts[unit].update(combinations(sorted(together), 2))
    return counts
