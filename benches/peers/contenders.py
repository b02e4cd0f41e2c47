"""Who takes part: how each is built, and how each finds the names in a list of texts."""

from __future__ import annotations

import importlib.util
import re
import unicodedata
from typing import TYPE_CHECKING, Any, ClassVar

from .tasks import Hits, count_pairs, to_arrow, to_pandas

if TYPE_CHECKING:
    from .texts import Names, Texts

TASKS = ("match", "table", "arrow", "count")


def word_characters(texts: list[str]) -> frozenset[str]:
    """Those of the texts; unlike `\\w` this has the vowel signs of Hindi, so that no word ends before one."""
    seen = set().union(*texts) if texts else set()
    return frozenset(
        c for c in seen if unicodedata.category(c)[0] in "LMN" or unicodedata.category(c) == "Pc" or c == "\u200d"
    )


class Contender:
    """One way to find names."""

    name: str
    package: str
    most: int = 10_000_000
    """The most names it is asked to take, unless one insists."""
    why: str = ""
    """Why no more."""
    note: str = ""
    tasks: tuple[str, ...] = TASKS
    threads = 1
    whole = False
    """Whether it takes all texts: what a call costs before it reads any must not weigh more for a small sample."""

    def build(self, names: Names) -> None:
        raise NotImplementedError

    def prepare(self, texts: Texts) -> Any:
        """What it works on; outside the clock."""
        raise NotImplementedError

    def run(self, task: str, prepared: Any) -> Any:
        """Does the work."""
        raise NotImplementedError

    def found(self, task: str, result: Any) -> int:
        """How many mentions, or pairs of entities in one document, `run` found; outside the clock."""
        raise NotImplementedError

    @classmethod
    def installed(cls) -> bool:
        return importlib.util.find_spec(cls.package) is not None


class Comention(Contender):
    name, package = "comention", "comention"
    note = "folds case and all else, sentences, resolution"

    def build(self, names: Names) -> None:
        import comention as cm

        self.matcher = cm.Matcher(names.gazetteer)

    def prepare(self, texts: Texts) -> Any:
        return texts.arrow

    def run(self, task: str, prepared: Any) -> Any:
        if task == "count":
            return self.matcher.cooccurrences(prepared, threads=self.threads)
        mentions = self.matcher.match(prepared, threads=self.threads)
        return mentions if task == "match" else mentions.to_pandas() if task == "table" else mentions.to_arrow()

    def found(self, task: str, result: Any) -> int:
        return len(result.to_arrow(unit="document") if task == "count" else result)


class ComentionTwo(Comention):
    name, threads = "comention, 2 threads", 2


class Peer(Contender):
    """Finds names in one text after another."""

    filtered = True

    def prepare(self, texts: Texts) -> list[str]:
        self.word = word_characters(texts.lowered)
        return texts.lowered

    def find(self, text: str) -> Hits:
        """Key of the name, start, end."""
        raise NotImplementedError

    def at_words(self, text: str, hits: Hits) -> Hits:
        """Those that neither begin nor end inside a word."""
        word = self.word
        return [
            hit
            for hit in hits
            if not (text[hit[1] - 1] in word and text[hit[1]] in word)
            and not (text[hit[2]] in word and text[hit[2] - 1] in word)
        ]

    def run(self, task: str, prepared: list[str]) -> Any:
        find = self.find
        hits = [find(text) for text in prepared]
        if task == "match":
            return hits
        if task == "count":
            return count_pairs(prepared, hits, self.entities)
        return (to_pandas if task == "table" else to_arrow)(hits, self.entities)

    def found(self, task: str, result: Any) -> int:
        return sum(map(len, result)) if task == "match" else len(result["document"] if task == "count" else result)

    def build(self, names: Names) -> None:
        self.entities: Any = names.entities
        self.compile(list(names.entities))

    def compile(self, names: list[str]) -> None:
        raise NotImplementedError


