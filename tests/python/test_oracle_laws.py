"""The matcher against the oracle, and the counts against the naive counter, over generated gazetteers and texts."""

from __future__ import annotations

import os
from typing import Any

import hypothesis.strategies as st
from hypothesis import HealthCheck, example, given, settings
from pandas import isna

import comention as cm
import oracle
import oracle_counts
from comention.text import paragraphs, sentences

PERIODS = ("day", "week", "month", "quarter", "year")
EXAMPLES = int(os.environ.get("COMENTION_EXAMPLES", "400"))

# Pieces that meet often, so that names nest, overlap and almost match.
WORDS = (
    "Modi modi MODI Gov Government New York Times T US us Us IT WHO S-400 India Russia Straße STRASSE ﬁn İstanbul "
    "é e\u0301 मोदी राम रामा रामपुर सीता भारत भारती \u0958 क\u093c हिन्दी एस. जयशंकर डॉ. श्री. की. है. ब्रिटेन\u200c "
    "के\u200d क\u094d ष Σας ΣΑΣ Путин ПУТИНА Лавров Россией Її й и\u0306 "
    "نریندر مودی مُودی آ ۵ 中国 普京 ไทย กรุงเทพ ｶﾞ 한국"
).split()
# Initials, nasals and nuktas, diacritics: spellings of the same and of almost the same.
WORDS += (
    "S. S S.Modi U.S. U.S U.S.A B. J.P. J P. Nadda É. ß. 1. В. Й. S\u200d. ए. ए.पी. पी के. क. क\u093c. रा. बी.जे.पी. "
    "\u095bेड. जेड. हिंदी हिन्दी हिन\u094d\u200dदी हिन\u093c\u094dदी हि\u0929\u094dदी हिँदी हिन् दी न\u094d न ङ\u094d "
    "म\u094d म अन्न अंन मुम्बई मुंबई ज\u093c \u095b ज জ\u09bc \u09df য সুন্দর সুংদর ਹਿਨ੍ਦੀ ਹਿਂਦੀ ਹਿਂ હિન્દી હિઁદી ಹಿನ್ದಿ ಹಿಂದಿ "
    "ಹಿಂ ദി ഹിന് இந்தி இஂதி ඉන්දි ඉංදි Erdoğan Erdogan erdog\u0306an Łódź Lodz łódź Søren SOREN Đ D ı I İ i ħ ŧ José "
    "Jose Jose\u0301 e\u20dd ǭ ΐ ᾳ αι"
).split()
GLUE = (
    [" "] * 3
    + ["  ", "\n", "\n\n", "\u00a0", "", "", "-", "–", "’", "'", ".", ". ", "।", " | ", "|", ",", ":", "/", "@", "#"]
    + ["\u200c", "\u200d", "\u00ad", "\ufeff", "\ufe0f", "\u0301", "\u0323", "\u094d", "\u0e31", "\u3099"]
    + [".", ". ", "..", ".\u200d", "\u0901", "\u0902", "\u0329"]
    + ["😀", "👩\u200d👩", "🇮🇳", "\u2029", "\r\n", "\t", "https://", "www.", ".com/", "_", "1", "5", "(", ")", "”"]
)

text = st.lists(st.sampled_from(WORDS + GLUE + GLUE), max_size=14).map("".join)
spelling = (
    st.lists(st.sampled_from(WORDS + GLUE[:16]), min_size=1, max_size=4)
    .map("".join)
    .filter(lambda name: bool(cm.text.fold(name)))
)
alias = st.builds(
    oracle.Alias,
    text=spelling,
    entity=st.sampled_from(["a", "b", "c", "d"]),
    case=st.sampled_from([None, None, None, "fold", "exact"]),
)
options = st.fixed_dictionaries(
    {
        "overlap": st.sampled_from(["longest", "all"]),
        "case": st.sampled_from(["smart", "fold", "exact"]),
        "boundaries": st.sampled_from(["word", "word", "none"]),
        "fold_diacritics": st.booleans(),
    }
)
slow = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def gazetteer_of(aliases: list[oracle.Alias]) -> cm.Gazetteer:
    """Entities with these aliases; the name each must have is one no text holds."""
    entities: dict[str, dict[str, Any]] = {}
    for item in aliases:
        entity = entities.setdefault(item.entity, {"id": item.entity, "name": f"\ue000{item.entity}", "aliases": []})
        entity["aliases"].append({"text": item.text} | ({"case": item.case} if item.case else {}))
    return cm.Gazetteer.from_records(entities.values())


