"""From PTV's classes, life events and target groups to the catalogue's codes.

What becomes of what is in ``ptv_rules.yml``; here is only how it is applied.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from services_db.reference.codes import TargetGroup
from services_db.sources.ptv.parts import Coded
from services_db.sources.ptv.rule_file import Gives, Rule, Rules
from services_db.sources.ptv.shapes import Service

MOST_THEMES: Final = 6
_IN_ADDRESS = re.compile(r"code/((?:P|KE|KR)\d+(?:\.\d+)?)$")


def code_of(coded: Coded, rules: Rules) -> str | None:
    """Return PTV's code of a class, life event or target group."""
    if coded.code:
        return coded.code.strip()
    for address in filter(None, (coded.newUri, coded.uri)):
        if found := _IN_ADDRESS.search(address):
            return found[1]
        if known := rules.old_codes().get(address.rpartition(":")[2]):
            return known
    return None


def codes_of(all_coded: Iterable[Coded], rules: Rules) -> list[str]:
    """Return the codes that are known, each once, in PTV's order."""
    found = (code_of(coded, rules) for coded in all_coded)
    return list(dict.fromkeys(code for code in found if code))


def apply(service: Service, rules: Rules) -> dict[str, Any]:
    """Return the fields of ``ServiceRecord`` that follow from codes and names."""
    classes = codes_of(service.serviceClasses, rules)
    events = codes_of(service.lifeEvents, rules)
    groups = codes_of(service.targetGroups, rules)
    given = [
        *_by_name(service, classes, rules),
        *_by_code(classes, rules.classes),
        *_by_code(events, rules.life_events),
    ]
    for_whom = list(_by_code(groups, rules.target_groups))
    lists: dict[str, list[Any]] = {
        field: list(dict.fromkeys(x for rule in given for x in getattr(rule, field)))
        for field in ("themes", "support_levels", "tno_types", "phases")
    }
    themes = [*lists["themes"], *(t for rule in for_whom for t in rule.themes)]
    lists["themes"] = list(dict.fromkeys(themes))[:MOST_THEMES]
    people = [g for rule in (*given, *for_whom) for g in rule.target_groups]
    natures = [rule.nature for rule in given if rule.nature is not None]
    return {
        **lists,
        "target_groups": _people(people),
        "nature": natures[0] if natures else None,
        "is_one_stop": any(rule.is_one_stop for rule in given),
        "classifications": [*classes, *events, *groups],
    }


def is_for_young(service: Service, rules: Rules) -> bool:
    """Whether the filter for the young keeps the service."""
    groups = set(_narrowest(codes_of(service.targetGroups, rules)))
    if groups and groups <= set(rules.young.not_only):
        return False
    if groups & set(rules.young.target_groups):
        return True
    return _has_class(codes_of(service.serviceClasses, rules), rules.young.classes)


def _people(groups: Sequence[TargetGroup]) -> list[TargetGroup]:
    """Return for whom it is; what the young may use is not for professionals only."""
    found = list(dict.fromkeys(groups)) or [TargetGroup.YOUNG]
    if TargetGroup.YOUNG in found and TargetGroup.PROFESSIONAL in found:
        found.remove(TargetGroup.PROFESSIONAL)
    return found


def _by_code(codes: Sequence[str], table: dict[str, Rule]) -> Iterator[Gives]:
    for code in _narrowest(codes):
        rule = table.get(code) or table.get(_main(code))
        if rule is not None:
            yield rule


def _narrowest(codes: Sequence[str]) -> list[str]:
    """Return the codes without main classes beside one of their subclasses.

    PTV adds the main class itself, so it says nothing more.
    """
    above = {_main(code) for code in codes if code != _main(code)}
    return [code for code in codes if code not in above]


def _by_name(service: Service, classes: Sequence[str], rules: Rules) -> Iterator[Gives]:
    names = [(text.value or "").casefold() for text in service.serviceNames]
    for rule in rules.names:
        fits = not rule.within or _has_class(classes, rule.within)
        if fits and any(_has(word, name) for word in rule.words for name in names):
            yield rules.classes[rule.like] if rule.like else rule


def _has(word: str, name: str) -> bool:
    ending = "" if word.endswith("*") else r"(?!\w)"
    return bool(re.search(rf"(?<!\w){re.escape(word.rstrip('*'))}{ending}", name))


def _has_class(codes: Iterable[str], wanted: Iterable[str]) -> bool:
    listed = set(wanted)
    return any(code in listed or _main(code) in listed for code in codes)


def _main(code: str) -> str:
    return code.partition(".")[0]