class Automaton(Peer):
    package, implementation = "ahocorasick_rs", "ContiguousNFA"
    name = "ahocorasick_rs, NFA"
    note = "leftmost longest, then filtered in Python"

    def build(self, names: Names) -> None:
        super().build(names)
        self.entities = list(names.entities.values())

    def compile(self, names: list[str]) -> None:
        import ahocorasick_rs as ac

        kind = getattr(ac.Implementation, self.implementation)
        self.automaton = ac.AhoCorasick(names, ac.MatchKind.LeftmostLongest, store_patterns=False, implementation=kind)
        self.search = self.automaton.find_matches_as_indexes

    def find(self, text: str) -> Hits:
        return self.at_words(text, self.search(text))


class AutomatonDfa(Automaton):
    name, implementation = "ahocorasick_rs, DFA", "DFA"
    most, why = 150_000, "a gigabyte for each 100,000 names"


class Hyperscan(Peer):
    name, package = "Hyperscan", "hyperscan"
    note = "literal patterns, leftmost starts; the longest of the leftmost chosen in Python"
    most, why = 150_000, "minutes to compile a million literals"

    def prepare(self, texts: Texts) -> Any:
        self.word = word_characters(texts.lowered)
        return [(text, text.encode()) for text in texts.lowered]

    def build(self, names: Names) -> None:
        super().build(names)
        self.entities = list(names.entities.values())

    def compile(self, names: list[str]) -> None:
        import hyperscan

        self.database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        self.database.compile(
            expressions=[name.encode() for name in names],
            ids=list(range(len(names))),
            elements=len(names),
            flags=[hyperscan.HS_FLAG_SOM_LEFTMOST] * len(names),
            literal=True,
        )

    def run(self, task: str, prepared: list[tuple[str, bytes]]) -> Any:  # type: ignore[override]
        hits = [self.find_in(text, encoded) for text, encoded in prepared]
        if task == "match":
            return hits
        if task == "count":
            return count_pairs([text for text, _ in prepared], hits, self.entities)
        return (to_pandas if task == "table" else to_arrow)(hits, self.entities)

    def find_in(self, text: str, encoded: bytes) -> Hits:
        """The leftmost longest hits, in characters: Hyperscan reports every occurrence, in bytes."""
        found: Hits = []
        self.database.scan(encoded, match_event_handler=lambda i, start, end, *_: found.append((i, start, end)))
        if len(text) != len(encoded):
            place = _places(encoded, found)
            found = [(i, place[start], place[end]) for i, start, end in found]
        found = self.at_words(text, sorted(found, key=lambda hit: (hit[1], -hit[2])))
        kept, free = [], 0
        for hit in found:
            if hit[1] >= free:
                kept.append(hit)
                free = hit[2]
        return kept


def _places(encoded: bytes, hits: Hits) -> dict[int, int]:
    """The places of these hits in characters, by their places in bytes."""
    places, last, characters = {}, 0, 0
    for place in sorted({place for _, *ends in hits for place in ends}):
        characters += len(encoded[last:place].decode())
        places[place] = characters
        last = place
    return places


class PyAhoCorasick(Peer):
    name, package = "pyahocorasick", "ahocorasick"
    note = "iter_long, then filtered in Python"

    def build(self, names: Names) -> None:
        super().build(names)
        self.entities = list(names.entities.values())

    def compile(self, names: list[str]) -> None:
        import ahocorasick

        self.automaton = ahocorasick.Automaton()
        for i, name in enumerate(names):
            self.automaton.add_word(name, (i, len(name) - 1))
        self.automaton.make_automaton()

    def find(self, text: str) -> Hits:
        hits = [(i, end - length, end + 1) for end, (i, length) in self.automaton.iter_long(text)]
        return self.at_words(text, hits)


class FlashText2(Peer):
    name, package = "flashtext2", "flashtext2"
    note = "words of UAX #29, its own"

    def compile(self, names: list[str]) -> None:
        import flashtext2

        self.processor = flashtext2.KeywordProcessor(case_sensitive=True)
        self.processor.add_keywords_from_iter(names)
        self.find = self.processor.extract_keywords_with_span  # type: ignore[method-assign]