@slow
@given(text, st.lists(alias, min_size=1, max_size=6), options)
@example("Modi Government", [oracle.Alias("Modi", "a"), oracle.Alias("Modi Gov", "b")], {})
def test_mentions_are_those_of_the_oracle(text: str, aliases: list[oracle.Alias], options: dict[str, Any]) -> None:
    found = cm.Matcher(gazetteer_of(aliases), **options).match([text]).to_pandas()
    expected = oracle.find(text, aliases, **options)
    assert [(row.start, row.end, row.paragraph, row.sentence, row.word) for row in found.itertuples()] == [
        (mention.start, mention.end, mention.paragraph, mention.sentence, mention.word) for mention in expected
    ]
    row: Any
    for row, mention in zip(found.itertuples(), expected, strict=True):
        entities = (row.entity_id,) if row.candidates is None else tuple(sorted(row.candidates))
        assert entities == mention.entities
        assert row.surface == text[row.start : row.end]
        assert row.alias in mention.aliases


@slow
@given(text, st.booleans(), st.booleans())
def test_folding_is_that_of_the_oracle(text: str, case_fold: bool, fold_diacritics: bool) -> None:
    folded = oracle.fold(text, case_fold, fold_diacritics).strip(" ")
    assert cm.text.fold(text, case_fold=case_fold, fold_diacritics=fold_diacritics) == folded
    assert oracle.fold(folded, case_fold, fold_diacritics).strip(" ") == folded


@slow
@given(text, st.data())
def test_paragraphs_and_sentences_are_those_of_the_oracle(text: str, data: st.DataObject) -> None:
    assert paragraphs(text) == oracle.paragraphs(text)
    cuts = data.draw(st.lists(st.integers(0, len(text)), max_size=4).map(sorted))
    spans = [(start, end) for start, end in zip(cuts[::2], cuts[1::2], strict=False) if start < end]
    assert sentences(text, spans) == oracle.sentences(text, spans)


day = st.sampled_from(["2019-12-30", "2020-01-01", "2024-02-29", "2024-07-05", None])


@slow
@given(
    st.lists(st.tuples(day, text), max_size=6),
    st.lists(alias, min_size=1, max_size=5),
    st.sampled_from([None, *PERIODS]),
)
def test_counts_are_those_of_the_naive_counter(
    docs: list[tuple[str | None, str]], aliases: list[oracle.Alias], by: Any
) -> None:
    matcher = cm.Matcher(gazetteer_of(aliases))
    dates, texts = [date for date, _ in docs], [text for _, text in docs]
    pairs = matcher.cooccurrences(texts, date=dates, by=by)
    mentions = matcher.match(texts, date=dates)
    assert pairs == mentions.cooccurrences(by=by)
    table = mentions.to_pandas()
    found = [
        (date, text, [oracle_mention(row) for row in table[table.doc_id == i].itertuples()])
        for i, (date, text) in enumerate(docs)
    ]
    naive = oracle_counts.count(found, by=by)
    unit: Any
    for unit in oracle_counts.UNITS:
        columns = ["entity_a", "entity_b", "n_ab", "n_a", "n_b", "n", "n_docs"]
        rows = pairs.to_arrow(unit=unit).to_pylist()
        got = {
            (row.get("period"), *(row[name] for name in columns[:2])): tuple(row[name] for name in columns[2:])
            for row in rows
        }
        expected = {
            (period, *sorted(pair)): (n_ab, counts.n_a[min(pair)], counts.n_a[max(pair)], counts.n, counts.n_docs[pair])
            for period, counts in naive[unit].items()
            for pair, n_ab in counts.n_ab.items()
        }
        assert got == expected


def oracle_mention(row: Any) -> oracle.Mention:
    """A row of the table as the naive counter takes it: ambiguous unless it was resolved."""
    entities = tuple(row.candidates) if isna(row.entity_id) else (row.entity_id,)
    return oracle.Mention(
        row.start, row.end, row.surface, (row.alias,), entities, row.paragraph, row.sentence, row.word
    )
