"""``catalogue sync ptv`` against a strict PTV of version 11, on SQLite."""

from __future__ import annotations

import pytest

from bot.settings import Settings
from services_db.coding import coded
from services_db.reference.codes import Theme
from services_db.sources.ptv.online import polite
from services_db.sources.ptv.rule_file import load_rules
from tests.services_db.fake_ptv import BOMB, FakeClock, FakePtv, at, body, once
from tests.services_db.ptv_cli import Run, Shown
from tests.services_db.ptv_items import BEFORE, channel, key, service


def test_a_first_sync_brings_services_with_their_channels(
    run_sync: Run, shown: Shown
) -> None:
    done = run_sync()
    assert (done.exit_code, done.stdout) == (
        0,
        "services: 7 added, 0 changed, 0 unchanged, 0 removed\n",
    )
    first = shown()[0]
    assert first.name == "Keksitty paja 1"
    assert first.provider == "Keksitty kaupunki"
    assert [c.value for c in first.contacts] == ["+358400000001"]
    assert "read: 7 services, 1 channels, 1 organizations" in done.stderr


def test_requests_keep_half_a_second_between_them(
    run_sync: Run, ptv: FakePtv, clock: FakeClock
) -> None:
    run_sync()
    assert len(ptv.seen) > 30
    assert len(clock.slept) == len(ptv.seen)
    assert set(clock.slept) == {polite.INTERVAL}


def test_an_increment_fetches_only_what_has_changed(
    run_sync: Run, ptv: FakePtv, shown: Shown
) -> None:
    run_sync()
    ptv.seen.clear()
    ptv.put("services", service(2, name="Uusi nimi", modified="2099-01-01T00:00:00"))
    ptv.put("channels", channel(1, phoneNumbers=[], modified="2099-01-01T00:00:00"))
    del ptv.items["services"][key("a", 3)]
    ptv.archived[key("a", 3)] = "2099-01-01T00:00:00"
    done = run_sync()
    assert done.stdout == "services: 0 added, 6 changed, 0 unchanged, 1 removed\n"
    whole = [path for path in ptv.seen if "guids=" in path]
    assert [path.partition("guids=")[2] for path in whole] == [key("a", 2), key("c", 1)]
    assert "Uusi nimi" in [card.name for card in shown()]
    assert all(card.contacts == [] for card in shown())


def test_nothing_new_changes_nothing(run_sync: Run, ptv: FakePtv) -> None:
    run_sync()
    ptv.seen.clear()
    assert "7 unchanged" in run_sync().stdout
    assert [path for path in ptv.seen if "guids=" in path] == []
    assert all("date=" in p or "page=" not in p for p in ptv.seen)


def test_a_full_run_sweeps_what_is_not_listed(run_sync: Run, ptv: FakePtv) -> None:
    run_sync()
    del ptv.items["services"][key("a", 7)]
    assert "7 unchanged" in run_sync().stdout  # PTV never said that it is gone
    assert "1 removed" in run_sync("--full").stdout


def test_a_service_that_leaves_the_filter_is_removed(
    run_sync: Run, ptv: FakePtv
) -> None:
    run_sync()
    other = {"serviceClasses": [{"code": "P4.2"}], "targetGroups": [{"code": "KR1.1"}]}
    ptv.put("services", service(1, modified="2099-01-01T00:00:00", **other))
    assert "1 removed" in run_sync().stdout


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"areaType": "Nationwide", "areas": []},
        {"areas": [{"type": "Region", "code": "19"}]},
    ],
)
def test_a_service_that_leaves_the_area_is_removed(
    run_sync: Run, ptv: FakePtv, elsewhere: dict[str, object]
) -> None:
    home = ("--municipality", "179")
    assert "7 added" in run_sync(*home).stdout
    ptv.put("services", service(1, modified="2099-01-01T00:00:00", **elsewhere))
    assert "1 removed" in run_sync(*home).stdout


