"""Who and what is mentioned together in the news: mentions, co-occurrences, and the sentences that prove them.

>>> import comention as cm
>>> seed = cm.load_seed("india-russia")
>>> matcher = cm.Matcher(seed.gazetteer)
>>> mentions = matcher.match(seed.documents)
>>> pairs = mentions.cooccurrences()
>>> pairs.to_pandas(unit="sentence")[["name_a", "name_b", "n_ab"]].head(1)
          name_a          name_b  n_ab
0  Narendra Modi  Vladimir Putin    36
"""

from comention import association
from comention._core import __version__
from comention.cooccurrence import Cooccurrences
from comention.errors import (
    ComentionError,
    CountsError,
    DocumentError,
    GazetteerError,
    InternalError,
    MergeError,
    MissingDependencyError,
    OptionError,
    RestoreError,
    UnknownEntityError,
)
from comention.gazetteer import Alias, Entity, Gazetteer, Role, Title
from comention.matcher import Matcher
from comention.mentions import Mentions
from comention.seed import Seed, load_seed

__all__ = [
    "Alias",
    "ComentionError",
    "Cooccurrences",
    "CountsError",
    "DocumentError",
    "Entity",
    "Gazetteer",
    "GazetteerError",
    "InternalError",
    "Matcher",
    "Mentions",
    "MergeError",
    "MissingDependencyError",
    "OptionError",
    "RestoreError",
    "Role",
    "Seed",
    "Title",
    "UnknownEntityError",
    "__version__",
    "association",
    "load_seed",
]
