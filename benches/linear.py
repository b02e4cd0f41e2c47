"""Whether time grows with the text and not faster: `python benches/linear.py`.

For every pattern of text and every call, the time at each size, the slope of log time over log size
(1 is linear, 2 quadratic) and the time of the largest text relative to that of plain English.
A slope above the limit ends the script with code 1. Times are of the processor, all threads together,
so that other work on the machine changes little.
"""

from __future__ import annotations

import argparse
import itertools
import math
import sys
import time
from typing import TYPE_CHECKING

import comention as cm
import comention.text

if TYPE_CHECKING:
    from collections.abc import Callable

PLAIN = "Prime Minister Narendra Modi met Vladimir Putin in New Delhi on Friday, and they spoke of trade. "

PATTERNS: dict[str, str] = {
    # Each is repeated up to the size; what stands before a tab stands once, at the beginning.
    "english": PLAIN,
    "hindi": "प्रधानमंत्री नरेंद्र मोदी ने शुक्रवार को व्लादिमीर पुतिन से बात की। ",
    "han": "中国国家主席习近平会见普京总统",
    "thai": "ประธานาธิบดีปูตินพบกับโมดี",
    "lao": "ປະທານາທິບໍດີປູຕິນ",
    "khmer": "ប្រធានាធិបតីពូទីន",
    "myanmar": "ပူတင်သမ္မတ",
    "zwj emoji chain": "👩\u200d",
    "flags": "🇮🇳🇷🇺",
    "combining marks": "e\u0301\u0300\u0323",
    "one letter, marks only": "a\t\u0301\u0323",
    "one endless word": "abcdefghij",
    "all capitals": "MODI PUTIN DELHI MOSCOW TALKS ",
    "title case": "Narendra Modi Meets Vladimir Putin In New Delhi ",
    "initials": "A. B. C. ",
    "initials without spaces": "A.B.C.",
    "letter names": "एस.के.",
    "urls": "https://example.org/modi/putin?x=1 ",
    "http without end": "http://\tmodi/putin/a.b?",
    "scheme upon scheme": "a://b://",
    "hosts": "www.modi.com/",
    "brackets, open only": "(",
    "brackets behind a stop": "Modi.((",
    "closing brackets": "Modi. ))",
    "quotes": '"Modi" “Putin” ',
    "titles in a row": "President Prime Minister ",
    "titles and years in a row": "President 2012 Prime Minister 2014 ",
    "title and name": "President Putin, Prime Minister Modi, ",
    "short names": "Bob Modi Jim Putin ",
    "of the": "of the Modi of the ",
    "hashtags": "#Modi#Putin ",
    "handles": "@modi@putin",
    "e-mails": "modi@putin.ru.",
    "newlines": "\n",
    "lines": "Modi met Putin\n",
    "CRLF": "Modi\r\nPutin\r\n\r\n",
    "spaces": " ",
    "digits and dots": "1.2.3.",
    "stops": ".",
    "ellipses and digits": "… 1 . 2 ",
    "soft hyphens": "\u00ad",
    "soft hyphens in words": "Mo\u00addi Pu\u00adtin ",
    "ZWNJ": "a\t\u200c",
    "ZWNJ between letters": "मोदी\u200c",
    "dandas": "मोदी। पुतिन॥ ",
    "bars": "मोदी | ",
    "abbreviations": "Dr. Mr. Gen. ",
    "NBSP": "Modi\u00a0Putin\u00a0",
    "nuktas": "क\u093cख\u093c",
    "conjuncts": "क्",
    "right to left": "התקיים مودي بوتين ",
    "astral letters": "𝐌𝐨𝐝𝐢 \U00010000\U0010ffff ",
    "beside the surrogates": "\ud7ff\ue000",
    "hyphen chain": "Modi-Putin-",
    "apostrophes": "Modi's'",
    "ellipses": "Modi… ",
    "mixed": "Modi met 普京 in दिल्ली। www.x.com A. B. (\u200d“ 1.5\u00ad\n",
}