def test_what_ptv_lists_but_does_not_have_is_left_out(
    run_sync: Run, ptv: FakePtv
) -> None:
    ptv.listed_only = {"x": {"id": key("a", 90), "name": None}}
    gone = service(8, serviceChannels=[{"serviceChannel": {"id": key("c", 9)}}])
    ptv.put("services", gone)
    done = run_sync()
    assert "8 added" in done.stdout
    assert "listed without a name, left out" in done.stderr
    assert f"channels listed or named that PTV does not have: 1 ({key('c', 9)})" in (
        done.stderr
    )


def test_an_id_that_makes_ptv_fail_is_found_and_left_out(
    run_sync: Run, ptv: FakePtv
) -> None:
    ptv.poison = {key("a", 5)}
    done = run_sync()
    assert "6 added" in done.stdout
    assert f"services that PTV fails on, left out: 1 ({key('a', 5)})" in done.stderr


def test_it_waits_as_long_as_it_is_told(
    run_sync: Run, ptv: FakePtv, clock: FakeClock
) -> None:
    ptv.faults = [once(429, Retry_After="7"), once(503), once(502)]
    assert "7 added" in run_sync().stdout
    assert {7.0, 2.0, 4.0} <= set(clock.slept)


@pytest.mark.parametrize(
    ("status", "headers", "said"),
    [
        (503, {}, "PTV does not answer (status 503); try again later"),
        (429, {"Retry_After": "3600"}, "PTV asks to come back in 60 minutes"),
        (301, {"Location": "https://elsewhere.example"}, "(status 301)"),
        (401, {}, "PTV does not accept the key; look at LAITURI_PTV_API_KEY"),
        (500, {}, "PTV does not take uri="),
    ],
)
def test_a_server_that_refuses_is_told_and_nothing_changes(
    run_sync: Run,
    ptv: FakePtv,
    shown: Shown,
    status: int,
    headers: dict[str, str],
    said: str,
) -> None:
    run_sync()
    ptv.put("services", service(1, name="Muu", modified="2099-01-01T00:00:00"))
    ptv.faults = [at("serviceClass", once(status, **headers))] * 5
    failed = run_sync()
    assert failed.exit_code == 1
    assert said in failed.stderr
    assert "Muu" not in [card.name for card in shown()]
    ptv.faults.clear()
    assert "1 changed" in run_sync().stdout


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (body(b"<!DOCTYPE html><p>502</p>"), "is a web page, perhaps an error page"),
        (body(b'[{"id": "a", '), "line 1, column 14: is not whole JSON"),
        (body(b'[{"id": "\xe4"}]'), "line 1: is not UTF-8"),
        (body(b'{"a": 1}'), "is not a list of services"),
        (body(b'["x"]'), "PTV, services: is not an object"),
        (body(b"[" * 100_000), "is not JSON that can be read"),
        (body(BOMB, Content_Encoding="gzip"), "the answer is larger than 50 MB"),
        (
            body(f'[{{"id": "{key("a", 1)}", "serviceNames": "x"}}]'.encode()),
            f"PTV, services: {key('a', 1)}: serviceNames",
        ),
    ],
)
def test_a_broken_answer_is_told_with_its_place_and_nothing_changes(
    run_sync: Run, ptv: FakePtv, shown: Shown, fault: object, said: str
) -> None:
    run_sync()
    before = shown()
    ptv.faults = [at("guids=", fault)]  # type: ignore[arg-type]
    failed = run_sync("--full")
    assert failed.exit_code == 1
    assert said in failed.stderr
    assert "serviceWithGD" in failed.stderr or "PTV, services" in failed.stderr
    assert shown() == before
    assert "7 unchanged" in run_sync("--full").stdout


def test_an_answer_that_is_cut_is_asked_for_again(run_sync: Run, ptv: FakePtv) -> None:
    ptv.faults = [at("guids=", body(b"[", length="500"))]
    assert "7 added" in run_sync().stdout


