"""The read API of the HSDS shape: what it answers, and how it asks the database."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings

from services_db import Catalogue, ServiceRecord
from services_db.api.app import create_app
from services_db.hsds.ids import hsds_id, made_id
from services_db.hsds.model import Organization, Service

from .counting import statements
from .hsds_records import EVERYTHING
from .serving import served

Make = Callable[..., ServiceRecord]
Fill = Callable[..., Catalogue]
PAJA = hsds_id("service", "paja")


@pytest.fixture
def app(fill: Fill, make: Make, url: str) -> FastAPI:
    many = [make(f"p{n:02}", name=f"Neuvonta {n}") for n in range(30)]
    fill(make("paja", **EVERYTHING), *many, url=url)
    return create_app(url)


@pytest.fixture
def client(app: FastAPI) -> Iterator[httpx.Client]:
    with served(app) as opened:
        yield opened


def contents(answer: httpx.Response) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["contents"]
    return found


def test_it_says_what_it_is(client: httpx.Client) -> None:
    about = client.get("/").json()
    assert about["version"] == "3.0"
    assert client.get(about["openapi_url"]).json()["openapi"].startswith("3.")


def test_lists_come_in_pages(client: httpx.Client) -> None:
    first = client.get("/services", params={"per_page": 20}).json()
    last = client.get("/services", params={"per_page": 20, "page": 2}).json()
    beyond = client.get("/services", params={"per_page": 20, "page": 3}).json()
    assert (first["total_items"], first["total_pages"], first["size"]) == (31, 2, 20)
    assert (first["first_page"], first["last_page"], first["empty"]) == (
        *(True, False),
        False,
    )
    assert (last["size"], last["first_page"], last["last_page"]) == (11, False, True)
    assert (beyond["size"], beyond["empty"]) == (0, True)
    keys = [one["id"] for page in (first, last) for one in page["contents"]]
    assert len(set(keys)) == 31


def test_a_list_is_brief_and_full_on_request(client: httpx.Client) -> None:
    (brief,) = contents(client.get("/services", params={"search": "paja"}))
    assert brief["organization"]["name"] == "Staden"
    assert "phones" not in brief
    (full,) = contents(
        client.get("/services", params={"search": "paja", "full": "true"})
    )
    assert Service.model_validate(full).to_json() == full
    assert len(full["phones"]) == 3
    assert client.get(f"/services/{PAJA}").json() == full


FILTERS: list[tuple[dict[str, str], int]] = [
    ({"search": "pajat"}, 1),
    ({"search": "Verkstaden"}, 1),
    ({"search": "neuvonta"}, 30),
    ({"search": "neuvonta raketti"}, 0),
    ({"search": "100%_"}, 0),
    ({"search": "!"}, 0),
    ({"taxonomy_term_id": made_id("taxonomy_term", "themes", "job")}, 1),
    ({"taxonomy_term_id": made_id("taxonomy_term", "natures", "support")}, 1),
    ({"taxonomy_term_id": made_id("taxonomy_term", "contact_kinds", "chat")}, 1),
    ({"taxonomy_term_id": made_id("taxonomy_term", "classification", "P28.1")}, 1),
    ({"taxonomy_term_id": made_id("taxonomy_term", "themes", "money")}, 0),
    ({"taxonomy_term_id": PAJA}, 0),
    ({"taxonomy_id": made_id("taxonomy", "themes")}, 1),
    ({"taxonomy_id": made_id("taxonomy", "target_groups")}, 31),
    ({"organization_id": hsds_id("organization", "town-1")}, 1),
    ({"organization_id": PAJA}, 0),
    ({"modified_after": "2020-01-01T00:00:00Z"}, 31),
    ({"modified_after": "2099-01-01"}, 0),
    ({"search": "paja", "organization_id": PAJA}, 0),
]


def test_filters_leave_what_fits_all_of_them(client: httpx.Client) -> None:
    found = [
        (asked, client.get("/services", params=asked).json()["total_items"])
        for asked, _ in FILTERS
    ]
    assert found == FILTERS


def test_minimal_gives_every_id_in_one_page(client: httpx.Client) -> None:
    page = client.get("/services", params={"minimal": "true", "per_page": 1}).json()
    assert page["total_pages"] == 1
    assert len(page["contents"]) == 31
    assert set(page["contents"][0]) == {"id", "last_modified"}


def test_lines_give_everything(client: httpx.Client) -> None:
    paths = {"services": 31, "organizations": 2, "service_at_locations": 2}
    for path, count in {**paths, "taxonomies": 9}.items():
        answer = client.get(f"/{path}", params={"format": "ndjson", "per_page": 1})
        assert answer.headers["content-type"].startswith("application/x-ndjson")
        lines = [json.loads(line) for line in answer.text.splitlines()]
        assert len(lines) == count
        assert lines[:1] == contents(client.get(f"/{path}", params={"per_page": 1}))


def test_organizations_name_their_services(client: httpx.Client) -> None:
    listed = contents(client.get("/organizations"))
    assert {one["name"] for one in listed} == {"Staden", "Testikunta"}
    assert all("services" not in one for one in listed)
    key = hsds_id("organization", "town-1")
    one = client.get(f"/organizations/{key}").json()
    assert one["services"] == [{"id": PAJA, "name": "Nuorten paja", "status": "active"}]
    whole = client.get(f"/organizations/{key}", params={"full_service": "true"}).json()
    assert len(whole["services"][0]["phones"]) == 3
    assert Organization.model_validate(whole).name == "Staden"
    named = client.get("/organizations", params={"search": "testi"}).json()
    assert named["total_items"] == 1


def test_places_come_with_their_service(client: httpx.Client) -> None:
    listed = contents(client.get("/service_at_locations"))
    assert [one["location"].get("name") for one in listed] == ["Talo", None]
    assert listed[0]["service"]["id"] == PAJA
    one = client.get(f"/service_at_locations/{listed[0]['id']}").json()
    assert one["location"]["addresses"][0]["postal_code"] == "40100"
    assert one["schedules"][0]["byday"] == "TU"
    coded = client.get("/service_at_locations", params={"postcode": "40100"}).json()
    assert coded["total_items"] == 1
    none = client.get("/service_at_locations", params={"postcode": "00100"}).json()
    assert none["empty"] is True


def test_terms_are_found_by_taxonomy_and_words(client: httpx.Client) -> None:
    key = made_id("taxonomy", "support_levels")
    asked = {"taxonomy_id": key, "top_only": "true"}
    listed = contents(client.get("/taxonomy_terms", params=asked))
    assert [one["description"] for one in listed] == [
        *("general", "intensified"),
        "special",
    ]
    one = client.get(f"/taxonomy_terms/{listed[0]['id']}").json()
    assert one["taxonomy_detail"]["name"] == "support_levels"
    assert client.get(f"/taxonomies/{key}").json()["name"] == "support_levels"
    used = {"taxonomy_id": made_id("taxonomy", "classification")}
    terms = contents(client.get("/taxonomy_terms", params=used))
    assert [one["description"] for one in terms] == ["P28.1", "koko:p123"]
    child = client.get("/taxonomy_terms", params={"parent_id": key}).json()
    assert child["empty"] is True


def test_what_is_not_there_is_said(client: httpx.Client) -> None:
    lists = ("services", "organizations", "service_at_locations")
    for path in (*lists, "taxonomies", "taxonomy_terms"):
        answer = client.get(f"/{path}/{made_id('x', 'nothing')}")
        assert answer.status_code == 404
        assert "has this id" in answer.json()["detail"]
        assert client.get(f"/{path}/1").status_code == 422
        assert client.get(f"/{path}", params={"per_page": 101}).status_code == 422


def test_statements_do_not_grow_with_the_answer(
    app: FastAPI, client: httpx.Client
) -> None:
    most = {
        "/services?full=true": 22,
        "/services?search=neuvonta": 22,
        "/organizations?full=true&full_service=true": 23,
        "/service_at_locations?full=true": 23,
        "/taxonomy_terms": 2,
    }
    for path, bound in most.items():
        counts = []
        for per_page in (1, 30):
            with statements(app.state.engine) as seen:
                asked = httpx.URL(path).copy_merge_params({"per_page": str(per_page)})
                contents(client.get(str(asked)))
            counts.append(len(seen))
        assert counts[0] == counts[1] <= bound, path


def test_without_a_database_it_says_so(tmp_path: Any) -> None:
    with served(create_app(f"sqlite:///{tmp_path}/no/catalogue.sqlite")) as client:
        answer = client.get("/services")
        assert answer.status_code == 503
        assert answer.json() == {"detail": "the catalogue cannot be read now"}
        assert client.get("/taxonomies").status_code == 200


def test_it_keeps_its_own_document(fill: Fill, make: Make, sqlite_url: str) -> None:
    """Schemathesis asks what the OpenAPI document allows, and what it does not."""
    fill(make("paja", **EVERYTHING), url=sqlite_url)
    with served(create_app(sqlite_url)) as client:
        schema = schemathesis.openapi.from_url(f"{client.base_url}/openapi.json")
        asked = 0
        for found in schema.get_all_operations():
            operation = found.ok()

            @settings(
                max_examples=25,
                deadline=None,
                database=None,
                derandomize=True,
                suppress_health_check=list(HealthCheck),
            )
            @given(case=operation.as_strategy())
            def ask(case: Any) -> None:
                case.call_and_validate()

            ask()
            asked += 1
    assert asked == 11
