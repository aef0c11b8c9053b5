"""What the fake Rasa of these tests says: every kind of reply, ordinary and hostile."""

from __future__ import annotations

from typing import Any

from services_db.records import ServiceCard

HOSTILE = (
    "<script>window.hacked=1</script>",
    '<img src=x onerror="window.hacked=1">',
    "\"><svg/onload=window.hacked=1>'",
    "javascript:window.hacked=1",
    "${window.hacked=1}{{7*7}}",
)

_UNKNOWN: dict[str, Any] = {
    "themes": ["training"],
    "support_levels": ["general"],
    "is_one_stop": False,
    "scope": "municipality",
    "municipalities": ["179"],
    "age_min": None,
    "age_max": None,
    "languages": [],
    "charge": "unknown",
    "contacts": [],
    "how_to_apply": None,
    "first_visit": None,
    "walk_in": None,
    "booking": None,
    "remote": None,
    "anonymous": None,
    "referral_needed": None,
    "guardian_needed": None,
    "interpreter": None,
    "professional_contact": None,
    "opening": {"open_now": None, "text": "ei tiedossa"},
    "location": None,
    "why": [],
    "text_language": "fi",
    "valid_until": None,
    "verified_on": None,
    "source": {"name": "Esimerkki", "url": "https://www.example.org/palvelu"},
}


def card(number: int, **known: Any) -> dict[str, Any]:
    """Return a card of which nothing is known but ``known``."""
    given = {
        "id": f"service-{number}",
        "name": f"Palvelu {number}",
        "provider": "Testilän kunta",
        "summary": "Lyhyt kuvaus palvelusta.",
    }
    return ServiceCard.model_validate(_UNKNOWN | given | known).to_json()


ONE_STOP = card(
    1,
    name="Testilän Ohjaamo",
    provider="Testilän kaupunki",
    summary="Yksi paikka, jossa saat apua opiskeluun, työhön, rahaan ja arkeen. "
    "Voit tulla juttelemaan, vaikka et tietäisi, mitä tarvitset.",
    themes=["training", "job", "housing"],
    is_one_stop=True,
    age_min=15,
    age_max=29,
    languages=["fi", "sv", "en"],
    charge="free",
    contacts=[
        {"kind": "phone", "label": "Puhelin", "value": "014 000 0000"},
        {"kind": "whatsapp", "label": "", "value": "050 000 0000"},
        {"kind": "address", "label": "", "value": "Rantakatu 1, 40100 Testilä"},
        {"kind": "email", "label": "", "value": "ohjaamo@example.org"},
        {"kind": "web", "label": "", "value": "https://www.example.org/ohjaamo"},
    ],
    how_to_apply="Tule paikalle aukioloaikana tai lähetä viesti.",
    first_visit="Ohjaaja kysyy, mitä kuuluu, ja miettii kanssasi seuraavan askeleen.",
    walk_in=True,
    booking=False,
    remote=True,
    anonymous=True,
    referral_needed=False,
    guardian_needed=False,
    interpreter=True,
    opening={"open_now": True, "text": "ma–to 12–16"},
    location={"lat": 62.24, "lon": 25.75},
    why=["toimii paikkakunnalla Testilä", "monta palvelua samassa paikassa"],
    verified_on="2026-11-01",
)
SCHOOL = card(
    2,
    name="Tutkintokoulutukseen valmentava koulutus TUVA",
    provider="Testilän koulutuskuntayhtymä",
    summary="Vuosi, jonka aikana voit korottaa arvosanoja, tutustua aloihin ja "
    "harjoitella opiskelua pienessä ryhmässä. Opinnot suunnitellaan kanssasi. Voit "
    "siirtyä tutkintoon kesken vuoden, kun olet valmis siihen. Opiskelu on maksutonta, "
    "ja voit saada opintotukea sekä koulumatkatukea. Lisää kertoo opinto-ohjaaja.",
    age_min=16,
    languages=["fi"],
    charge="free",
    contacts=[
        {"kind": "phone", "label": "Hakutoimisto", "value": "014 000 0001"},
        {
            "kind": "web",
            "label": "Hakuohjeet",
            "value": "https://example.org/tuva/haku",
        },
    ],
    how_to_apply="Hae yhteishaussa tai kysy vapaita paikkoja koulusta.",
    opening={"open_now": False, "text": "ma–pe 9–15"},
    why=["toimii paikkakunnalla Testilä", "aihe: opiskelu", "tieto vuodelta 2024"],
    verified_on="2024-05-02",
    valid_until="2027-06-30",
    note="Paikkoja on rajallisesti.",
    professional_contact={"kind": "phone", "label": "", "value": "014 000 0002"},
)
HOUSING = card(
    3,
    name="Bostadsrådgivning för unga",
    provider="Testby stad",
    summary="Hjälp när du söker din första bostad.",
    themes=["housing"],
    languages=["sv"],
    text_language="sv",
    contacts=[{"kind": "chat", "label": "", "value": "https://chat.example.org"}],
    why=["valtakunnallinen", "vain ruotsiksi"],
)
ATTACK = card(
    4,
    name=HOSTILE[0][:180],
    provider=HOSTILE[1],
    summary=" ".join(HOSTILE) + " " + "<b>&" * 1_000,
    how_to_apply=HOSTILE[2],
    first_visit=HOSTILE[4],
    note=HOSTILE[0],
    contacts=[
        {"kind": kind, "label": HOSTILE[1], "value": value}
        for kind, value in [
            ("web", "javascript://example.org/%0awindow.hacked=1"),
            ("web", " JaVaScRiPt:window.hacked=1"),
            ("chat", "data:text/html,<script>window.hacked=1</script>"),
            ("booking", "http://example.org/"),
            ("form", "https://user:secret@example.org/"),
            ("email", "a@example.org?bcc=everybody@example.org"),
            ("phone", "014 000 0003;ext=<script>"),
            ("social", "https://example.org/\"onmouseover='window.hacked=1'"),
            ("address", "<script>window.hacked=1</script>"),
        ]
    ],
    why=list(HOSTILE),
    opening={"open_now": None, "text": HOSTILE[1]},
    source={"name": HOSTILE[0], "url": "javascript:window.hacked=1"},
)

