"""Counts by year that can be added, and a network file with the years in it.

`python examples/over_time.py network.gexf`
"""

import sys

import comention as cm

seed = cm.load_seed("india-russia")
matcher = cm.Matcher(seed.gazetteer)
half = len(seed.documents) // 2
first = matcher.cooccurrences(seed.documents[:half], by="year")
second = matcher.cooccurrences(seed.documents[half:], by="year")

# The counts of the parts add up to those of the whole, so a corpus can be counted in pieces.
whole = first + second
by_year = whole.entities(unit="document", types="person", min_count=2)
print(by_year[["period", "entity_id", "n_units"]].head(10).to_string(index=False))

if len(sys.argv) > 1:
    whole.write(sys.argv[1])
    print(f"wrote {sys.argv[1]}")