def test_a_run_that_was_cut_goes_on_where_it_stopped(
    run_sync: Run, ptv: FakePtv, monkeypatch: pytest.MonkeyPatch
) -> None:
    from services_db.sources.ptv.online.v11 import V11

    monkeypatch.setattr(V11, "batch", 3)
    ptv.faults = [at(key("a", 4), once(503))] * 5
    failed = run_sync()
    assert failed.exit_code == 1
    assert "what was fetched is kept" in failed.stderr
    ptv.seen.clear()
    done = run_sync()
    assert "7 added" in done.stdout
    assert "a run that was cut went on: 1" in done.stderr
    assert not any("serviceClass" in path for path in ptv.seen)
    fetched = [p for p in ptv.seen if "serviceWithGD" in p]
    assert len(fetched) == 2
    assert not any(key("a", 1) in path for path in fetched)


def test_filters_by_class_group_area_and_language(run_sync: Run, ptv: FakePtv) -> None:
    north = [{"type": "Region", "code": "19"}]
    swedish = [{"language": "sv", "type": "Name", "value": "Verkstad"}]
    ptv.put("services", service(11, areas=north))
    ptv.put("services", service(12, areaType="Nationwide", areas=[]))
    ptv.put("services", service(13, serviceNames=swedish))
    ptv.put("services", service(14, serviceClasses=[{"code": "P11.1"}]))

    def count(*arguments: str) -> str:
        return run_sync("--preview", "--full", *arguments).stdout.splitlines()[-1]

    assert "11 added" in count()
    assert "10 added" in count("--service-class", "P28.*")
    assert "11 added" in count("--target-group", "KR1.3")
    assert "1 added" in count("--service-class", "P11.1")
    assert "9 added" in count("--municipality", "179")
    assert "10 added" in count("--municipality", "179", "--nationwide")
    assert "1 added" in count("--area", "region:19")
    assert "1 added" in count("--language", "sv")
    assert "11 added" in count("--every-class")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--service-class", "nuoret"], "a service class like P28.* or P6.4"),
        (["--area", "moon:1"], "moon:1: an area is like region:13"),
        (["--municipality", "999"], "municipality:999: there is no such area"),
        (["--feed", "../ptv"], "../ptv: a feed is named by letters"),
        (["--every-class", "--target-group", "KR1"], "goes without groups"),
    ],
)
def test_a_filter_that_cannot_be(
    run_sync: Run, arguments: list[str], said: str
) -> None:
    failed = run_sync(*arguments)
    assert failed.exit_code != 0
    assert said in failed.stderr


def test_a_preview_names_what_would_change_and_writes_nothing(
    run_sync: Run, ptv: FakePtv, shown: Shown
) -> None:
    run_sync()
    later = {"modified": "2099-01-01T00:00:00"}
    ptv.put("services", service(1, name="Uusi nimi", **later))
    ptv.put("services", service(8, **later))
    ptv.archived[key("a", 2)] = "2099-01-01T00:00:00"
    looked = run_sync("--preview").stdout.splitlines()
    assert looked == [
        f"added: {key('a', 8)} Keksitty paja 8",
        f"changed: {key('a', 1)} Uusi nimi (texts, verified_on)",
        f"removed: {key('a', 2)} Keksitty paja 2",
        "preview: services: 1 added, 1 changed, 5 unchanged, 1 removed",
    ]
    assert len(shown()) == 7
    assert "1 added, 1 changed, 5 unchanged, 1 removed" in run_sync().stdout


def test_the_last_sync_is_taken_back(run_sync: Run, ptv: FakePtv, shown: Shown) -> None:
    run_sync()
    before = shown()
    later = {"modified": "2099-01-01T00:00:00"}
    ptv.put("services", service(1, name="Uusi nimi", **later))
    ptv.put("services", service(8, **later))
    ptv.archived[key("a", 2)] = "2099-01-01T00:00:00"
    run_sync()
    run_sync()  # nothing new: what changed before is still what can be taken back
    undone = run_sync(verb=("sync", "undo"))
    assert undone.stdout == "ptv: 1 taken away, 1 as before, 1 brought back\n"
    assert shown() == before
    again = run_sync(verb=("sync", "undo"))
    assert again.exit_code == 1
    assert "ptv: no sync of this feed can be undone" in again.stderr


