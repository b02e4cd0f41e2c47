"""comention beside what else PyPI offers, on the same names and texts, interleaved in one run.

From the top of the repository, with the extra `bench` installed:

    python -m benches.peers --quick                            to see that it runs
    python -m benches.peers --markdown all.md --plot all.png   everything, on generated text: most of an hour
    python -m benches.peers --data DIR --targets --words PROG  real text, and the numbers we are to reach: ten minutes

PROG is the program that `cargo bench --no-run --bench words` builds, and names.

What is compared, and what is done in favour of the peers:

- Every contender gets the names that comention compiled, lower-cased, each once, and the texts lower-cased and padded
  by a space, both outside the clock. comention gets the texts as they are and folds them within the clock.
- A peer has to hand out spans that begin and end where a word does (word characters: L, M, N, Pc, ZWJ). Where it does
  not do this itself, a comprehension in Python filters its hits, by look-ups in a set made before. polars gives neither
  ends nor ids and is not filtered.
- Megabytes are those of the texts in UTF-8. A peer too slow for all texts gets every n-th document, and the table says
  so; next to what it finds stands what comention finds in the same documents.
- Seconds of one thread are those of the processor, because other programs may run; `--clock wall` for the others. Two
  threads are compared by the wall clock. Figures are medians of rounds in which the contenders take turns.
- Memory is measured in a process for each contender.
"""
