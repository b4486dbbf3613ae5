"""Hashes of code: what changes them, and what does not."""

from __future__ import annotations

import functools
import importlib.util
import linecache
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tallystick import step
from tallystick.pipelines.code import code_parts
from tallystick.plan.caching import cache_key, explain_difference

Load = Callable[..., ModuleType]


@pytest.fixture
def load(tmp_path: Path) -> Iterator[Load]:
    """Write a module and import it, as often as asked: `load(text, name="training")`."""
    made = set()

    def loaded(text: str, name: str = "training") -> ModuleType:
        path = tmp_path / f"{name.rpartition('.')[2]}.py"
        path.write_text(text)
        linecache.clearcache()
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        # Not from bytecode that was written within the same second.
        sys.modules[name] = module
        made.add(name)
        exec(compile(text, str(path), "exec"), vars(module))
        return module

    yield loaded
    for name in made:
        sys.modules.pop(name, None)


def difference(load: Load, before: str, after: str) -> str:
    def key(text: str) -> Any:
        train = load(text).train
        return cache_key(code_parts(getattr(train, "entrypoint", train)))

    return explain_difference(key(before), key(after))


STEP = '''
from tallystick import step
LIMIT = 3
NAMES = ["a", "b"]
def clean(x):
    return x[:LIMIT]
@step
def train(x: list) -> list:
    """Train."""
    return clean(x) + NAMES
'''


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("    return clean(x) + NAMES", "    # why\n    return clean(x) + NAMES"),
        ("    return clean(x) + NAMES", "    return (clean(x)   +\n    NAMES)"),
        ('"""Train."""', '"""Train well."""'),
        ("@step", "@step(enable_cache=True)"),
        ("@step", "import os\nunused = 1\n@step"),
    ],
    ids=range(5),
)
def test_what_changes_nothing(load: Load, before: str, after: str) -> None:
    assert difference(load, STEP, STEP.replace(before, after)) == ""


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("clean(x) + NAMES", "clean(x) + NAMES + []", "code changed"),
        ("x: list", "x: list = []", "code changed"),
        ("x[:LIMIT]", "x[1:LIMIT]", "helper training.clean changed"),
        ("LIMIT = 3", "LIMIT = 4", "constant training.LIMIT changed"),
        ('["a", "b"]', '["a", "c"]', "constant training.NAMES changed"),
        ('["a", "b"]', '{"a": 1}', "constant training.NAMES changed"),
        (
            "def clean(x)",
            "def clean(x, y=2)",
            "constant training.clean defaults is new; helper training.clean changed",
        ),
        (
            "x[:LIMIT]",
            "x",
            "constant training.LIMIT is gone; helper training.clean changed",
        ),
    ],
    ids=range(8),
)
def test_what_changes_is_named(load: Load, before: str, after: str, said: str) -> None:
    assert difference(load, STEP, STEP.replace(before, after)) == said


def test_defaults_are_values_not_words(load: Load) -> None:
    text = "D = 1\ndef f(x=D): return x\ndef train(): return f()"

    assert "f defaults changed" in difference(load, text, text.replace("D = 1", "D = 2"))


def test_state_is_no_constant(load: Load) -> None:
    text = """
done = []
count = 0
seen = {}
def note(x):
    seen[x] = 1
def train(x):
    global count
    count += 1
    done.append(count)
    note(x)
"""

    assert difference(load, text, text.replace("done = []", "done = [1]")) == ""
    assert difference(load, text, text.replace("count = 0", "count = 7")) == ""
    assert difference(load, text, text.replace("seen = {}", "seen = {1: 2}")) == ""


def test_helpers_that_call_each_other(load: Load) -> None:
    text = """
def even(n): return n == 0 or odd(n - 1)
def odd(n): return n != 0 and even(n - 1)
def train(n): return even(n)
"""

    assert "helper training.odd changed" in difference(load, text, text.replace("n != 0", "n > 0"))


