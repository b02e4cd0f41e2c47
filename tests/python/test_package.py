"""The package as a whole: what its pages promise, what its parts are called, and the README in a notebook."""

from __future__ import annotations

import ast
import doctest
import importlib
import inspect
import pkgutil
import re
import tomllib
from pathlib import Path
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from nbclient import NotebookClient

import comention as cm
from comention import _core

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
PACKAGE = Path(str(cm.__file__)).parent
NOT_READ = {"comention._core", "comention.__main__"}
MODULES = ["comention", *(module.name for module in pkgutil.walk_packages(cm.__path__, "comention."))]
MODULES = [name for name in MODULES if name not in NOT_READ]
PUBLIC = [name for name in MODULES if "._" not in name and ".cli" not in name]


# ---- documentation ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", MODULES)
def test_doctests(name: str) -> None:
    result = doctest.testmod(importlib.import_module(name), optionflags=doctest.NORMALIZE_WHITESPACE)
    assert result.failed == 0


def examples(value: object) -> int:
    return len(doctest.DocTestFinder(recurse=False).find(value, "it")[0].examples)


@pytest.mark.parametrize("value", [cm.Gazetteer, cm.Matcher, cm.Mentions, cm.Cooccurrences], ids=lambda v: v.__name__)
def test_classes_have_an_example(value: type) -> None:
    assert examples(value) > 0


def public_names(module: ModuleType) -> Iterator[tuple[str, Any]]:
    """Classes and functions of a module, and the methods of its classes."""
    for name in module.__all__:
        value = getattr(module, name)
        if not isinstance(value, (type, FunctionType)):
            continue
        yield name, value
        for member, part in vars(value).items() if isinstance(value, type) else ():
            if not member.startswith("_") and isinstance(part, (FunctionType, classmethod, staticmethod, property)):
                yield f"{name}.{member}", part


@pytest.mark.parametrize("name", PUBLIC)
def test_public_names_have_docstrings(name: str) -> None:
    module = importlib.import_module(name)
    assert module.__doc__
    silent = [name for name, value in public_names(module) if not (inspect.getdoc(value) or "").strip()]
    assert silent == []


def test_every_public_class_is_at_the_top() -> None:
    below = {
        name
        for module in PUBLIC
        if module not in {"comention", "comention.association", "comention.text", "comention.typing"}
        for name in importlib.import_module(module).__all__
    }
    assert below | {"__version__", "association"} == set(cm.__all__)


# ---- what is in the box ----------------------------------------------------------------------------------------------


def test_it_is_typed() -> None:
    assert (PACKAGE / "py.typed").is_file()


def test_one_version() -> None:
    cargo = tomllib.loads((ROOT / "Cargo.toml").read_text(encoding="utf-8"))
    assert cm.__version__ == _core.__version__ == cargo["package"]["version"]


def stubbed() -> dict[str, set[str]]:
    """Names of the stub: of the module under "", of each class under its own name."""
    tree = ast.parse((PACKAGE / "_core.pyi").read_text(encoding="utf-8"))
    names: dict[str, set[str]] = {"": set()}
    for node in tree.body:
        if isinstance(node, (ast.ClassDef, ast.FunctionDef)) and not node.name.startswith("_"):
            names[""].add(node.name)
        if isinstance(node, ast.ClassDef):
            names[node.name] = {part.name for part in node.body if isinstance(part, ast.FunctionDef)}
    return names


def built(value: object, plain: object) -> set[str]:
    """Names of the built module or class that `plain` has not, but for private ones."""
    return {name for name in dir(value) if not name.startswith("_") and name not in dir(plain)}


def test_the_stub_names_what_the_module_has() -> None:
    stub = stubbed()
    assert stub.pop("") == built(_core, ModuleType)
    assert set(stub) == {name for name, value in vars(_core).items() if isinstance(value, type)}
    for name, members in stub.items():
        kind = getattr(_core, name)
        assert {member for member in members if not member.startswith("_")} == built(kind, object), name
        assert all(hasattr(kind, member) for member in members), name


