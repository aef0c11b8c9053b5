"""Taxonomies and terms: our vocabularies, and names for what HSDS has no field for.

A term's ``code`` is ``<taxonomy>:<code>``, so that it is unique in the whole file.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from services_db.hsds.ids import made_id
from services_db.hsds.model import Attribute, Taxonomy, TaxonomyTerm
from services_db.labels import DEFAULT_LANGUAGE, has, label
from services_db.records import ServiceRecord, ServiceText
from services_db.reference.codes import (
    ContactKind,
    Phase,
    ServiceNature,
    SupportLevel,
    TargetGroup,
    Theme,
    TnoType,
)

FIELD: Final = "field"
"""The taxonomy of what a record holds and HSDS has no field for."""
CLASSIFICATION: Final = "classification"
"""The taxonomy of outside classes (PTV, KOKO): open, its terms are what is used."""

DESCRIPTIONS: Final = {
    "themes": "What a need is about",
    "support_levels": "How much help a service gives",
    "tno_types": "Information, advice or guidance",
    "phases": "Transition phases of young people",
    "target_groups": "For whom a service is",
    "natures": "Preventive, guidance, support or crisis service",
    "contact_kinds": "Ways to reach a service that have no field of their own",
    CLASSIFICATION: "Classes of other systems, as their source writes them",
    FIELD: "Fields of Laituri's catalogue that HSDS 3.0 has no place for; "
    "link_type is the language of the value",
}
VOCABULARIES: Final[dict[str, Iterable[str]]] = {
    "themes": Theme,
    "support_levels": SupportLevel,
    "tno_types": TnoType,
    "phases": Phase,
    "target_groups": TargetGroup,
    "natures": ServiceNature,
    "contact_kinds": ContactKind,
}
_OF_PARTS: Final = ("area", "label", "position", "professional", "value")
_OF_SOURCE: Final = ("confirmed_on", "source_name", "source_url", "text_language")


@lru_cache
def taxonomies() -> dict[str, Taxonomy]:
    """Return the taxonomies by their names."""
    return {
        name: Taxonomy(id=made_id("taxonomy", name), name=name, description=said)
        for name, said in DESCRIPTIONS.items()
    }


@lru_cache(maxsize=10_000)
def term(taxonomy: str, code: str) -> TaxonomyTerm:
    """Return the term of a code; its name is the default language's label."""
    key = f"{taxonomy}.{code}"
    named = label(DEFAULT_LANGUAGE, key) if has(DEFAULT_LANGUAGE, key) else code
    return TaxonomyTerm(
        id=made_id("taxonomy_term", taxonomy, code),
        code=f"{taxonomy}:{code}",
        name=named,
        description=code,
        taxonomy=taxonomy,
        taxonomy_id=taxonomies()[taxonomy].id,
        language=DEFAULT_LANGUAGE if has(DEFAULT_LANGUAGE, key) else None,
    )


@lru_cache
def closed_terms() -> dict[str, TaxonomyTerm]:
    """Return the terms of all closed taxonomies by their ids."""
    listed = {name: [str(c) for c in codes] for name, codes in VOCABULARIES.items()}
    fields = {*ServiceRecord.model_fields, *ServiceText.model_fields}
    listed[FIELD] = sorted(fields.union(_OF_PARTS, _OF_SOURCE))
    found = [term(name, code) for name, codes in listed.items() for code in codes]
    return {one.id: one for one in found}


def code_of(attribute: Attribute) -> tuple[str, str] | None:
    """Return taxonomy and code of what an attribute says, if it is one of ours."""
    known = closed_terms().get(attribute.taxonomy_term_id or "")
    found = attribute.taxonomy_term or known
    if found is None or found.code is None:
        return None
    taxonomy, colon, code = found.code.partition(":")
    return (taxonomy, code) if colon and taxonomy in DESCRIPTIONS else None
