"""Counts kept apart: by periods and by columns; the axis of time, parts, comparisons."""

from __future__ import annotations

import datetime as dt
import pickle
from typing import TYPE_CHECKING, Any, get_args

import hypothesis.strategies as st
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from scipy.stats import chi2, false_discovery_control

import comention as cm
from comention.typing import Period

if TYPE_CHECKING:
    from collections.abc import Callable

MODI, PUTIN, LAVROV = "narendra-modi", "vladimir-putin", "sergey-lavrov"
TEXTS = ["Modi met Putin.", "Modi met Lavrov.", "It rained.", "Putin and Modi. Modi and Putin.", "Modi called Putin."]
DATES = ["2024-01-10", "2024-01-20", "2024-04-01", None, "2024-04-02"]
LANGS = ["en", "hi", "en", None, "hi"]


@pytest.fixture
def frame() -> pd.DataFrame:
    columns = {
        "text": TEXTS,
        "date": DATES,
        "lang": LANGS,
        "page": [1, 10, 2, None, 1],
        "lead": [True, False] * 2 + [True],
    }
    return pd.DataFrame(columns)


# ---- groups ----------------------------------------------------------------------------------------------------------


def test_groups_of_every_kind_of_frame(frame_of: Callable[[dict[str, list[Any]]], Any], matcher: cm.Matcher) -> None:
    rows: dict[str, list[Any]] = {"id": list("abcde"), "text": TEXTS, "date": DATES, "lang": LANGS}
    mentions = matcher.match(frame_of(rows))
    pairs = matcher.cooccurrences(frame_of(rows), by=["month", "lang"])
    assert pairs == mentions.cooccurrences(by=["month", "lang"])
    assert pickle.loads(pickle.dumps(mentions)).cooccurrences(by=["month", "lang"]) == pairs
    assert pairs.by == ("month", "lang")
    found = pairs.to_arrow().to_pylist()
    assert [(row["entity_b"], row["period"], row["lang"], row["n_ab"], row["n"]) for row in found] == [
        (LAVROV, "2024-01", "hi", 1, 1),
        (PUTIN, "2024-01", "en", 1, 1),
        (PUTIN, "2024-04", "hi", 1, 1),
        (PUTIN, None, None, 2, 2),
    ]
    assert pairs.total() == matcher.cooccurrences(TEXTS, date=DATES)


@pytest.mark.parametrize(
    ("by", "values", "kind"),
    [
        ("lang", ["en", "hi", "hi", None], pa.large_string()),
        ("page", [1, 10, None], pa.int64()),
        ("lead", [False, False, True], pa.bool_()),
    ],
)
def test_labels_keep_their_kind(
    frame: pd.DataFrame, matcher: cm.Matcher, by: str, values: list[Any], kind: Any
) -> None:
    pairs = matcher.cooccurrences(frame, by=by)
    table = pairs.to_arrow()
    assert table.schema.field(by).type == kind
    assert sorted(table.column(by).to_pylist(), key=str) == sorted(values, key=str)
    assert table.column_names[4] == pairs.entities().columns[3] == by
    for value in values:
        assert len(pairs.part({by: value}).to_pandas()) == values.count(value)


def test_days_and_points_in_time(matcher: cm.Matcher) -> None:
    days = [dt.date(2024, 7, 5), None]
    table = pl.DataFrame({"text": ["Modi met Putin."] * 2, "printed": days, "seen": [pd.Timestamp("2024-07-05")] * 2})
    pairs = matcher.cooccurrences(table, by="printed")
    assert pairs.to_arrow().column("printed").to_pylist() == days
    assert len(pairs.part("2024-07-05").to_pandas()) == len(pairs.part(dt.date(2024, 7, 5)).to_pandas()) == 1
    for count in (matcher.cooccurrences, lambda docs, by: matcher.match(docs).cooccurrences(by=by)):
        with pytest.raises(
            cm.DocumentError, match=r"^by='seen': the column 'seen' has points in time: give it as date="
        ):
            count(table, by="seen")


def test_no_column_of_a_table_makes_groups(matcher: cm.Matcher) -> None:
    pairs = matcher.cooccurrences(["Modi met Putin."])
    tables = [pairs.to_pandas(), pairs.entities(), pairs.backbone(alpha=1)]
    names = {name for table in tables for name in table.columns}
    assert {"g2", "degree", "significance", "n"} <= names
    for name in sorted(names):
        with pytest.raises(cm.OptionError, match=rf"^by: the tables have a column '{name}' of their own"):
            matcher.cooccurrences(pd.DataFrame({"text": TEXTS, name: ["a"] * len(TEXTS)}), by=name)


