"""A stand-in for TensorFlow, so that Rasa starts without it.

Rasa 3.6 imports TensorFlow even when no component of the pipeline uses it. This
package satisfies those imports: every name is an inert class that can be
subclassed, used in an annotation or as a decorator. Using one for real (building
a DIETClassifier, say) raises ``TensorFlowIsMissing``. See docs/adr/0002.
"""

from __future__ import annotations

import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

__version__ = "2.12.0"


class TensorFlowIsMissing(ImportError):
    """Raised when a component that needs the real TensorFlow is used."""


class _Name(type):
    """Metaclass of the placeholders: attributes are placeholders, a call fails."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _placeholder(f"{cls.__module__}.{cls.__qualname__}.{name}")

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        if len(args) == 1 and not kwargs and callable(args[0]):
            return args[0]  # used as a decorator
        name = f"{cls.__module__}.{cls.__qualname__}"
        if name.split(".")[0] not in ("tensorflow", "keras"):
            raise ImportError(f"{name} is left out of this process")
        raise TensorFlowIsMissing(
            f"{name} needs the real TensorFlow, and Laituri "
            "is installed without it. Use a pipeline without DIETClassifier, TEDPolicy, "
            "UnexpecTEDIntentPolicy, ResponseSelector, ConveRTFeaturizer and "
            "LanguageModelFeaturizer, or see docs/adr/0002 for the way back."
        )


def _placeholder(path: str) -> type:
    module, _, name = path.rpartition(".")
    return _Name(name, (), {"__module__": module})


class _Module(ModuleType):
    """A module in which every name is a placeholder."""

    __path__: list[str] = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _placeholder(f"{self.__name__}.{name}")


class _Finder(MetaPathFinder, Loader):
    """Finds the packages ``names``, and all under them, as modules of placeholders."""

    def __init__(self, *names: str) -> None:
        self.names = frozenset(names)

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> Any:
        if fullname.split(".")[0] in self.names:
            return ModuleSpec(fullname, self, is_package=True)
        return None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _Module(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing to run."""


def leave_out(*names: str) -> None:
    """Let the packages ``names`` be stood in for in this process, installed or not.

    To be called before they are imported. Using one for real raises ``ImportError``.
    """
    sys.meta_path.insert(0, _Finder(*names))


def __getattr__(name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(name)
    return _placeholder(f"tensorflow.{name}")


if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
    sys.meta_path.append(_Finder("tensorflow", "keras"))