class FlashText(Peer):
    name, package = "flashtext", "flashtext"
    note = "told the word characters of Hindi"
    most, why = 150_000, "a dictionary for each letter of each name: gigabytes, minutes"

    def prepare(self, texts: Texts) -> list[str]:
        prepared = super().prepare(texts)
        self.processor.set_non_word_boundaries(set(self.word))
        return prepared

    def compile(self, names: list[str]) -> None:
        import flashtext

        self.processor = flashtext.KeywordProcessor(case_sensitive=True)
        for name in names:
            self.processor.add_keyword(name)

    def find(self, text: str) -> Hits:
        return self.processor.extract_keywords(text, span_info=True)


class Spacy(Peer):
    name, package = "spaCy PhraseMatcher", "spacy"
    note = "blank pipeline, its own tokens, filter_spans"
    most, why = 150_000, "minutes to cut a million names into tokens"

    def compile(self, names: list[str]) -> None:
        import spacy
        from spacy.matcher import PhraseMatcher
        from spacy.util import filter_spans

        self.nlp, self.longest = spacy.blank("xx"), filter_spans
        self.matcher = PhraseMatcher(self.nlp.vocab, attr="ORTH")
        self.matcher.add("name", list(self.nlp.tokenizer.pipe(names)))

    def find(self, text: str) -> Hits:
        spans = self.longest(self.matcher(self.nlp.tokenizer(text), as_spans=True))
        return [(span.text, span.start_char, span.end_char) for span in spans]


class Regex(Peer):
    name, package = "re", "re"
    note = "one big alternation, longest names first"
    most, why = 1_500, "it tries every name at every place"

    def prepare(self, texts: Texts) -> list[str]:
        prepared = super().prepare(texts)
        inside = re.escape("".join(sorted(self.word)))
        self.pattern = re.compile(f"(?<![{inside}])(?:{self.names})(?![{inside}])")
        return prepared

    def compile(self, names: list[str]) -> None:
        self.names = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
        re.purge()
        re.compile(self.names)

    def find(self, text: str) -> Hits:
        return [(hit[0], *hit.span()) for hit in self.pattern.finditer(text)]


class Pandas(Regex):
    name, package = "pandas str.findall", "pandas"
    note = "the same alternation; gives no places"
    tasks = ("match",)

    def prepare(self, texts: Texts) -> Any:
        import pandas as pd

        return pd.Series(super().prepare(texts))

    def run(self, task: str, prepared: Any) -> Any:  # noqa: ARG002
        return prepared.str.findall(self.pattern)

    def found(self, task: str, result: Any) -> int:  # noqa: ARG002
        return int(result.str.len().sum())


class Polars(Contender):
    name, package = "polars find_many", "polars"
    note = "no filter, no ends, no ids; builds its automaton anew in each call, which is not counted"
    most, why = 150_000, "it builds its automaton anew in each call"
    tasks: ClassVar = ("match",)
    whole = True

    def build(self, names: Names) -> None:
        import polars as pl

        # The first of the names that fit wins: so the longest first.
        self.patterns = pl.Series([sorted(names.entities, key=lambda name: len(name.encode()), reverse=True)])
        self.run("match", pl.DataFrame({"text": [""]}))

    def prepare(self, texts: Texts) -> Any:
        import polars as pl

        return pl.DataFrame({"text": texts.lowered})

    def run(self, task: str, prepared: Any) -> Any:  # noqa: ARG002
        import polars as pl

        return prepared.select(pl.col("text").str.find_many(pl.lit(self.patterns), leftmost=True))["text"]

    def found(self, task: str, result: Any) -> int:  # noqa: ARG002
        return int(result.list.len().sum())


CONTENDERS: dict[str, type[Contender]] = {
    kind.name: kind
    for kind in (
        Comention, ComentionTwo, Automaton, AutomatonDfa, Hyperscan, PyAhoCorasick, FlashText2, FlashText, Spacy, Regex,
        Pandas, Polars,
    )
}  # fmt: skip