def test_what_makes_no_groups(matcher: cm.Matcher) -> None:
    many = pd.DataFrame(
        {"text": [""] * 70_000, "url": [f"u{i}" for i in range(70_000)], "score": np.linspace(0, 1, 70_000)}
    )
    mentions = matcher.match(many)
    for column, problem in {"url": "has more than 65536 different values", "score": "has fractions"}.items():
        for count in (mentions.cooccurrences, lambda by: matcher.cooccurrences(many, by=by)):
            with pytest.raises(cm.DocumentError, match=rf"^by='{column}': the column '{column}' {problem}"):
                count(by=column)
    odd = pd.DataFrame({"text": TEXTS, "body": ["x" * 1001] * 5, "tags": [["a"]] * 5, "name": ["a"] * 5})
    with pytest.raises(cm.DocumentError, match=r"the column 'body' has texts of more than 1000 bytes"):
        matcher.cooccurrences(odd, by="body")
    with pytest.raises(cm.OptionError, match=r"^by: the tables have a column 'name' of their own"):
        matcher.cooccurrences(odd, by="name")
    with pytest.raises(cm.OptionError, match=r"by is 'tags', must be one of 'day'"):
        matcher.match(odd).cooccurrences(by="tags")


def test_names_that_are_no_column(frame: pd.DataFrame, matcher: cm.Matcher) -> None:
    words = "'day', 'week', 'month', 'quarter', 'year'"
    for count in (matcher.match(frame).cooccurrences, lambda by: matcher.cooccurrences(frame, by=by)):
        message = rf"^by is 'lnag', must be one of {words}, or a column of .*'lang'.* \(did you mean 'lang'\?\)$"
        with pytest.raises(cm.OptionError, match=message):
            count(by=["month", "lnag"])
    with pytest.raises(cm.OptionError, match=r"or a column of the documents: none$"):
        matcher.cooccurrences(TEXTS, by="lang")
    with pytest.raises(cm.OptionError, match=r"^by: two of them would be the column 'period' of the table$"):
        matcher.cooccurrences(frame, by=["month", "year"])


def test_a_column_named_like_a_period(matcher: cm.Matcher) -> None:
    frame = pd.DataFrame({"text": ["Modi met Putin."] * 2, "month": ["May", "June"], "column:x": ["a", "b"]})
    with pytest.raises(cm.DocumentError, match=r"by='month' needs dates"):
        matcher.cooccurrences(frame, by="month")
    pairs = matcher.cooccurrences(frame, by="column:month")
    assert pairs.to_pandas()["month"].tolist() == ["June", "May"]
    assert pairs.by == "column:month"
    assert pairs.part("May") == pairs.part({"month": "May"})
    assert matcher.cooccurrences(frame, by="column:column:x").to_pandas()["column:x"].tolist() == ["a", "b"]
    dated = matcher.cooccurrences(frame, date=["2024-01-01"] * 2, by=["month", "column:month"])
    assert dated.to_pandas()[["period", "month"]].to_numpy().tolist() == [["2024-01", "June"], ["2024-01", "May"]]


group = st.sampled_from([None, "month", "lang", "year", ["week", "lang"], ["lang", "source", "day"]])


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(0, 3), min_size=60, max_size=60), group, st.sampled_from([None, 6]), st.sampled_from([1, 2])
)
def test_half_and_half_is_the_whole(  # noqa: PLR0917
    seed: cm.Seed, matcher: cm.Matcher, part_of: list[int], by: Any, window: int | None, threads: int
) -> None:
    docs = seed.documents.assign(source=["a", "b", "c"] * 20)
    parts = [docs[[part == wanted for part in part_of]] for wanted in range(4)]
    added = [matcher.cooccurrences(part, by=by, window=window, threads=threads) for part in parts]
    whole = matcher.cooccurrences(docs, by=by, window=window)
    backwards = matcher.match(docs[::-1], threads=threads).cooccurrences(by=by, window=window)
    assert sum(added).to_bytes() == sum(reversed(added)).to_bytes() == whole.to_bytes() == backwards.to_bytes()
    assert whole.total() == matcher.cooccurrences(docs, window=window)


def test_an_empty_column_adds_to_any(frame: pd.DataFrame, matcher: cm.Matcher) -> None:
    nothing = frame.assign(page=None)
    one, other = matcher.cooccurrences(frame, by="page"), matcher.cooccurrences(nothing, by="page")
    assert one + other == other + one
    assert (one + other).to_arrow().column("page").type == pa.int64()
    text = matcher.cooccurrences(frame.assign(page="a"), by="page")
    message = "^cannot add: the column 'page' is whole numbers here and text there$"
    with pytest.raises(cm.MergeError, match=message):
        one + text
    with pytest.raises(cm.MergeError, match=r"^cannot add: by is 'page' here and 'page', 'month' there$"):
        one + matcher.cooccurrences(frame, by=["page", "month"])


