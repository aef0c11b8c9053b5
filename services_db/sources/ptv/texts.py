"""PTV's lists of texts by type and language to the catalogue's texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

from services_db.clean import plain, shorten
from services_db.sources.ptv.general import flat
from services_db.sources.ptv.parts import Text
from services_db.sources.ptv.shapes import Service

NOTE_LIMIT: Final = 300
LABEL_LIMIT: Final = 200
KEYWORDS: Final = 60
_LANGUAGE = re.compile(r"^[a-z]{2,3}$")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_SUMMARY_LIMIT: Final = 200
_APPLYING: Final = ("UserInstruction", "DeadLine", "ProcessingTime")
_DESCRIBING: Final = ("Description", "ValidityTime")
_SINGLE: Final = ("Summary", "BackgroundDescription", "ChargeTypeAdditionalInfo")


def by_language(texts: Iterable[Text], kind: str | None = None) -> dict[str, str]:
    """Return the first text that is not empty of each language.

    ``kind`` leaves only one type; languages that are no code are left out.
    """
    found: dict[str, str] = {}
    for text in texts:
        language = (text.language or "").lower()
        wanted = kind in (None, text.type) and language not in found
        if not (wanted and text.value and _LANGUAGE.match(language)):
            continue
        if value := plain(str(flat(text.value))):
            found[language] = value
    return found


def labels(texts: Iterable[Text], kind: str | None = None) -> dict[str, str]:
    """Return the texts of each language, short enough for a label."""
    found = by_language(texts, kind)
    return {language: shorten(text, LABEL_LIMIT) for language, text in found.items()}


def service_texts(service: Service) -> dict[str, dict[str, Any]]:
    """Return the texts of each language that has a name and something to say.

    When no language says anything, those with a name alone.
    """
    names = by_language(service.serviceNames, "Name")
    others = by_language(service.serviceNames, "AlternativeName")
    kinds = {
        kind: by_language(service.serviceDescriptions, kind)
        for kind in (*_SINGLE, *_APPLYING, *_DESCRIBING)
    }
    conditions = by_language(service.requirements)
    texts: dict[str, dict[str, Any]] = {}
    for language in dict.fromkeys([*names, *others]):
        said = {kind: found.get(language) for kind, found in kinds.items()}
        said["Description"] = said["Description"] or said["BackgroundDescription"]
        condition = conditions.get(language)
        note = shorten(condition, NOTE_LIMIT) if condition else None
        described = [said[kind] for kind in _DESCRIBING]
        texts[language] = {
            "name": names.get(language) or others[language],
            "alternate_names": _other_names(service, language, names),
            "summary": said["Summary"] or _first_sentences(said["Description"] or ""),
            "description": _joined(
                [*described, condition if note != condition else ""]
            ),
            "how_to_apply": _joined([said[kind] for kind in _APPLYING]),
            "fees": said["ChargeTypeAdditionalInfo"],
            "note": note,
        }
    return {key: t for key, t in texts.items() if t["summary"]} or texts


def keywords(service: Service) -> dict[str, list[str]]:
    """Return the words to find the service by: its keywords and its concepts."""
    texts = [*service.keywords, *(n for t in service.ontologyTerms for n in t.name)]
    found: dict[str, dict[str, None]] = {}
    for text in texts:
        for language, word in by_language([text]).items():
            words = found.setdefault(language, {})
            if len(words) < KEYWORDS:
                words[shorten(word, LABEL_LIMIT)] = None
    return {language: list(words) for language, words in found.items()}


def _other_names(service: Service, language: str, names: dict[str, str]) -> list[str]:
    if language not in names:
        return []
    found = (
        by_language([text], "AlternativeName").get(language)
        for text in service.serviceNames
    )
    unique = dict.fromkeys(shorten(name, LABEL_LIMIT) for name in found if name)
    return [name for name in unique if name != names[language]]


def _first_sentences(text: str) -> str:
    """Return as many whole sentences as a summary holds, at least one, cut."""
    paragraph = text.split("\n", 1)[0]
    taken = ""
    for sentence in _SENTENCE.split(paragraph):
        longer = f"{taken} {sentence}".strip()
        if taken and len(longer) > _SUMMARY_LIMIT:
            break
        taken = longer
    return shorten(taken, _SUMMARY_LIMIT)


def _joined(parts: Sequence[str | None]) -> str | None:
    return "\n\n".join(part for part in parts if part) or None
