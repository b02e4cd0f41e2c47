"""From documents in a frame to the strongest pairs and the sentences that prove one of them.

`python examples/who_met_whom.py`
"""

import comention as cm

seed = cm.load_seed("india-russia")
matcher = cm.Matcher(seed.gazetteer)
mentions = matcher.match(seed.documents)

pairs = mentions.cooccurrences().to_pandas(unit="sentence", types="person", min_count=2)
print(pairs[["entity_a", "entity_b", "n_ab", "log_ratio_lower"]].head().to_string(index=False))

strongest = pairs.iloc[0]
evidence = mentions.evidence(strongest.entity_a, strongest.entity_b, limit=2)
for sentence in evidence.itertuples():
    print(f"{sentence.doc_id}: {sentence.text}")