def test_decorated_helpers_are_seen_through_and_with_their_decorator(load: Load) -> None:
    text = """
import functools
def loud(f):
    @functools.wraps(f)
    def wrapper(*args):
        return f(*args)
    return wrapper
@loud
def clean(x): return x
@functools.lru_cache
def cached(x): return x
def train(x): return clean(x) + cached(x)
"""

    inner = difference(load, text, text.replace("def clean(x): return x", "def clean(x): return 2"))
    wrapper = difference(load, text, text.replace("return f(*args)", "return f(*args) or 1"))
    behind = difference(load, text, text.replace("def cached(x): return x", "def cached(x): pass"))

    assert "helper training.clean changed" in inner
    assert "helper training.loud.<locals>.wrapper changed" in wrapper
    assert "helper training.cached changed" in behind


def test_a_decorator_below_step_is_part_of_the_step(load: Load) -> None:
    text = """
import functools
from tallystick import step
def loud(f):
    @functools.wraps(f)
    def wrapper(*args): return f(*args)
    return wrapper
@step
@loud
def train(x): return x
"""

    def parts(text: str) -> Any:
        return cache_key(code_parts(load(text).train.entrypoint))

    assert "code changed" in explain_difference(
        parts(text), parts(text.replace("train(x): return x", "train(x): return 2"))
    )
    assert "wrapper changed" in explain_difference(
        parts(text), parts(text.replace("return f(*args)", "return 3"))
    )
    assert explain_difference(parts(text), parts(text.replace("@step", "@step()"))) == ""


def test_classes_with_methods_properties_and_bases(load: Load) -> None:
    text = """
def unit(): return 1
def root(): return 1
class Base:
    def area(self): return root()
class Square(Base):
    size = 3
    @property
    def width(self): return unit()
    @staticmethod
    def make(): return Square()
def train(): return Square.make().width
"""

    assert "unit changed" in difference(load, text, text.replace("unit(): return 1", "unit(): 2"))
    assert "root changed" in difference(load, text, text.replace("root(): return 1", "root(): 2"))
    assert "Square changed" in difference(load, text, text.replace("size = 3", "size = 4"))


def test_instances_of_the_users_classes(load: Load) -> None:
    text = """
from dataclasses import dataclass
@dataclass
class Config:
    depth: int = 3
    def scaled(self): return self.depth
CONFIG = Config(depth=4)
def train(): return CONFIG.scaled()
"""

    changed = difference(load, text, text.replace("depth=4", "depth=5"))
    assert changed == "constant training.CONFIG changed"
    method = difference(load, text, text.replace("return self.depth", "return 2"))
    assert method == "helper training.Config changed"


def test_members_of_the_users_own_modules(load: Load) -> None:
    load("", "helping")
    text = "import helping.cleaning\ndef train(x): return helping.cleaning.clean(x)"

    def parts(helper: str) -> Any:
        sys.modules["helping"].cleaning = load(helper, "helping.cleaning")  # type: ignore[attr-defined]  # as importing does
        return cache_key(code_parts(load(text).train))

    first, second = parts("def clean(x): return 1"), parts("def clean(x): return 2")

    assert explain_difference(first, second) == "helper helping.cleaning.clean changed"


def test_modules_imported_while_the_step_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    package = tmp_path / "lazily"
    package.mkdir()
    for name, text in (
        ("__init__", "raise RuntimeError('imported')"),
        ("cleaning", "from . import rules\nimport json\ndef clean(x): return rules.limit(x)"),
        ("rules", "def limit(x): return x[:3]"),
        ("unrelated", "x = 1"),
    ):
        (package / f"{name}.py").write_text(text)

    def train(x: list[int]) -> Any:
        import pandas as pd
        from lazily.cleaning import clean  # type: ignore[import-not-found]  # made by the test

        return pd.DataFrame(clean(x))

    def changed(name: str, text: str) -> str:
        before = cache_key(code_parts(train))
        (package / f"{name}.py").write_text(text)
        return explain_difference(before, cache_key(code_parts(train)))

    assert changed("unrelated", "x = 2") == ""
    assert changed("rules", "def limit(x):\n    return x[:3]  # layout") == ""
    assert changed("rules", "def limit(x): return x[:4]") == "module lazily.rules changed"
    assert changed("cleaning", "def clean(x): return x") == (
        "module lazily.cleaning changed; module lazily.rules is gone"
    )
    assert "module.lazily" in code_parts(train)