def test_more_than_a_fifth_is_not_removed_without_a_word(
    run_sync: Run, ptv: FakePtv, shown: Shown
) -> None:
    for number in range(8, 31):
        ptv.put("services", service(number))
    run_sync()
    for number in range(1, 8):
        del ptv.items["services"][key("a", number)]
    refused = run_sync("--full")
    assert refused.exit_code == 1
    assert "7 of 30 services would be removed" in refused.stderr
    assert len(shown()) == 30
    assert "7 removed" in run_sync("--full", "--confirm-removals").stdout


def test_long_and_hostile_texts_are_made_harmless(
    run_sync: Run, ptv: FakePtv, shown: Shown
) -> None:
    script = "<script>alert(1)</script>\x00\u202e"
    hostile = service(
        9,
        name="Å" * 10_000,
        serviceDescriptions=[{"language": "fi", "type": "Summary", "value": script}],
        keywords=[{"language": "fi", "value": script}],
        parentId=key("a", 9),
    )
    ptv.put("services", hostile)
    page = {"url": "javascript:alert(1)", "value": script, "language": "fi"}
    ptv.put("channels", channel(1, webPages=[page]))
    assert run_sync().exit_code == 0
    card = shown()[-1]
    assert len(card.name) == 200
    assert card.summary == "<script>alert(1)</script>"
    assert [c.value for c in card.contacts] == ["+358400000001"]


def test_a_mirror_that_is_broken_is_told(run_sync: Run, settings: Settings) -> None:
    path = settings.home / "ptv" / "ptv.sqlite"
    path.parent.mkdir()
    path.write_text("not a database" * 100)
    failed = run_sync()
    assert failed.exit_code == 1
    assert "ptv.sqlite: is not a mirror of PTV" in failed.stderr


def test_a_record_is_dated_as_ptv_dates_it(run_sync: Run, shown: Shown) -> None:
    run_sync()
    assert str(shown()[0].verified_on) == BEFORE[:10]


def test_explain_names_the_rule_of_each_code(run_sync: Run, ptv: FakePtv) -> None:
    ptv.put("services", service(1, name="Ohjaamo Keksitty"))
    run_sync()
    said = run_sync(key("a", 1), verb=("explain",)).stdout
    for line in (
        "themes: job: class P28.3 (Nuorten työpajatoiminta)",
        "support_levels: special: class P28.3 (Nuorten työpajatoiminta)",
        "tno_types: information: the name has “ohjaamo”",
        "phases: dropped_out: class P28.3 (Nuorten työpajatoiminta)",
        "target_groups: young: target group KR1.3 (Nuoret)",
        "is_one_stop: True: the name has “ohjaamo”",
    ):
        assert f"{line}\n" in said
    assert "KR1 " not in said
    assert "import or sync again" not in said


def test_explain_says_when_the_rules_have_changed(
    run_sync: Run, settings: Settings
) -> None:
    run_sync()
    rules = load_rules()
    young = rules.classes["P28.3"]
    other = young.model_copy(update={"themes": (Theme.HEALTH,)})
    changed = rules.model_copy(update={"classes": {**rules.classes, "P28.3": other}})
    said = {tuple(d) for d in coded(settings.catalogue_url, key("a", 1), changed)}
    source = "class P28.3 (Nuorten työpajatoiminta)"
    assert (
        "themes",
        "health",
        f"{source}: not in the record yet, import or sync again",
    ) in said
    assert ("themes", "job", "no rule gives it now: import or sync again") in said
    assert coded(settings.catalogue_url, "nothing") == []
