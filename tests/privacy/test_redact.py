"""Redaction: nothing personal passes, and nothing else is taken."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.privacy.redact import TOKENS, redact
from bot.safety.contacts import contacts

SENTENCES = (
    "{}",
    "hei {} terve",
    "mun numero/tunnus on {}.",
    "olen 17 v, {}, asun 00100 Helsingissä",
    "({})",
    "tässä:{}",
    "{}\nkiitos",
    "jag heter A, {} tack",
)
CHECK = "0123456789ABCDEFHJKLMNPRSTUVWXY"
FULL_WIDTH = {ord(c): ord(c) + 0xFEE0 for c in map(chr, range(0x21, 0x7F))}


def hetu(rng: random.Random) -> str:
    day, month, year = rng.randint(1, 31), rng.randint(1, 12), rng.randint(0, 99)
    number = rng.randint(2, 899)
    sign = rng.choice("-+ABCDEFUVWXY\u2013\u2212\u2010")
    digits = f"{day:02}{month:02}{year:02}{number:03}"
    check = CHECK[int(digits) % 31] if rng.random() < 0.7 else rng.choice(CHECK)
    gap = rng.choice(["", "", "", " "])
    code = f"{digits[:6]}{gap}{sign}{gap}{digits[6:]}{check}"
    if rng.random() < 0.1:
        code = f"{digits[:2]} {digits[2:4]} {digits[4:6]} {sign} {digits[6:]} {check}"
    if rng.random() < 0.3:
        code = code.lower()
    return code.translate(FULL_WIDTH) if rng.random() < 0.1 else code


def phone(rng: random.Random) -> str:
    def digits(count: int) -> str:
        return "".join(rng.choice("0123456789") for _ in range(count))

    if rng.random() < 0.8:
        area = rng.choice(["040", "041", "044", "045", "046", "049", "050", "0400"])
        rest = digits(10 - len(area))
    else:
        area = rng.choice(["09", "02", "03", "05", "06", "08", "013", "014", "017"])
        rest = rng.choice("23456789") + digits(rng.choice([5, 6]))
    gap = rng.choice(["", " ", "-", " "])
    split = rng.choice([0, 3, 4])
    inner = rng.choice(["", " "])
    if not area.startswith(("04", "050")):
        gap = rng.choice([" ", "-"])
    rest = rest if not split else f"{rest[:split]}{inner}{rest[split:]}"
    form = rng.randrange(5)
    if form == 0:
        return f"+358{rng.choice(['', ' ', '-'])}{area[1:]}{gap}{rest}"
    if form == 1:
        return f"+358 (0){area[1:]}{gap}{rest}"
    if form == 2:
        return f"({area}) {rest}"
    if form == 3:
        return f"00358 {area[1:]}{gap}{rest}"
    return f"{area}{gap}{rest}"


def email(rng: random.Random) -> str:
    letters = "abcdefghijklmnopqrstuvwxyzåäö0123456789"

    def word(count: int) -> str:
        return "".join(rng.choice(letters) for _ in range(count))

    local = word(rng.randint(1, 12)) + rng.choice(["", ".", "_", "+", "-"])
    local += word(rng.randint(1, 8))
    at = rng.choice(["@", "@", "@", " @ ", "(at)", " (at) "])
    domain = rng.choice(["example.fi", "mail.example.com", "ex-ample.co.uk"])
    address = f"{local}{at}{domain}"
    return address.upper() if rng.random() < 0.2 else address


def iban(rng: random.Random) -> str:
    country, length = rng.choice(
        [("FI", 18), ("FI", 18), ("SE", 24), ("EE", 20), ("DE", 22), ("GB", 22)]
    )
    body = "".join(rng.choice("0123456789") for _ in range(length - 4))
    if country == "GB":
        body = "NWBK" + body[4:]
    account = f"{country}{rng.randint(2, 98):02}{body}"
    if rng.random() < 0.5:
        account = " ".join(re.findall(".{1,4}", account))
    return account.lower() if rng.random() < 0.3 else account


MAKERS: dict[str, Callable[[random.Random], str]] = {
    "hetu": hetu,
    "phone": phone,
    "email": email,
    "iban": iban,
}


@pytest.mark.parametrize("kind", MAKERS)
def test_a_thousand_of_each_kind_leave_nothing(kind: str) -> None:
    rng = random.Random(kind)
    for _ in range(1000):
        made = MAKERS[kind](rng)
        sentence = rng.choice(SENTENCES)
        found = redact(sentence.format(made))
        left = found.text.replace("(" + TOKENS[kind], TOKENS[kind]).replace(
            TOKENS[kind] + ")", TOKENS[kind]
        )
        plain = sentence.format(TOKENS[kind]).replace("([", "[").replace("])", "]")
        assert left == plain, (made, sentence)
        assert found.kinds == {kind}, made


@given(
    st.text(max_size=40),
    st.sampled_from(sorted(MAKERS)),
    st.integers(0, 10**6),
    st.text(max_size=40),
)
def test_whatever_stands_around_it(
    before: str, kind: str, seed: int, after: str
) -> None:
    made = MAKERS[kind](random.Random(seed))
    found = redact(f"{before}\n\n\n\n{made}\n\n\n\n{after}")
    assert made not in found.text
    assert kind in found.kinds


@given(st.text(max_size=200))
def test_any_text_is_answered_and_stays_answered(text: str) -> None:
    once = redact(text)
    assert redact(once.text).text == once.text
    if not once.kinds:
        assert once.text == text


@given(st.text(st.sampled_from("0123456789 +-.()/AaFfIi@:\n"), max_size=60))
def test_the_rest_of_the_text_stays_as_it_was(text: str) -> None:
    pieces = re.split(r"\[(?:id|phone|email|iban)\]", redact(text).text)
    position = 0
    for piece in pieces:
        position = text.index(piece, position) + len(piece)


@pytest.mark.parametrize(
    "text",
    [
        "asun 00100 Helsingissä",
        "postinumero 02100 17v",
        "04130 Sipoo 2024",
        "01230, 05800 ja 09999",
        "synnyin 1.2.2003 tai 01.02.2003",
        "01/02/2003, 2003-02-01, 02-03-2004, 02.03.2004",
        "08-05-2026 09-06-2026",
        "kesäkuu 06/2025-08/2026",
        "09 2024 - 05 2025",
        "olen 17 v, pian 18, siskoni 15-vuotias",
        "vuonna 2024-2025, 1999–2003",
        "klo 08.30-16.00, 08:30–16:00, kello 9, 0830 1600",
        "ma-pe 09.00–15.00 ja la 10-14",
        "palkka 1 500,50 € ja vuokra 650 e, 30 000 000",
        "050 e, 0,50 €, 040 euroa",
        "y-tunnus 1234567-8",
        "FO-nummer 0201256-6, 0412345-6",
        "112",
        "116 111 ja 116111 sekä 116117 ja 116 117",
        "116 006",
        "0800 147 111, 0800 96 116, 0800 900 45, 080 005 005",
        "09 2525 0111, 09-25250112, +358 9 2525 0116",
        "Kelan numero 020 692 207, verottaja 029 497 000, 0295 020 703",
        "+358 29 497 000, +358294970000",
        "3,0401234567",
        "koordinaatit 60.1699, 24.9384",
        "ope kertoi @aino instassa, a@b",
        "luokat 7 8 9, kurssit MAA1 MAA2 2025 2026",
        "10 20 30 40 50 60",
        "2.1.-3.4. klo 12",
        "opintopisteet 30/60, 3/5",
        "AA12 tie, fi fi fi",
        "",
        "hei, etsin töitä Jyväskylästä",
    ],
)
def test_what_is_nobodys_own_stays(text: str) -> None:
    found = redact(text)
    assert found.text == text
    assert found.kinds == frozenset()


def test_the_crisis_contacts_stay() -> None:
    for one in contacts():
        assert redact(f"soitin {one.value} eilen").kinds == frozenset(), one.key


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("010101-123N, 0401234567", "[id], [phone]"),
        ("0401234567 17 v", "[phone] 17 v"),
        ("040 123 4567 00100 Helsinki", "[phone] 00100 Helsinki"),
        ("0800 147 111 tai 040 123 4567", "0800 147 111 tai [phone]"),
        ("116 111 0401234567", "116 111 [phone]"),
        ("FI21 1234 5600 0007 85 on tilini", "[iban] on tilini"),
        ("+46 70 123 45 67", "[phone]"),
        ("358401234567", "[phone]"),
        ("0457 123 4567", "[phone]"),
        ("091234567 ja 013123 4567", "[phone] ja [phone]"),
        ("+358 2 9201234", "[phone]"),
        ("040.123.4567 ja 040/1234567", "[phone] ja [phone]"),
        ("040\u20111234567", "[phone]"),
        ("010101\u200b-123\u200bN", "[id]"),
        ("010101 123N", "[id]"),
        ("äiti:0401234567", "äiti:[phone]"),
        ("https://example.fi/?n=0401234567", "https://example.fi/?n=[phone]"),
        ("aino.v@example.fi, +358401234567", "[email], [phone]"),
        ("😭 010101A123N 😭", "😭 [id] 😭"),
    ],
)
def test_examples(text: str, expected: str) -> None:
    assert redact(text).text == expected


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "1",
        "0",
        "12 ",
        "04 ",
        "040 ",
        "+358 ",
        "a@",
        "a.",
        "@b.",
        "FI21",
        "fi2 ",
        "01 01 01 - ",
        "AB12 1234 ",
        "(",
        " ",
        "\u0661",
        "\ufdfa",
    ],
)
def test_the_time_is_linear(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    started = time.process_time()
    redact(text)
    assert time.process_time() - started < 5.0