# ---- the axis of time ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", get_args(Period))
def test_the_axis_is_complete(seed: cm.Seed, matcher: cm.Matcher, by: Period) -> None:
    docs = pd.concat([seed.documents[["text", "date", "lang"]], pd.DataFrame({"text": ["Modi.\n\nPutin. Modi."]})])
    for more in ([], ["lang"]):
        axis = matcher.cooccurrences(docs, by=[by, *more]).periods()
        code = {"day": "D", "week": "W-SUN", "month": "M", "quarter": "Q-DEC", "year": "Y-DEC"}[by]
        expected = pd.period_range(seed.documents.date.min(), seed.documents.date.max(), freq=code)
        assert axis.first_day[:-1].tolist() == [period.start_time for period in expected]
        assert axis.last_day[:-1].tolist() == [period.end_time.normalize() for period in expected]
        assert axis.period[:-1].is_monotonic_increasing
        of_period = seed.documents.date.dt.to_period(code).value_counts()
        assert axis.n_documents[:-1].tolist() == [of_period.get(period, 0) for period in expected]
        assert axis.iloc[-1].isna().tolist() == [True, True, True, False, False, False]
        assert axis.iloc[-1, 3:].tolist() == [1, 2, 3]
        total = matcher.cooccurrences(docs)
        assert repr(total).startswith(
            f"Cooccurrences({axis.n_documents.sum()} documents, {axis.n_paragraphs.sum()} para"
        )
    assert str(axis.first_day.dtype).startswith("datetime64")


def test_no_axis(frame: pd.DataFrame, matcher: cm.Matcher) -> None:
    assert len(matcher.cooccurrences([], date=[], by="day").periods()) == 0
    with pytest.raises(cm.OptionError, match=r"^periods: they are not counted by a period: by is 'lang'$"):
        matcher.cooccurrences(frame, by="lang").periods()
    far = matcher.cooccurrences(
        pa.table({"text": ["", ""], "date": pa.array([-(10**7), 10**7], pa.date32())}), by="day"
    )
    with pytest.raises(
        cm.OptionError, match=r"^periods: from -25410-12-06 to \+29349-01-26 there are more than 10000000$"
    ):
        far.periods()


# ---- parts and comparisons -------------------------------------------------------------------------------------------


def test_parts(seed: cm.Seed, matcher: cm.Matcher) -> None:
    pairs = matcher.cooccurrences(seed.documents, by=["month", "lang"])
    part: Any
    wrong: Any
    for part, rows in {
        "2022": seed.documents.date.dt.year == 2022,
        "2022-Q4": seed.documents.date.dt.to_period("Q") == "2022Q4",
        ("2022-11", "2023-Q1"): seed.documents.date.between("2022-11-01", "2023-03-31"),
    }.items():
        expected = matcher.cooccurrences(seed.documents[rows], by=["month", "lang"])
        assert pairs.part(part) == pairs.part({"period": part}) == expected
    hindi = matcher.cooccurrences(seed.documents[seed.documents.lang == "hi"], by=["month", "lang"])
    assert pairs.part({"lang": "hi"}) == hindi
    assert pairs.part({"lang": ["hi"], "period": "2022"}) == hindi.part("2022")
    assert pairs.part({"lang": ["hi", "en"]}) == pairs
    assert pairs.part(["2022", "2023"]) == pairs.part(("2022", "2023"))
    for wrong, message in {
        "2022-W01": "'2022-W01' is not made of whole periods by 'month', as counted",
        "1999": "no documents of the period '1999': they are from 2019-02 to",
        ("2022",): r"\('2022',\) is no range of periods",
        "May": "'May' is no period: they look like 2024, 2024-Q3",
    }.items():
        with pytest.raises(cm.OptionError, match=message):
            pairs.part(wrong)
    with pytest.raises(cm.OptionError, match=r"no value 'fr' in the column 'lang'.*there are: 'en', 'hi'$"):
        pairs.part({"lang": "fr"})
    frame = seed.documents.assign(source="a")
    frame.loc[frame.lang == "en", "source"] = "b"
    with pytest.raises(cm.OptionError, match=r"^part: no document is in all of these$"):
        matcher.cooccurrences(frame, by=["lang", "source"]).part({"lang": "en", "source": "a"})
    with pytest.raises(cm.OptionError, match=r"they are counted by nothing; say which"):
        pairs.total().part("2022")
    with pytest.raises(cm.OptionError, match=r"no column 'language' in by.*there are: 'lang', 'period'$"):
        pairs.part({"language": "en"})