def test_parameters_are_those_of_the_stub() -> None:
    tree = ast.parse((PACKAGE / "_core.pyi").read_text(encoding="utf-8"))
    functions = [(_core, node) for node in tree.body if isinstance(node, ast.FunctionDef)]
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    functions += [
        (getattr(_core, c.name), part) for c in classes for part in c.body if isinstance(part, ast.FunctionDef)
    ]
    checked = 0
    for owner, node in functions:
        if node.name.startswith("_"):
            continue
        parameters = [name for name in inspect.signature(getattr(owner, node.name)).parameters if name != "self"]
        assert parameters == [arg.arg for arg in node.args.args if arg.arg not in {"self", "cls"}], node.name
        checked += 1
    assert checked > 20


# ---- frozen ----------------------------------------------------------------------------------------------------------


def instances() -> dict[str, object]:
    seed = cm.load_seed("india-russia")
    matcher = cm.Matcher(seed.gazetteer)
    entity = seed.gazetteer["sergey-lavrov"]
    mentions = matcher.match(["Modi met Putin."])
    values = [seed, matcher, seed.gazetteer, mentions, mentions.cooccurrences()]
    values += [entity, entity.aliases[0], entity.roles[0], entity.roles[0].titles[0]]
    return {type(value).__name__: value for value in values}


def test_every_public_class_is_frozen() -> None:
    made = instances()
    classes = {name for name in cm.__all__ if isinstance(getattr(cm, name), type)}
    assert {name for name in classes if not issubclass(getattr(cm, name), Exception)} == set(made)
    for value in made.values():
        assert not hasattr(value, "__dict__")
        names = [name for name in dir(value) if not name.startswith("__") and not callable(getattr(value, name))]
        assert names
        for name in [*names, "anything"]:
            with pytest.raises((AttributeError, TypeError)):
                setattr(value, name, None)
            with pytest.raises((AttributeError, TypeError)):
                delattr(value, name)


def test_classes_of_the_core_are_final() -> None:
    for kind in (value for value in vars(_core).values() if isinstance(value, type)):
        with pytest.raises(TypeError, match="is not an acceptable base type"):
            type("Child", (kind,), {})


# ---- the README in Jupyter -------------------------------------------------------------------------------------------

POLARS = """
import polars as pl
frame = pl.DataFrame({"text": docs, "id": ["a", "b"], "date": ["2022-11-08", "2023-12-27"]})
mentions = cm.Matcher(gazetteer).match(frame)
assert isinstance(mentions.to_polars(), pl.DataFrame)
assert mentions.to_polars()["doc_id"].to_list() == ["a", "a", "a", "b", "b"]
assert mentions.to_polars().schema["date"] == pl.Date
pairs = cm.Matcher(gazetteer).cooccurrences(frame, by="year", progress=True)
pairs.to_polars(unit="sentence").select("entity_a", "entity_b", "period", "n_ab").rows()
"""


def readme_cells() -> list[tuple[str, str]]:
    """The examples of the README without prompts, each with what it prints."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```$", readme, flags=re.DOTALL | re.MULTILINE)
    assert blocks
    parser = doctest.DocTestParser()
    return [(example.source, example.want) for block in blocks for example in parser.get_examples(block)]


def outputs(cell: Any) -> str:
    """What a cell shows."""
    texts = [output.get("text") or output.get("data", {}).get("text/plain", "") for output in cell.outputs]
    return "".join(texts)


def test_the_readme_in_a_notebook_then_with_polars(tmp_path: Path) -> None:
    cells = readme_cells()
    v4: Any = nbformat.v4
    notebook = v4.new_notebook(
        cells=[v4.new_code_cell(source) for source in [*(source for source, _ in cells), POLARS]]
    )
    NotebookClient(notebook, timeout=60, resources={"metadata": {"path": str(tmp_path)}}).execute()
    *read, polars = notebook.cells
    assert sum(bool(want) for _, want in cells) >= 3
    for cell, (source, want) in zip(read, cells, strict=True):
        assert outputs(cell).split() == want.split(), source
        assert all(output.output_type != "stream" for output in cell.outputs), "there is a warning"
    shown = next(output for output in polars.outputs if output.output_type == "execute_result")
    assert ast.literal_eval(shown.data["text/plain"]) == [
        ("s-jaishankar", "sergey-lavrov", "2022", 1),
        ("s-jaishankar", "sergey-lavrov", "2023", 1),
    ]
    assert "2.00/2.00" in outputs(polars)  # the bar
