"""From PTV's classes, life events and target groups to the catalogue's codes.

What becomes of what is in ``ptv_rules.yml``; here is only how it is applied.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from services_db.reference.codes import TargetGroup
from services_db.sources.ptv.parts import Coded
from services_db.sources.ptv.rule_file import Choice, Gives, Rule, Rules
from services_db.sources.ptv.shapes import Service

MOST_THEMES: Final = 6
LISTS: Final = ("themes", "support_levels", "tno_types", "phases")
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


class Decision(NamedTuple):
    """One code of ours that a service has, and the rule that gave it."""

    field: str
    value: str
    because: str


class _Given(NamedTuple):
    because: str
    gives: Gives


def apply(service: Service, rules: Rules) -> dict[str, Any]:
    """Return the fields of ``ServiceRecord`` that follow from codes and names."""
    classes = codes_of(service.serviceClasses, rules)
    events = codes_of(service.lifeEvents, rules)
    groups = codes_of(service.targetGroups, rules)
    codes = [*classes, *events, *groups]
    names = [text.value or "" for text in service.serviceNames]
    return {**_fields(*_given(codes, names, rules)), "classifications": codes}


def decisions(
    codes: Sequence[str], names: Sequence[str], rules: Rules
) -> list[Decision]:
    """Return which rule gives a service with these codes and names each code of ours.

    Of several rules that give the same, each one is named, the strongest first.
    """
    given, for_whom = _given(codes, names, rules)
    found: list[Decision] = []
    for field, value in _fields(given, for_whom).items():
        kept = value if isinstance(value, list) else [value] if value else []
        also = for_whom if field in ("themes", "target_groups") else []
        gives = [
            Decision(field, str(one), because)
            for because, rule in (*given, *also)
            for one in _many(getattr(rule, field))
            if one in kept
        ]
        if kept and not gives:
            gives = [
                Decision(field, str(one), "no target group is named") for one in kept
            ]
        found += dict.fromkeys(gives)
    return found


def _fields(given: Sequence[_Given], for_whom: Sequence[_Given]) -> dict[str, Any]:
    """Return the codes of ours that the rules give together."""
    lists: dict[str, list[Any]] = {
        field: list(dict.fromkeys(x for g in given for x in getattr(g.gives, field)))
        for field in LISTS
    }
    themes = [*lists["themes"], *(t for g in for_whom for t in g.gives.themes)]
    lists["themes"] = list(dict.fromkeys(themes))[:MOST_THEMES]
    people = [x for g in (*given, *for_whom) for x in g.gives.target_groups]
    natures = [g.gives.nature for g in given if g.gives.nature is not None]
    return {
        **lists,
        "target_groups": _people(people),
        "nature": natures[0] if natures else None,
        "is_one_stop": any(g.gives.is_one_stop for g in given),
    }


def _many(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)


def _given(
    codes: Sequence[str], names: Sequence[str], rules: Rules
) -> tuple[list[_Given], list[_Given]]:
    """Return what the name, the classes and the life events give, and the groups."""
    classes = [code for code in codes if code.startswith("P")]
    events = [code for code in codes if code.startswith("KE")]
    groups = [code for code in codes if code.startswith("KR")]
    given = [
        *_by_name(names, classes, rules),
        *_by_code("class", classes, rules.classes),
        *_by_code("life event", events, rules.life_events),
    ]
    return given, list(_by_code("target group", groups, rules.target_groups))


def is_wanted(service: Service, wanted: Choice, rules: Rules) -> bool:
    """Whether one of the service's target groups or classes is wanted.

    Not when all its groups, the narrowest of each, are among ``not_only``.
    """
    groups = set(_narrowest(codes_of(service.targetGroups, rules)))
    if groups and groups <= set(wanted.not_only):
        return False
    if has_class(groups, wanted.target_groups):
        return True
    return has_class(codes_of(service.serviceClasses, rules), wanted.classes)


def _people(groups: Sequence[TargetGroup]) -> list[TargetGroup]:
    """Return for whom it is; what the young may use is not for professionals only."""
    found = list(dict.fromkeys(groups)) or [TargetGroup.YOUNG]
    if TargetGroup.YOUNG in found and TargetGroup.PROFESSIONAL in found:
        found.remove(TargetGroup.PROFESSIONAL)
    return found


def _by_code(
    kind: str, codes: Sequence[str], table: dict[str, Rule]
) -> Iterator[_Given]:
    for code in _narrowest(codes):
        followed = code if code in table else _main(code)
        rule = table.get(followed)
        if rule is not None:
            of_main = "" if followed == code else f" as {followed}"
            yield _Given(f"{kind} {code}{of_main} ({rule.name})", rule)


def _narrowest(codes: Sequence[str]) -> list[str]:
    """Return the codes without main classes beside one of their subclasses.

    PTV adds the main class itself, so it says nothing more.
    """
    above = {_main(code) for code in codes if code != _main(code)}
    return [code for code in codes if code not in above]


def _by_name(
    names: Sequence[str], classes: Sequence[str], rules: Rules
) -> Iterator[_Given]:
    folded = [name.casefold() for name in names]
    for rule in rules.names:
        if rule.within and not has_class(classes, rule.within):
            continue
        said = next((w for w in rule.words if any(_has(w, n) for n in folded)), None)
        if said is not None:
            like = f", as class {rule.like}" if rule.like else ""
            gives = rules.classes[rule.like] if rule.like else rule
            yield _Given(f"the name has “{said}”{like}", gives)


def _has(word: str, name: str) -> bool:
    ending = "" if word.endswith("*") else r"(?!\w)"
    return bool(re.search(rf"(?<!\w){re.escape(word.rstrip('*'))}{ending}", name))


def has_class(codes: Iterable[str], wanted: Iterable[str]) -> bool:
    """Whether one of the codes is wanted, itself or by its main class."""
    listed = set(wanted)
    return any(code in listed or _main(code) in listed for code in codes)


def _main(code: str) -> str:
    return code.partition(".")[0]
