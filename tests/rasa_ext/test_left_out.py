"""Rasa without what Laituri does not use: TensorFlow always, more when it serves."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.rasa_ext.server import UNUSED

ROOT = Path(__file__).parents[2]
DIET = """
from rasa.engine.storage.resource import Resource
from rasa.nlu.classifiers.diet_classifier import DIETClassifier
import tensorflow
try:
    tensorflow.keras.Model()
except ImportError as error:
    print(error)
"""
COMPONENTS = """
from rasa.engine.recipes.default_components import DEFAULT_COMPONENTS
print(len(DEFAULT_COMPONENTS))
"""
SERVER = """
import sys
from bot.rasa_ext.server import UNUSED, leave_out
leave_out()
import rasa.cli.run, rasa.core.run, rasa.server
for name in UNUSED:
    module = sys.modules.get(name)
    if module is not None and getattr(module, "__file__", None):
        print(name)
try:
    import sklearn.svm
    sklearn.svm.LinearSVC(C=1)
except ImportError as error:
    print(error)
"""


def run(code: str) -> str:
    """Run the code in a fresh Python, as the modules of this one are loaded."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_component_that_needs_tensorflow_says_so() -> None:
    assert "needs the real TensorFlow" in run(DIET)


def test_all_of_rasas_components_can_be_imported() -> None:
    assert run(COMPONENTS).split() == ["31"]


def test_a_serving_rasa_loads_nothing_that_it_does_not_use() -> None:
    assert run(SERVER).splitlines() == [
        "sklearn.svm.LinearSVC is left out of this process"
    ]


@pytest.mark.parametrize("name", ["sqlalchemy", "sanic", "numpy"])
def test_what_serving_needs_is_not_left_out(name: str) -> None:
    assert name not in UNUSED
