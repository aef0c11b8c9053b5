"""Every problem names file, sheet, row, column, what is wrong and how to mend it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result

from bot.cli.catalogue import catalogue
from bot.settings import Settings
from services_db import open_catalogue
from services_db.errors import ImportRefused
from services_db.sources import read
from services_db.sources.table import sheets

HEAD = "id,nimi,tiivistelmä,kunta"
GOOD = "a,Paja,Opit tekemällä.,179"
Write = Callable[..., str]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a text or bytes to a file; return its path."""

    def written(content: str | bytes, name: str = "pajat.csv") -> str:
        path = tmp_path / name
        raw = content.encode() if isinstance(content, str) else content
        path.write_bytes(raw)
        return str(path)

    return written


def refusal(kind: str, *paths: str) -> str:
    with pytest.raises(ImportRefused) as refused:
        read(kind, list(paths))
    return str(refused.value)


@pytest.mark.parametrize(
    ("heading", "cell", "said"),
    [
        ("aiheet", "työ; kalastus", "'kalastus' is not known; write one of: training"),
        ("tukitaso", "iso", "'iso' is not known; write one of: general"),
        ("ikä alkaen", "kolmetoista", "'kolmetoista' is no age; write whole years"),
        ("ikä alkaen", "121", "'121' is no age"),
        ("tarkistettu", "24.13.2026", "is no date; write it as 2026-11-24"),
        ("tulkki", "ehkä", "'ehkä' is neither yes nor no"),
        ("palvelukielet", "klingon!", "is no language code; write fi"),
        ("puhelin", "soita vaihteeseen", "is no number; write digits"),
        ("sähköposti", "paja(at)example", "is no e-mail address"),
        ("www", "javascript:alert(1)", "is no safe link; write an https address"),
        ("lähteen osoite", "data:text/html,x", "is no safe link"),
        ("aukioloajat", "arkisin yhdeksästä", "is no opening hour; write MO-FR"),
        ("aukioloajat", "MO 29:00-30:00", "a day, time or date that does not exist"),
        ("aukioloajat", "MO-XX 09:00-10:00", "a day, time or date that does not"),
        ("postinumero", "401", "is no postal code; write five digits"),
        ("leveysaste", "pohjoinen", "is no number; write degrees"),
        ("leveysaste", "12", "12.0 is not in Finland"),
        ("paikan kunta", "Atlantis", "'Atlantis' is no municipality"),
        ("alueet", "Atlantis", "'Atlantis' is no municipality and no area"),
    ],
)
def test_a_cell_that_cannot_be_read(
    write: Write, heading: str, cell: str, said: str
) -> None:
    head = HEAD.replace("kunta", "kunta" if heading != "alueet" else "alueet")
    extra = "" if heading == "alueet" else f",{heading}"
    row = f"a,Paja,Opit.,{cell}" if heading == "alueet" else f'{GOOD},"{cell}"'
    message = refusal("csv", write(f"{head}{extra}\n{row}\n"))
    letter = "D" if heading == "alueet" else "E"
    assert message.startswith(f"pajat.csv, row 2, column {letter} ('{heading}'): ")
    assert said in message


def test_a_phone_that_is_a_number_has_lost_its_zero(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Oulu"
    book.active.append(["name", "summary", "phone"])
    book.active.append(["Paja", "Opit.", 400000001])
    path = tmp_path / "a.xlsx"
    book.save(path)
    message = refusal("xlsx", str(path))
    assert message.startswith("a.xlsx, sheet 'Oulu', row 2, column C ('phone'): ")
    assert "400000001 is a number" in message
    assert "make the cell a text" in message


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("nimi,kunta\nPaja,179\n", "row 1: column summary is missing; add it"),
        ("id,kunta\na,179\n", "column name and column summary is missing"),
        ("nimi,tiivistelmä\nPaja,Opit.\n", "row 1: column areas is missing; add it"),
        (f"{HEAD},name (fi)\n{GOOD},Paja\n", "columns B and E ('nimi', 'name (fi)')"),
        (f"{HEAD}\na,,Opit.,179\n", "name (fi) is empty though other texts in fi"),
        (f"{HEAD}\na,Paja,,179\n", "summary (fi) is empty though other texts"),
        (f"{HEAD}\na,,,179\n", "row 2: the name is empty; write one"),
        (f"{HEAD}\na,Paja,Opit.,\n", "row 2: no area is given; fill the column areas"),
        (f"{HEAD}\n{GOOD}\na,Talo,Asut.,179\n", "is already on pajat.csv, row 2"),
        (f"{HEAD},ikä alkaen,ikä enintään\n{GOOD},30,20\n", "age_min: is greater"),
        (f"{HEAD}\n", "holds no service"),
        ("Lempiväri\nsini\n", "the first row must have the headings name, summary"),
        ("<!doctype html><title>502</title>", "pajat.csv: is a web page"),
        ('[{"id": 1}]', "pajat.csv: is JSON, not CSV"),
        (f'{HEAD}\na,"Paja,Opit.,179\n', "the row that begins on line 2"),
        (f'{HEAD}\na,"Pa"ja,Opit.,179\n', "the row that begins on line 2"),
        (f"{HEAD}\n{GOOD}\n".encode("utf-16"), "pajat.csv: is UTF-16; save it as"),
        (f"{HEAD}\n{GOOD}\n".encode("latin-1"), "line 1: is not UTF-8; save it as"),
        (b"", "pajat.csv: is empty"),
    ],
)
def test_a_sheet_that_is_wrong(write: Write, content: str | bytes, said: str) -> None:
    assert said in refusal("csv", write(content))