def test_libraries_do_not_count(load: Load) -> None:
    parts = code_parts(
        load("import json, msgspec\ndef train(x): return json.dumps(msgspec.json)").train
    )

    assert parts.keys() == {"code"}


def test_other_steps_are_helpers(load: Load) -> None:
    text = """
from tallystick import step
@step
def clean(x): return x
@step
def train(x): return clean(x)
"""

    def parts(text: str) -> Any:
        return cache_key(load(text).train.code)

    changed = explain_difference(
        parts(text), parts(text.replace("clean(x): return x", "clean(x): return 1"))
    )
    assert changed == "helper training.clean changed"


def test_an_attribute_is_no_function_of_the_same_name(load: Load) -> None:
    """`model.fit` is a method, whatever a step is called."""
    source = """
from tallystick import step
FACTOR = 2
def used(x):
    return x
@step
def train(frame, model):
    class Scaled:
        factor = FACTOR
    return [used(one) for one in model.fit(frame.clean, Scaled)]
@step
def fit(x):
    return 1
def clean(x):
    return x
"""
    assert difference(load, source, source.replace("return 1", "return 2")) == ""
    assert difference(load, source, source + "clean = 5\n") == ""
    changed = source.replace("used(x):\n    return x", "used(x):\n    return -x")
    assert difference(load, source, changed) == "helper training.used changed"
    changed = source.replace("FACTOR = 2", "FACTOR = 3")
    assert difference(load, source, changed) == "constant training.FACTOR changed"


def test_functions_without_source_go_by_their_bytecode() -> None:
    def made(body: str) -> dict[str, str]:
        names: dict[str, Any] = {}
        exec(f"def train(x):\n  def inner(y): return {body}\n  return inner(x)", names)
        return code_parts(names["train"])

    assert made("y + 1") == made("y + 1")
    assert made("y + 1") != made("y + 2")


def test_lambdas_in_one_line_are_told_apart() -> None:
    first, second = (lambda x: x + 1), (lambda x: x + 2)

    assert code_parts(first) != code_parts(second)
    assert code_parts(first) == code_parts(first)


def test_what_is_bound_counts() -> None:
    def scale(x: int, by: int) -> int:
        return x * by

    class Scaler:
        def __init__(self, by: Any) -> None:
            self.by = by

        def scale(self, x: int) -> Any:
            return x * self.by

    by_two = functools.partial(scale, by=2)
    assert code_parts(by_two) == code_parts(functools.partial(scale, by=2))
    assert code_parts(by_two) != code_parts(functools.partial(scale, by=3))
    assert code_parts(Scaler(2).scale) == code_parts(Scaler(2).scale)
    assert code_parts(Scaler(2).scale) != code_parts(Scaler(3).scale)
    unknowable = Scaler(object())
    assert code_parts(unknowable.scale) != code_parts(unknowable.scale)


def test_closures_count() -> None:
    def make(limit: int) -> Callable[[], int]:
        def train() -> int:
            return limit

        return train

    assert code_parts(make(1)) == code_parts(make(1))
    assert code_parts(make(1)) != code_parts(make(2))


def test_materializers_of_outputs_are_part_of_the_code(load: Load) -> None:
    text = """
from tallystick import step
class Materializer:
    def save(self, data): pass
@step(output_materializers=Materializer)
def train() -> int: return 1
"""

    parts = load(text).train.code

    assert "helper.training.Materializer" in parts


def test_steps_show_their_source() -> None:
    @step
    def documented() -> int:
        """Words."""
        return 1

    assert documented.source.startswith("@step\ndef documented")
    assert documented.__doc__ == "Words."
