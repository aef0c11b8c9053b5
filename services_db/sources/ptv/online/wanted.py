"""Which services a sync keeps: groups and classes, areas, languages. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from services_db.errors import ImportRefused
from services_db.records import ServiceRecord
from services_db.reference import AreaRef, exists, municipalities_in, municipality_ref
from services_db.reference.codes import AreaKind
from services_db.sources.ptv.rule_file import Choice, Rules
from services_db.sources.ptv.rules import has_class

_PTV_KNOWS = (AreaKind.MUNICIPALITY, AreaKind.REGION, AreaKind.WELLBEING_COUNTY)


@dataclass(frozen=True)
class Wanted:
    """A filter: of the ``choice``, reaching one of ``areas``, in one of ``languages``.

    An empty part filters nothing; ``choice`` ``None`` takes every class. Nationwide
    services count as reaching an area only with ``nationwide``.
    """

    choice: Choice | None
    areas: tuple[AreaRef, ...] = ()
    languages: tuple[str, ...] = ()
    nationwide: bool = False

    @property
    def fingerprint(self) -> str:
        """The same for the same filter: an increment goes on only with its own."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:16]

    def takes(self, record: ServiceRecord) -> bool:
        """Whether a record's areas and languages are wanted."""
        if self.languages and not set(self.languages) & set(record.texts):
            return False
        return not self.areas or self._reaches(map(AreaRef.parse, record.areas))

    def _reaches(self, reach: Iterable[AreaRef]) -> bool:
        wanted = {code for area in self.areas for code in municipalities_in(area)}
        return any(
            self.nationwide if area.is_national else wanted & {*municipalities_in(area)}
            for area in reach
        )


def choice_of(
    target_groups: Sequence[str], classes: Sequence[str], rules: Rules
) -> Choice:
    """Return the filter of some codes; with none of either, that for the young.

    ``P28.*`` is the class with all its subclasses, as ``P28`` is.

    Raises:
        ImportRefused: when a code is not one of PTV's.
    """
    if not target_groups and not classes:
        return rules.young
    try:
        return Choice(
            target_groups=tuple(code.removesuffix(".*") for code in target_groups),
            classes=tuple(code.removesuffix(".*") for code in classes),
            not_only=tuple(g for g in rules.young.not_only if g not in target_groups),
        )
    except ValueError:
        codes = ", ".join([*target_groups, *classes])
        raise ImportRefused(
            f"{codes}: a target group is like KR1.3, a service class like P28.* or P6.4"
        ) from None


def with_subclasses(wanted: Wanted, rules: Rules) -> Wanted:
    """Return the filter with the subclasses that the rules know, each named.

    Version 11 gives every service its main class too; of version 12 it is not known.
    """
    if wanted.choice is None:
        return wanted
    classes = dict.fromkeys(wanted.choice.classes)
    classes |= dict.fromkeys(c for c in rules.classes if has_class([c], classes))
    choice = wanted.choice.model_copy(update={"classes": tuple(classes)})
    return replace(wanted, choice=choice)


def areas_of(municipalities: Iterable[str], areas: Iterable[str]) -> list[AreaRef]:
    """Return municipalities' codes and ``kind:code`` as areas that PTV filters by.

    An employment area, which PTV does not know, is its municipalities.

    Raises:
        ImportRefused: when there is no such area.
    """
    found = [municipality_ref(code) for code in municipalities]
    for text in areas:
        try:
            found.append(AreaRef.parse(text))
        except ValueError:
            raise ImportRefused(f"{text}: an area is like region:13") from None
    for area in found:
        if not exists(area):
            raise ImportRefused(f"{area}: there is no such area")
    known = [[area] if area.kind in _PTV_KNOWS else _members(area) for area in found]
    return list(dict.fromkeys(one for some in known for one in some))


def _members(area: AreaRef) -> list[AreaRef]:
    return [municipality_ref(code) for code in municipalities_in(area)]
