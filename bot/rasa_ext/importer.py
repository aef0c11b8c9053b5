"""Joins ``data/responses/<language>/*.yml`` into one domain.

Stock Rasa keeps only one of two files that define the same response, silently.
This importer turns each language's text into a variant with a condition on the
slot ``language``; the default language has no condition, so it is also what a
missing translation falls back to.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import rasa.shared.utils.io
from rasa.shared.core.domain import KEY_RESPONSES, Domain
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.importers.utils import training_data_from_paths
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.common import cached_method

from bot.rasa_ext.training_examples import TrainingExample, read_examples

DEFAULT_LANGUAGE = "fi"
LANGUAGE_SLOT = "language"


def localized_responses(directory: Path) -> dict[str, list[dict[str, Any]]]:
    """Return every response with its variants, the other languages conditioned.

    Raises:
        InvalidConfigException: when a response stands in two files of a language,
            or in a language other than the default one only.
    """
    languages = sorted(p.name for p in directory.iterdir() if p.is_dir())
    languages.sort(key=lambda name: name != DEFAULT_LANGUAGE)
    merged: dict[str, list[dict[str, Any]]] = {}
    for language in languages:
        seen: dict[str, Path] = {}
        for path in sorted((directory / language).glob("*.yml")):
            content = rasa.shared.utils.io.read_yaml_file(path)
            for name, variants in (content.get(KEY_RESPONSES) or {}).items():
                if name in seen:
                    raise InvalidConfigException(
                        f"{name} stands in {seen[name]} and in {path}: keep one"
                    )
                seen[name] = path
                if language != DEFAULT_LANGUAGE and name not in merged:
                    raise InvalidConfigException(
                        f"{name} in {path} has no text in {DEFAULT_LANGUAGE!r}"
                    )
                condition = [{"type": "slot", "name": LANGUAGE_SLOT, "value": language}]
                extra = {} if language == DEFAULT_LANGUAGE else {"condition": condition}
                merged.setdefault(name, []).extend(
                    {**variant, **_guarded_buttons(variant), **extra}
                    for variant in variants
                )
    return merged


def _guarded_buttons(variant: dict[str, Any]) -> dict[str, Any]:
    """Return the buttons with doubled braces, which Rasa does not fill with slots."""
    if "buttons" not in variant:
        return {}
    doubled = str.maketrans({"{": "{{", "}": "}}"})
    return {
        "buttons": [
            {**button, "payload": button["payload"].translate(doubled)}
            for button in variant["buttons"]
        ]
    }


class LocalizedImporter(RasaFileImporter):
    """Rasa's file importer with one directory of responses per language."""

    @cached_method
    def get_domain(self) -> Domain:
        """Return the domain with the responses of all languages."""
        domain = super().get_domain()
        if not self._domain_path:
            return domain
        directory = Path(self._domain_path).resolve().parent / "data" / "responses"
        if not directory.is_dir():
            return domain
        localized = Domain.from_dict({KEY_RESPONSES: localized_responses(directory)})
        return domain.merge(localized)

    def get_nlu_data(self, language: str | None = DEFAULT_LANGUAGE) -> Any:
        """Return the training data of all languages, without the responses.

        ``get_domain`` brings those: read as training data, one language would
        overwrite another. Rasa asks for the data again and again; it is read once.
        """
        return self._read_nlu_data()

    @cached_method
    def _read_nlu_data(self) -> TrainingData:
        examples: list[TrainingExample] = []
        others: list[str] = []
        for path in self._nlu_files:
            found = read_examples(Path(path))
            if found is None:
                others.append(path)
            else:
                examples += found
        data = training_data_from_paths(others, DEFAULT_LANGUAGE)
        data.responses = {}
        examples += [
            TrainingExample(m.data, m.output_properties, m.time, m.features)
            for m in data.training_examples
        ]
        return TrainingData(
            examples, data.entity_synonyms, data.regex_features, data.lookup_tables
        )