@pytest.mark.parametrize("unit", ["document", "paragraph", "sentence", "window"])
def test_a_comparison(seed: cm.Seed, matcher: cm.Matcher, unit: Any) -> None:
    pairs = matcher.cooccurrences(seed.documents, by=["year", "lang"], window=8)
    change = pairs.compare(("2019", "2021"), ("2022", "2024"), unit=unit)
    sides = {
        "left": pairs.part(("2019", "2021")).total().to_pandas(unit=unit),
        "right": pairs.part(("2022", "2024")).total().to_pandas(unit=unit),
    }
    key = ["entity_a", "entity_b"]
    both = sides["left"].merge(sides["right"], on=key, how="outer", suffixes=("_left", "_right"))
    assert len(change) == len(both) > 50
    found = change.merge(both, on=key, suffixes=("", "_table"))
    for side, table in sides.items():
        for column in ("n_ab", "n_docs"):
            assert found[f"{column}_{side}"].equals(found[f"{column}_{side}_table"].fillna(0).astype("int64"))
        assert set(change[f"n_{side}"]) == set(table.n)
        np.testing.assert_allclose(change[f"rate_{side}"], change[f"n_ab_{side}"] / change[f"n_{side}"])
    # The log-likelihood ratio by its definition, over the four cells.
    observed = np.array([change.n_ab_right, change.n_ab_left, change.n_right, change.n_left], dtype=float)
    observed[2:] -= observed[:2]
    n = observed.sum(axis=0)
    pair, right = observed[0] + observed[1], change.n_right.to_numpy()
    expected = np.array([pair * right, pair * (n - right), (n - pair) * right, (n - pair) * (n - right)]) / n
    terms = np.where(observed > 0, observed * np.log(np.where(observed > 0, observed, 1) / expected), 0)
    np.testing.assert_allclose(
        change.g2, 2 * terms.sum(axis=0) * np.sign(observed[0] - expected[0]), rtol=1e-7, atol=1e-9
    )
    np.testing.assert_allclose(change.p_value, chi2.sf(change.g2.abs(), 1), rtol=1e-9)
    np.testing.assert_allclose(change.q_value, false_discovery_control(change.p_value), rtol=1e-12)
    rates = [change[f"n_ab_{side}"].clip(lower=0.5) / change[f"n_{side}"] for side in ("left", "right")]
    np.testing.assert_allclose(change.log_ratio, np.log2(rates[1] / rates[0]), rtol=1e-12)
    assert change.g2.is_monotonic_decreasing
    top = pairs.compare(("2019", "2021"), ("2022", "2024"), unit=unit, top=5)
    strongest = change.loc[change.g2.abs().sort_values(ascending=False, kind="stable").index[:5]].sort_index()
    pd.testing.assert_frame_equal(top, strongest.reset_index(drop=True))


def test_sides_of_a_comparison(seed: cm.Seed, matcher: cm.Matcher) -> None:
    pairs = matcher.cooccurrences(seed.documents, by=["year", "lang"])
    languages = pairs.compare({"lang": "en"}, {"lang": "hi"})
    assert languages.equals(pairs.compare({"lang": "en"}))  # against the rest
    english, hindi = (pairs.part({"lang": lang}) for lang in ("en", "hi"))
    assert languages.equals(english.compare(hindi))
    assert languages.equals(pairs.compare(english, hindi))
    assert languages.equals(pairs.compare({"lang": "en"}, hindi))
    assert languages.equals(english.total().compare(hindi.total()))
    by_lang = matcher.cooccurrences(seed.documents, by="lang")
    assert by_lang.compare("en", "hi").equals(languages)
    people = pairs.compare({"lang": "en"}, {"lang": "hi"}, types="person", min_count=3)
    assert 0 < len(people) < len(languages)
    assert (people[["n_ab_left", "n_ab_right"]].max(axis=1) >= 3).all()
    with pytest.raises(cm.OptionError, match=r"^compare: both sides have the documents of 2022, en"):
        pairs.compare("2022", {"lang": "en"})
    with pytest.raises(cm.OptionError, match=r"^compare: the left side has all documents: there is no rest$"):
        pairs.compare({"lang": ["en", "hi"]})
    with pytest.raises(cm.OptionError, match=r"^left is 'en': they are counted by 'lang', 'page'; say which"):
        matcher.cooccurrences(seed.documents.assign(page=1), by=["lang", "page"]).compare("en", "hi")
    with pytest.raises(cm.OptionError, match=r"the left side has no sentences: there is nothing to compare with$"):
        matcher.cooccurrences([""]).compare(pairs)
    other = cm.Matcher(seed.gazetteer, case="fold").cooccurrences(seed.documents)
    with pytest.raises(cm.OptionError, match=r"different options: case=smart here and case=fold there$"):
        pairs.compare(other)


def test_a_column_with_a_zero_byte_in_its_name_makes_no_groups() -> None:
    matcher = cm.Matcher(cm.Gazetteer.from_records([{"id": "modi", "name": "Modi"}]))
    frame = pd.DataFrame({"text": ["Modi"], "a\0b": ["x"]})
    with pytest.raises(cm.ComentionError, match="a zero byte in its name"):
        matcher.cooccurrences(frame, by="a\0b")
