"""The names and texts all contenders work on: generated, or read from a folder."""

from __future__ import annotations

import random
import warnings
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

import comention as cm
from comention.matcher import KINDS

if TYPE_CHECKING:
    from pathlib import Path

SIZES = {"1k": 1_000, "10k": 10_000, "34k": 34_000, "100k": 100_000, "1m": 1_000_000}
TEXTS = ("en", "hi", "ru", "mixed")
WORDS = 40_000
LETTERS = {
    "en": ("bcdfghjklmnprstvwyz", "aeiou"),
    "hi": ("कखगचजटडतदनपबमयरलवसह", ["", "ा", "ि", "ी", "ु", "े", "ो", "ं"]),
    "ru": ("бвгджзйклмнпрстфхцчшщ", "аеиоуыэюяё"),
}


def script_of(name: str) -> str:
    return "en" if name.isascii() else "ru" if name < "\u0900" else "hi"


@dataclass(frozen=True)
class Names:
    """A gazetteer, and its names as the peers get them."""

    size: str
    gazetteer: cm.Gazetteer

    @cached_property
    def table(self) -> pa.Table:
        rows = self.gazetteer.to_arrow()
        return rows.filter(pa.array(kind in KINDS for kind in rows["kind"].to_pylist()))

    @cached_property
    def entities(self) -> dict[str, str]:
        """Lower-cased names, each with the first entity that has it."""
        ids: dict[str, str] = {}
        for alias, entity in zip(self.table["alias"].to_pylist(), self.table["entity_id"].to_pylist(), strict=True):
            ids.setdefault(_spelling(alias), entity)
        return ids

    def and_strangers(self, others: Names, texts: Texts) -> Names:
        """These names, and those of others that do not stand in the texts: more names, and the same mentions."""
        rows = others.gazetteer.to_arrow().select(["entity_id", "alias"])
        # Whose name is refused beside another one comes up when that is gone.
        while (found := _all_of(rows).match(texts.arrow).to_arrow()).num_rows:
            standing = {
                _spelling(name) for column in ("alias", "surface") for name in pc.unique(found[column]).to_pylist()
            }
            rows = rows.filter(pa.array([_spelling(name) not in standing for name in rows["alias"].to_pylist()]))
        own = self.gazetteer.to_arrow().select(rows.column_names)
        return Names(f"{self.size} and strangers", cm.Gazetteer.from_frame(pa.concat_tables([rows, own])))


def _all_of(rows: pa.Table) -> cm.Matcher:
    return cm.Matcher(cm.Gazetteer.from_frame(rows), overlap="all")


def _spelling(name: str) -> str:
    return " ".join(name.lower().split())


@dataclass(frozen=True)
class Texts:
    kind: str
    documents: list[str]

    @cached_property
    def megabytes(self) -> float:
        return sum(len(text.encode()) for text in self.documents) / 1e6

    @cached_property
    def lowered(self) -> list[str]:
        """As the peers get them; the spaces spare them the question whether a hit is at an end."""
        return [f" {text.lower()} " for text in self.documents]

    @cached_property
    def arrow(self) -> pa.Table:
        return pa.table({"text": pa.array(self.documents, pa.large_string())})

    def sample(self, share: float) -> Texts:
        """Every n-th document."""
        every = max(1, round(1 / share))
        return self if every == 1 else Texts(self.kind, self.documents[::every])