_NEXT = [
    {
        "title": "Kerro lisää ensimmäisestä",
        "payload": '/ask_service_details{"option":"1"}',
    },
    {"title": "Lisää vaihtoehtoja", "payload": "/more_results"},
    {"title": "Haluan puhua ihmiselle", "payload": "/request_human"},
]


def services(text: str, themes: list[str], *cards: dict[str, Any]) -> dict[str, Any]:
    """Return an utterance with cards, as the actions give it."""
    query = {"municipality": "179", "themes": themes, "age": None, "text": ""}
    custom = {
        "version": 1,
        "kind": "services",
        "query": query,
        "services": list(cards),
        "total": 9,
    }
    return {"text": text, "buttons": _NEXT, "custom": custom}


def answer(body: dict[str, Any]) -> list[dict[str, Any]]:
    """Answer as a real Rasa would, by a word of the text."""
    said = body.get("text") or body.get("payload", "")
    if "hyökkäys" in said:
        return [services(HOSTILE[0], ["training"], ATTACK, ONE_STOP)]
    if "koulu" in said:
        text = "Näistä voi olla apua. Paikka: Testilä."
        return [services(text, ["training", "housing"], ONE_STOP, SCHOOL, HOUSING)]
    if "notice" in said or "vuodelta" in said:
        notice = {"version": 1, "kind": "notice"}
        return [
            {
                "text": "Tieto on vuodelta 2024. Tarkista se soittamalla.",
                "custom": notice,
            }
        ]
    if "request_human" in said:
        contacts = [{"kind": "phone", "label": "Ohjaamo", "value": "014 000 0000"}]
        custom = {"version": 1, "kind": "contacts", "contacts": contacts}
        return [
            {"text": "Voit soittaa tänne. Ohjaaja vastaa arkisin.", "custom": custom}
        ]
    if said.startswith("/"):
        return [
            {
                "text": "Missä asut? Voit myös ohittaa tämän.",
                "buttons": [{"title": "Ohita", "payload": '/deny{"detail":"skip"}'}],
                "custom": {"version": 1, "kind": "question"},
            }
        ]
    return [{"text": f"Luin tämän: {said}\n\nLisää: https://www.example.org/ohje."}]