def text_of(pattern: str, size: int) -> str:
    head, _, repeated = pattern.rpartition("\t")
    return head + repeated * max(1, (size - len(head.encode())) // len(repeated.encode()))


def gazetteer() -> cm.Gazetteer:
    """Offices, short names, initials, several with one name, and scripts of all kinds."""

    def person(entity_id: str, name: str, short: str, titles: list[str], *aliases: str) -> dict[str, object]:
        return {
            "id": entity_id,
            "name": name,
            "type": "person",
            "aliases": [*aliases, {"text": short, "kind": "short"}],
            "roles": [{"titles": titles, "from": "2012-05-07"}],
        }

    people = [
        person("modi", "Narendra Modi", "Modi", ["Prime Minister"], "नरेंद्र मोदी", "मोदी", "מודי", "مودي", "โมดี", "🇮🇳"),
        person("putin", "Vladimir Putin", "Putin", ["President"], "व्लादिमीर पुतिन", "पुतिन", "普京", "ปูติน", "ពូទីន"),
        person("lalit-modi", "Lalit Modi", "Modi", ["Commissioner"], "A. B. Modi", "S.K. Modi"),
        person("xi", "Xi Jinping", "Xi", ["President"], "习近平", "A. B.", "B.C."),
    ]
    places = [("delhi", "New Delhi", "Delhi", "दिल्ली"), ("moscow", "Moscow", "ປູຕິນ", "ပူတင်"), ("us", "US", "क्", "👩")]
    return cm.Gazetteer.from_records(
        [
            *people,
            *({"id": entity_id, "name": name, "type": "place", "aliases": names} for entity_id, name, *names in places),
        ]
    )


def calls() -> dict[str, Callable[[str], object]]:
    names = gazetteer()
    matcher, every = cm.Matcher(names), cm.Matcher(names, overlap="all")
    return {
        "match": lambda text: matcher.match([text], date=["2024-07-08"], threads=1),
        "threads": lambda text: matcher.match([text], date=["2024-07-08"], threads=4),
        "all": lambda text: every.match([text], threads=1),
        "count": lambda text: matcher.cooccurrences([text], window=10**9, threads=1),
        "evidence": lambda text: matcher.match([text]).evidence("modi", "putin"),
        "near": lambda text: matcher.match([text]).evidence("modi", "putin", unit="window", window=10**9),
        "kwic": lambda text: matcher.match([text]).kwic("modi"),
        "explain": lambda text: matcher.explain(text, "modi"),
        "sentences": cm.text.sentences,
        "fold": cm.text.fold,
        "lint": lambda text: names.lint([text]),
    }


def seconds(call: Callable[[str], object], text: str) -> float:
    """The least of some runs: as many as take half a second, up to five."""
    times: list[float] = []
    while len(times) < 5 and sum(times) < 0.5:
        before = time.process_time()
        call(text)
        times.append(time.process_time() - before)
    return min(times)


def slope(sizes: list[float], times: list[float]) -> float:
    """Of the line through the logarithms."""
    points = [(math.log(size), math.log(max(taken, 1e-6))) for size, taken in zip(sizes, times, strict=True)]
    x, y = (sum(axis) / len(points) for axis in zip(*points, strict=True))
    return sum((a - x) * (b - y) for a, b in points) / sum((a - x) ** 2 for a, _ in points)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=float, nargs="+", default=[1, 4, 16])
    parser.add_argument("--calls", nargs="+", help="some of them", metavar="CALL")
    parser.add_argument("--patterns", nargs="+", help="some of them", metavar="PATTERN")
    parser.add_argument("--limit", type=float, default=1.15, help="the steepest slope that passes")
    options = parser.parse_args()
    all_calls = calls()
    chosen = {name: all_calls[name] for name in options.calls or all_calls}
    steep = 0
    print(f"{'call':<10} {'pattern':<26} {'slope':>6} {'x plain':>8}  seconds at {options.megabytes} MB")
    for name, call in chosen.items():
        plain = None
        for pattern in itertools.chain(["english"], options.patterns or list(PATTERNS)[1:]):
            sizes = [megabytes * 1e6 for megabytes in options.megabytes]
            times = []
            for size in sizes:
                times.append(seconds(call, text_of(PATTERNS[pattern], int(size))))
                if times[-1] > 60:
                    break
            plain = plain or times[-1]
            steepness = slope(sizes[: len(times)], times) if len(times) > 1 else math.inf
            # Below a millisecond there is nothing to measure.
            failed = steepness > options.limit and times[-1] > 0.01
            steep += failed
            shown = " ".join(f"{taken:.4f}" for taken in times)
            print(
                f"{name:<10} {pattern:<26} {steepness:6.2f} {times[-1] / plain:8.2f}  {shown}{' STEEP' * failed}",
                flush=True,
            )
    print(f"{steep} steeper than {options.limit}" if steep else f"none is steeper than {options.limit}")
    return min(steep, 1)


if __name__ == "__main__":
    sys.exit(main())