class Generated:
    """Words by Zipf's law in three scripts, names planted among them; the same for the same seed."""

    what = "generated"

    def __init__(self, seed: int, megabytes: float, largest: int) -> None:
        self.random = np.random.default_rng(seed)
        self.megabytes = megabytes
        self.words = {script: self._words(script, WORDS) for script in LETTERS}
        self.aliases = self._aliases(largest)

    def _words(self, script: str, count: int) -> list[str]:
        first, second = LETTERS[script]
        lengths = 1 + self.random.poisson(1.6, 2 * count)
        ends = np.cumsum(lengths)
        a, b = (self.random.integers(0, len(letters), ends[-1]) for letters in (first, second))
        syllables = [first[i] + second[j] for i, j in zip(a.tolist(), b.tolist(), strict=True)]
        parts = zip((ends - lengths).tolist(), ends.tolist(), strict=True)
        return list(dict.fromkeys("".join(syllables[start:end]) for start, end in parts))[:count]

    def _aliases(self, count: int) -> list[str]:
        """One to three words: two thirds of them words that only names have, more of them the more names there are."""
        own = {script: self._words(script, 3_000 + count // 4) for script in LETTERS}
        names: dict[str, None] = {}
        while len(names) < count:
            rows = 2 * count
            lengths = self.random.choice([1, 2, 3], rows, p=[0.15, 0.6, 0.25]).tolist()
            scripts = self.random.choice(list(LETTERS), rows, p=[0.7, 0.2, 0.1]).tolist()
            picks, common = self.random.random((rows, 3)).tolist(), (self.random.random((rows, 3)) < 1 / 3).tolist()
            for length, script, pick, old in zip(lengths, scripts, picks, common, strict=True):
                pools = [(self.words if is_old else own)[script] for is_old in old[:length]]
                # Of the common words none of the most frequent 200: names are rarely called "the".
                words = [pool[200 + int(x * (len(pool) - 200))] for pool, x in zip(pools, pick, strict=False)]
                names[" ".join(words).title()] = None
        return list(names)[:count]

    def names(self, size: str) -> Names:
        aliases = self.aliases[: SIZES[size]]
        ids = [f"e{i * 2 // 3}" for i in range(len(aliases))]
        return Names(size, cm.Gazetteer.from_frame(pa.table({"entity_id": ids, "alias": aliases})))

    def texts(self, kind: str) -> Texts:
        scripts = {"mixed": {"en": 0.75, "hi": 0.25}}.get(kind, {kind: 1.0})
        documents = [text for script, share in scripts.items() for text in self._documents(script, share)]
        random.Random(7).shuffle(documents)
        return Texts(kind, documents)

    def all_documents(self) -> Texts:
        """As many as a year of a news agency has."""
        whole = Generated.__new__(Generated)
        whole.__dict__.update(self.__dict__, megabytes=130.0, random=np.random.default_rng(1))
        return Texts("mixed", whole.texts("mixed").documents[:150_000])

    def _documents(self, script: str, share: float) -> list[str]:
        words = self.words[script]
        names = [name for name in self.aliases if script_of(name) == script]
        stop = "। " if script == "hi" else ". "
        wanted, documents = share * self.megabytes * 1e6, []
        while wanted > 0:
            count = min(500_000, max(2_000, int(wanted / {"en": 6, "hi": 15, "ru": 12}[script])))
            ranks = (len(words) ** self.random.random(count)).astype(int) - 1
            tokens = [words[rank] for rank in ranks.tolist()]
            # Names by their rank, too, so that the small gazetteers, which are the first of the large ones, find some.
            planted = self.random.integers(0, count, count // 30)
            ranks = (len(names) ** self.random.random(len(planted))).astype(int) - 1
            for at, rank in zip(planted.tolist(), ranks.tolist(), strict=True):
                tokens[at] = names[rank]
            for at in np.cumsum(self.random.integers(8, 26, count // 26)).tolist():
                if at < count - 1:
                    tokens[at] += stop.strip()
                    tokens[at + 1] = tokens[at + 1].capitalize()
            ends = np.cumsum(self.random.lognormal(4.3, 0.6, count // 40).astype(int) + 5).tolist()
            starts = [0, *ends]
            texts = [" ".join(tokens[a:b]) for a, b in zip(starts, ends, strict=False) if b <= count]
            documents += texts
            wanted -= sum(len(text.encode()) for text in texts)
        return documents


class Read:
    """From a folder with `corpora/news-{en,hi}.parquet` (column text) and `gazetteers/names-{1k,10k,100k,1m}.parquet`.

    Russian is what is of that `lang` in `corpora/ukraine-war.parquet`. The gazetteers have the columns of
    `Gazetteer.from_frame`; 34k is `gazetteers/*.actors.txt`, dictionaries of CAMEO.
    """

    what = "real"

    def __init__(self, folder: Path, megabytes: float) -> None:
        self.folder, self.megabytes = folder, megabytes

    def names(self, size: str) -> Names:
        folder = self.folder / "gazetteers"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # What is dirty in them is not the matter here.
            if size == "34k":
                return Names(size, cm.Gazetteer.read_cameo(*sorted(folder.glob("*.actors.txt"))))
            return Names(size, cm.Gazetteer.read(folder / f"names-{size}.parquet", errors="skip"))

    def texts(self, kind: str) -> Texts:
        shares = {"mixed": {"en": 0.75, "hi": 0.25}}.get(kind, {kind: 1.0})
        documents = []
        for script, share in shares.items():
            column = self._column(script)
            whole = Texts(script, [text for text in column.to_pylist() if text])
            documents += whole.sample(min(1.0, share * self.megabytes / whole.megabytes)).documents
        random.Random(7).shuffle(documents)
        return Texts(kind, documents)

    def _column(self, script: str) -> pa.ChunkedArray:
        folder = self.folder / "corpora"
        if script == "ru":
            return pq.read_table(folder / "ukraine-war.parquet", filters=[("lang", "=", script)])["text"]
        return pq.read_table(folder / f"news-{script}.parquet", columns=["text"])["text"]

    def all_documents(self) -> Texts:
        files = [self.folder / "corpora" / f"news-{script}.parquet" for script in ("en", "hi")]
        return Texts("mixed", [text for file in files for text in pq.read_table(file)["text"].to_pylist()])
