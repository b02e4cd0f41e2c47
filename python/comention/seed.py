"""The data shipped with the package."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from comention import _core
from comention._frames import pandas_frame
from comention._options import word
from comention.gazetteer import Gazetteer

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Seed", "load_seed"]


@dataclass(frozen=True, slots=True, eq=False)
class Seed:
    """A gazetteer and documents in which its entities are mentioned.

    Attributes:
        name: What it is called.
        gazetteer: Who is mentioned.
        documents: A frame with the columns `id`, `date`, `source`, `lang` and `text`, a row for each document.
    """

    name: str
    gazetteer: Gazetteer
    documents: pd.DataFrame


def load_seed(name: str = "india-russia") -> Seed:
    """Loads data shipped with the package.

    Args:
        name: `"india-russia"`: about ninety entities of India–Russia diplomacy, with their English and Hindi names and
            their offices, and sixty short dispatches of 2019–2024, half of them in Hindi.

    Raises:
        OptionError: A name there is no seed of; also a `ValueError`.

    Example:
        >>> import comention as cm
        >>> seed = cm.load_seed("india-russia")
        >>> seed.documents.groupby("lang").size().to_dict()
        {'en': 30, 'hi': 30}
        >>> seed.gazetteer["sergey-lavrov"].name
        'Sergey Lavrov'
    """
    gazetteer, documents = _core.load_seed(str(word(name)))
    frame = pandas_frame(documents)
    frame["date"] = frame["date"].astype("datetime64[s]")
    return Seed(name, Gazetteer._of(gazetteer), frame)