def test_all_problems_are_told_at_once_up_to_a_limit(write: Write) -> None:
    rows = "\n".join(f"s{n},Paja,Opit.,Atlantis" for n in range(50))
    lines = refusal("csv", write(f"{HEAD}\n{rows}\n")).splitlines()
    assert len(lines) == 21
    assert lines[0].startswith("pajat.csv, row 2, ")
    assert lines[-1] == "… and 30 more"


def test_several_files_need_a_feed(write: Write) -> None:
    paths = [write(f"{HEAD}\n{GOOD}\n", name) for name in ("a.csv", "b.csv")]
    assert "2 files: give --feed NAME" in refusal("csv", *paths)


def test_too_many_rows(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "ROW_LIMIT", 3)
    rows = "\n".join(f"s{n},Paja,Opit.,179" for n in range(5))
    assert "has more than 3 rows; split it" in refusal("csv", write(f"{HEAD}\n{rows}"))


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., Result]:
    """Run a command in a home of its own."""
    settings = Settings(LAITURI_HOME=tmp_path / "home", LAITURI_DATABASE_URL=None)

    def command(*arguments: str) -> Result:
        return CliRunner().invoke(catalogue, arguments, obj=settings)

    return command


def names(tmp_path: Path) -> dict[str, int]:
    url = f"sqlite:///{tmp_path}/home/catalogue.sqlite"
    with open_catalogue(url) as opened:
        return opened.status().by_source


def test_a_broken_row_leaves_the_catalogue_as_it_was(
    run: Callable[..., Result], write: Write, tmp_path: Path
) -> None:
    done = run("import", "csv", write(f"{HEAD}\n{GOOD}\n"))
    assert done.exit_code == 0, done.output
    broken = write(f"{HEAD}\n{GOOD}\nb,Talo,Asut.,179\nc,Linja,Soita.,Atlantis\n")
    failed = run("import", "csv", broken)
    assert failed.exit_code == 1
    assert "pajat.csv, row 4, column D ('kunta'): 'Atlantis'" in failed.output
    assert names(tmp_path) == {"table": 1}


def test_a_sheet_saved_in_the_other_way_is_the_same_feed(
    run: Callable[..., Result], write: Write, tmp_path: Path
) -> None:
    run("import", "csv", write(f"{HEAD}\n{GOOD}\n"))
    book = openpyxl.Workbook()
    for row in (HEAD.split(","), ["a", "Paja", "Uusi teksti.", "179"]):
        book.active.append(row)
    book.save(tmp_path / "pajat.xlsx")
    done = run("import", "xlsx", str(tmp_path / "pajat.xlsx"))
    assert "0 added, 1 changed" in done.output


def test_what_another_feed_has_is_refused_or_left_out(
    run: Callable[..., Result], write: Write
) -> None:
    run("import", "csv", write(f"{HEAD}\n{GOOD}\n"))
    other = write(f"{HEAD}\n{GOOD}\nb,Talo,Asut.,179\n", "muut.csv")
    failed = run("import", "csv", other)
    assert failed.exit_code == 1
    assert "muut: a: id: belongs to pajat" in failed.output
    done = run("import", "csv", "--skip-known", other)
    assert done.exit_code == 0
    assert "1 added" in done.output
    assert "that another feed has, left out: 1 (a)" in done.output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("curated", "--feed", "x"), "curated takes no --feed"),
        (("csv", "--young", "a.csv"), "--young is for ptv"),
        (("csv",), "csv needs a SOURCE"),
    ],
)
def test_options_that_do_not_fit(
    run: Callable[..., Result], arguments: tuple[str, ...], said: str
) -> None:
    failed: Any = run("import", *arguments)
    assert failed.exit_code == 2
    assert said in failed.output
