"""PTV's codes become ours by a table; each line of it must be right."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from services_db.errors import ImportRefused
from services_db.reference.codes import (
    Phase,
    ServiceNature,
    SupportLevel,
    TargetGroup,
    Theme,
    TnoType,
)
from services_db.sources.ptv.rule_file import FILE, Rules, load_rules
from services_db.sources.ptv.rules import apply, decisions, is_wanted
from services_db.sources.ptv.shapes import Service

RULES = load_rules(FILE)
PREFIXES = {"classes": "P", "life_events": "KE", "target_groups": "KR"}


def service(
    name: str = "Keksitty palvelu",
    classes: tuple[str, ...] = (),
    groups: tuple[str, ...] = (),
    events: tuple[str, ...] = (),
    **more: Any,
) -> Service:
    return Service.model_validate(
        {
            "id": "s1",
            "serviceNames": [{"language": "fi", "type": "Name", "value": name}],
            "serviceClasses": [{"code": code} for code in classes],
            "targetGroups": [{"code": code} for code in groups],
            "lifeEvents": [{"code": code} for code in events],
            **more,
        }
    )


@pytest.mark.parametrize("table", PREFIXES)
def test_every_code_is_in_its_table(table: str) -> None:
    codes = getattr(RULES, table)
    assert codes
    assert all(code.startswith(PREFIXES[table]) for code in codes)
    assert all(code[len(PREFIXES[table])].isdigit() for code in codes)


def test_every_code_named_elsewhere_has_the_shape_of_one() -> None:
    young = RULES.young
    named = [*young.classes, *young.not_only, *young.target_groups]
    named += chain.from_iterable(rule.within for rule in RULES.names)
    assert all(code.startswith(("P", "KR")) for code in named)
    assert all(rule.like in RULES.classes for rule in RULES.names if rule.like)


def test_old_addresses_are_named_once() -> None:
    tables = (RULES.classes, RULES.life_events, RULES.target_groups)
    old = [rule.old for table in tables for rule in table.values() if rule.old]
    assert len(old) == len(set(old)) == len(RULES.old_codes())


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("P28.3: {name: Pajat, themes: [work]}", "classes.P28.3.themes.0: "),
        ("P28.3: {name: Pajat, levels: [general]}", "classes.P28.3.levels: "),
        ("28.3: {name: Pajat}", "classes.28.3.[key]: "),
        ("P28.3: {themes: [job]}", "classes.P28.3.name: Field required"),
        ("P28.4: {name: Pajat}", "key 'P28.4' comes twice"),
        ("P28.3: {name: Pajat", "while parsing a flow mapping"),
    ],
)
def test_a_rule_that_says_nonsense_is_refused_with_its_place(
    line: str, said: str, tmp_path: Path
) -> None:
    text = FILE.read_text(encoding="utf-8")
    text = text.replace("  P28.3: {name: Nuorten", "  P28.9: {name: Nuorten")
    path = tmp_path / "rules.yml"
    path.write_text(text.replace("classes:\n", f"classes:\n  {line}\n", 1), "utf-8")
    with pytest.raises(ImportRefused) as refused:
        load_rules(path)
    assert str(refused.value).startswith("rules.yml: ")
    assert said in str(refused.value)


def test_a_workshop() -> None:
    got = apply(service(classes=("P28.3", "P28"), groups=("KR1.3", "KR1")), RULES)
    assert got["themes"] == [Theme.JOB, Theme.TRAINING, Theme.DAILY_LIFE]
    assert got["support_levels"] == [SupportLevel.INTENSIFIED, SupportLevel.SPECIAL]
    assert got["target_groups"] == [TargetGroup.YOUNG]
    assert got["classifications"] == ["P28.3", "P28", "KR1.3", "KR1"]


def test_career_guidance_gives_guidance() -> None:
    got = apply(service(classes=("P6.4", "P6")), RULES)
    assert got["tno_types"] == [TnoType.GUIDANCE, TnoType.ADVICE]
    assert got["nature"] is ServiceNature.GUIDANCE


def test_losing_a_job_gives_a_phase() -> None:
    got = apply(service(classes=("P10.1",), events=("KE8",)), RULES)
    assert got["phases"] == [Phase.UNEMPLOYED]
    assert got["themes"] == [Theme.JOB, Theme.MONEY]


def test_a_subclass_without_a_rule_follows_its_main_class() -> None:
    assert "P5.2" not in RULES.classes
    assert apply(service(classes=("P5.2",)), RULES)["themes"] == [Theme.HEALTH]


def test_a_main_class_beside_its_subclass_says_nothing() -> None:
    assert apply(service(classes=("P4", "P4.2")), RULES)["themes"] == []
    assert apply(service(classes=("P4",)), RULES)["themes"] == [Theme.DAILY_LIFE]


@pytest.mark.parametrize(
    ("name", "classes", "one_stop"),
    [
        ("Keksitty Ohjaamo", ("P28.5",), True),
        ("OHJAAMO Keksitty", ("P10.1",), True),
        ("Navigatorn i Påhittade", ("P28",), True),
        ("Ohjaamon työpaja", ("P28.3",), False),
        ("Nosturin ohjaamo", ("P16.1",), False),
        ("Nuorten neuvonta", ("P28.5",), False),
    ],
)
def test_a_one_stop_point_is_known_by_its_name(
    name: str, classes: tuple[str, ...], one_stop: bool
) -> None:
    assert apply(service(name, classes), RULES)["is_one_stop"] is one_stop


def test_a_name_helps_where_the_class_is_wide() -> None:
    got = apply(service("Etsivä nuorisotyö", ("P4.13",)), RULES)
    assert got["support_levels"][0] is SupportLevel.INTENSIFIED


@pytest.mark.parametrize(
    ("name", "themes"),
    [
        ("Päihdeneuvonta", [Theme.SUBSTANCE_USE, Theme.MENTAL_HEALTH]),
        ("Mielenterveyspalvelut", [Theme.MENTAL_HEALTH, Theme.SUBSTANCE_USE]),
    ],
)
def test_the_class_of_two_subjects_is_ordered_by_the_name(
    name: str, themes: list[Theme]
) -> None:
    assert apply(service(name, ("P5.7",)), RULES)["themes"] == themes


@pytest.mark.parametrize(
    ("groups", "people"),
    [
        ((), [TargetGroup.YOUNG]),
        (("KR1",), [TargetGroup.YOUNG, TargetGroup.PARENT]),
        (("KR1", "KR1.1"), [TargetGroup.PROFESSIONAL]),
        (("KR1.1", "KR1.3"), [TargetGroup.YOUNG]),
        (("KR2.6", "KR2"), [TargetGroup.EMPLOYER]),
        (("KR3",), [TargetGroup.PROFESSIONAL]),
        (("KR1.5", "KR2"), [TargetGroup.PROFESSIONAL, TargetGroup.EMPLOYER]),
    ],
)
def test_for_whom(groups: tuple[str, ...], people: list[TargetGroup]) -> None:
    assert apply(service(groups=groups), RULES)["target_groups"] == people


def test_codes_are_read_from_addresses_too() -> None:
    old = {"uri": "http://urn.example/URN:NBN:fi:au:ptvl:v1045"}
    new = {"newUri": "http://uri.example/codelist/ptv/ptvserclass2/code/P28.4"}
    unknown = {"uri": "http://urn.example/URN:NBN:fi:au:ptvl:v9999"}
    given = service(serviceClasses=[old, new, unknown])
    assert apply(given, RULES)["classifications"] == ["P5.7", "P28.4"]


@pytest.mark.parametrize(
    ("classes", "groups", "kept"),
    [
        (("P16.1",), ("KR1.3",), True),
        (("P28.1",), (), True),
        (("P10.1", "P10"), ("KR1",), True),
        (("P10.3",), ("KR1",), False),
        (("P10.1",), ("KR1", "KR1.1"), False),
        (("P10.1",), ("KR2", "KR2.6"), False),
        (("P11.1",), ("KR2", "KR2.8"), True),
        (("P16.1",), (), False),
    ],
)
def test_the_filter_for_the_young(
    classes: tuple[str, ...], groups: tuple[str, ...], kept: bool
) -> None:
    given = service(classes=classes, groups=groups)
    assert is_wanted(given, RULES.young, RULES) is kept


def test_rules_are_whole() -> None:
    assert isinstance(RULES, Rules)
    for rule in RULES.classes.values():
        assert rule.name == rule.name.strip()


@pytest.mark.parametrize(
    ("classes", "events", "groups"),
    [
        (("P28.3", "P28"), (), ("KR1.3", "KR3")),
        (("P5.2",), ("KE8",), ()),
        (("P28.4", "P10", "P15.1", "P5.7", "P1.4"), (), ("KR1.6", "KR2.8")),
    ],
)
def test_decisions_say_what_is_in_the_record(
    classes: tuple[str, ...], events: tuple[str, ...], groups: tuple[str, ...]
) -> None:
    found = decisions([*classes, *events, *groups], ["Ohjaamo Keksitty"], RULES)
    given = apply(service("Ohjaamo Keksitty", classes, groups, events), RULES)
    assert len(given["themes"]) > 0
    for field in given.keys() - {"classifications"}:
        value = given[field]
        values = value if isinstance(value, list) else [value] if value else []
        told = dict.fromkeys(one.value for one in found if one.field == field)
        assert list(told) == [str(one) for one in values], field
