"""The bot as people meet it, through Telegram's own protocol."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest

from bot.gateway.turn import Conversations, StoreDown
from bot.settings import Settings
from bot.texts import text
from tests.telegram.conftest import FakeUnderstanding, serving
from tests.telegram.fake_bot_api import FakeBotApi
from tests.web.answers import ATTACK, HOUSING, ONE_STOP, SCHOOL, services

AINO, VEIKKO, CLASS = 5_550_001, 5_550_002, -100_777


async def known(bot: FakeBotApi, chat: int = AINO) -> None:
    """Greet, so that what follows is not a first contact."""
    before = len(bot.sent)
    await bot.message(chat, text="/start")
    await bot.wait(before + 2)
    bot.sent.clear()


async def test_start_says_who_it_is_and_that_telegram_is_not_private(
    bot: FakeBotApi, rasa: FakeUnderstanding
) -> None:
    await bot.message(AINO, text="/start")
    first, question = await bot.wait(2)
    assert "robotti" in first.text
    assert "24 tunnin" in first.text
    assert "Telegram ei ole päästä päähän salattu" in first.text
    assert "verkkosivulla" in first.text
    assert [key["text"] for key in first.keys] == ["English", "Svenska"]
    assert "Opiskelu" in [key["text"] for key in question.keys]
    assert rasa.asked == []


async def test_it_offers_the_web_page_and_the_notice_where_they_are_known(
    rests: list[float],
    conversations: Conversations,
    settings: Settings,
    api: FakeBotApi,
) -> None:
    page = "https://laituri.example.org"
    known_page = settings.model_copy(update={"public_url": page})
    async with serving(conversations, known_page):
        await api.message(AINO, text="/start")
        first, _ = await api.wait(2)
        assert "EU:n ulkopuolella" in first.text
        assert f"{page}/?language=fi" in first.text
        await api.message(AINO, text="/privacy")
        *_, notice = await api.wait(4)
        assert notice.text.endswith(f"{page}/privacy?language=fi")


async def test_a_text_then_a_key_then_the_next_answer(
    bot: FakeBotApi, rasa: FakeUnderstanding
) -> None:
    rasa.says = lambda said: (
        [services("Näistä voi olla apua.", ["training"], ONE_STOP, SCHOOL, HOUSING)]
        if "koulu" in said
        else [{"text": f"Painoit: {said}"}]
    )
    await known(bot)
    await bot.message(AINO, text="koulu jäi kesken")
    (answer,) = await bot.wait(1)
    assert answer.text.startswith("Näistä voi olla apua.\n\n1. Testilän Ohjaamo\n")
    assert "Puhelin: 014 000 0000" in answer.text
    assert "Aukiolo: auki nyt, ma–to 12–16" in answer.text
    assert "Tarkistettu 1.11.2026" in answer.text
    assert "Tarkistuspäivä ei tiedossa" in answer.text
    assert "https://www.example.org/ohjaamo" not in answer.links  # the fifth contact
    assert "https://chat.example.org" in answer.links
    more = next(key for key in answer.keys if key["text"] == "Lisää vaihtoehtoja")
    query = await bot.press(AINO, more["callback_data"])
    *_, pressed = await bot.wait(2)
    assert pressed.text == "Painoit: /more_results"
    assert query in bot.answered


async def test_each_card_has_a_small_key_that_says_that_it_is_wrong(
    bot: FakeBotApi, rasa: FakeUnderstanding
) -> None:
    rasa.says = lambda said: (
        [services("Näistä voi olla apua.", ["training"], ONE_STOP, SCHOOL, HOUSING)]
        if "koulu" in said
        else [{"text": f"Painoit: {said}"}]
    )
    await known(bot)
    await bot.message(AINO, text="koulu jäi kesken")
    (answer,) = await bot.wait(1)
    *_, first, second, third = answer.keys
    assert first["text"] == "1 on väärin"
    assert "2. Tutkintokoulutukseen valmentava" in answer.text
    assert second["text"] == "2 on väärin"
    assert third["text"] == "3 on väärin"
    await bot.press(AINO, second["callback_data"])
    *_, pressed = await bot.wait(2)
    assert pressed.text.startswith("Painoit: /give_feedback")
    assert SCHOOL["id"] in pressed.text


async def test_one_service_alone_is_told_whole(
    bot: FakeBotApi, rasa: FakeUnderstanding
) -> None:
    rasa.says = lambda _: [services("Tässä on kaikki, mitä tiedän.", [], ONE_STOP)]
    await known(bot)
    await bot.message(AINO, text="kerro ohjaamosta")
    (answer,) = await bot.wait(1)
    assert "Ensimmäisellä kerralla: Ohjaaja kysyy" in answer.text
    assert "Ikä: 15–29 v" in answer.text
    assert "– Et tarvitse lähetettä" in answer.text
    assert "https://www.example.org/ohjaamo" in answer.links


async def test_danger_is_answered_first_and_alone(
    bot: FakeBotApi, rasa: FakeUnderstanding
) -> None:
    await bot.message(AINO, text="haluan kuolla")
    crisis, private = await bot.wait(2)
    assert "112" in crisis.text
    assert "sekasin.fi" in crisis.text
    assert private.text.startswith("Telegram ei ole")
    assert rasa.asked == []
    await bot.message(AINO, text="no haluaisin töitä")
    introduction, answer = (await bot.wait(4))[2:]
    assert "Älä kirjoita henkilötunnustasi" in introduction.text
    assert answer.text == "Luin tämän: no haluaisin töitä"


async def test_danger_overtakes_a_slow_answer(
    bot: FakeBotApi, rasa: FakeUnderstanding
) -> None:
    await known(bot)
    rasa.slow["odota vähän"] = asyncio.Event()
    await bot.message(AINO, text="odota vähän")
    await bot.message(AINO, text="haluan kuolla")
    (crisis,) = await bot.wait(1)
    assert "112" in crisis.text
    rasa.slow["odota vähän"].set()
    *_, late = await bot.wait(2)
    assert late.text == "Luin tämän: odota vähän"


async def test_a_hostile_record_breaks_nothing(
    bot: FakeBotApi, rasa: FakeUnderstanding
) -> None:
    rasa.says = lambda _: [services("<b>&" * 1_500, [], ATTACK, ONE_STOP)]
    await known(bot)
    await bot.message(AINO, text="hyökkäys")
    cut = await bot.until(lambda sent: bool(sent.keys))
    assert "".join(one.text for one in cut).count("<b>&") >= 5_000 // 4
    last = cut[-1]
    assert "Testilän Ohjaamo" in last.text
    assert last.keys
    assert all(not one.keys for one in cut[:-1])
    for one in cut:
        assert all(address.startswith("https://") for address in one.links)
        assert "javascript:" not in one.links


async def test_a_caption_and_an_edited_message_are_read(
    bot: FakeBotApi, rasa: FakeUnderstanding
) -> None:
    await known(bot)
    photo = [{"file_id": "1", "file_unique_id": "1", "width": 1, "height": 1}]
    await bot.message(AINO, photo=photo, caption="haluan kuolla")
    await bot.wait(1)
    await bot.edited(AINO, text="etsin töitä")
    crisis, answer = await bot.wait(2)
    assert "112" in crisis.text
    assert answer.text == "Luin tämän: etsin töitä"


NOT_TEXT = {
    "sticker": {
        "file_id": "1",
        "file_unique_id": "1",
        "type": "regular",
        "width": 1,
        "height": 1,
        "is_animated": False,
        "is_video": False,
    },
    "voice": {"file_id": "1", "file_unique_id": "1", "duration": 1},
    "photo": [{"file_id": "1", "file_unique_id": "1", "width": 1, "height": 1}],
    "video": {
        "file_id": "1",
        "file_unique_id": "1",
        "width": 1,
        "height": 1,
        "duration": 1,
    },
    "location": {"latitude": 62.123456, "longitude": 25.654321},
    "contact": {"phone_number": "+358401234567", "first_name": "Veikko"},
    "poll": {
        "id": "1",
        "question": "?",
        "options": [{"text": "a", "voter_count": 0, "persistent_id": "1"}],
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": True,
        "type": "regular",
        "allows_multiple_answers": False,
    },
    "dice": {"emoji": "🎲", "value": 3},
}


@pytest.mark.parametrize("kind", NOT_TEXT)
async def test_what_is_not_text_gets_a_fixed_answer_and_is_not_kept(
    bot: FakeBotApi, rasa: FakeUnderstanding, tmp_path: Path, kind: str
) -> None:
    await bot.message(AINO, **{kind: NOT_TEXT[kind]})
    (answer,) = await bot.wait(1)
    assert answer.text == text("fi", "telegram.only_text")
    assert "112" in answer.text
    assert rasa.asked == []
    assert conversations_in(tmp_path) == 0


async def test_an_update_that_cannot_be_read_stops_nobody(
    bot: FakeBotApi, rasa: FakeUnderstanding
) -> None:
    await known(bot)
    await bot.message(AINO, poll={"something": "from the future"})
    await bot.update(callback_query={"id": 1})
    await bot.message(VEIKKO, text="/start")
    sent = await bot.wait(3)
    mine = [one.text for one in sent if one.chat_id == AINO]
    assert mine == [text("fi", "telegram.only_text")]


async def test_a_group_is_told_once_and_nothing_else_happens(
    bot: FakeBotApi, rasa: FakeUnderstanding, tmp_path: Path
) -> None:
    await bot.group(CLASS, text="haluan töitä")
    await bot.group(CLASS, text="/start@laituri_bot")
    await known(bot, VEIKKO)
    await bot.message(VEIKKO, text="moi")
    await bot.until(lambda sent: sent.text == "Luin tämän: moi")
    told = [one for one in bot.calls if one[1].get("chat_id") == str(CLASS)]
    assert [given["text"] for _, given in told] == [text("fi", "telegram.only_private")]
    assert rasa.asked == ["moi"]
    assert conversations_in(tmp_path) == 1


async def test_the_same_update_acts_once(
    bot: FakeBotApi, rasa: FakeUnderstanding
) -> None:
    await known(bot)
    number = await bot.message(AINO, text="ensimmäinen")
    await bot.wait(1)
    again = bot._message(AINO, "private", {"text": "ensimmäinen"})
    await bot.update(number, message=again)
    await bot.message(AINO, text="toinen")
    await bot.wait(2)
    assert rasa.asked == ["ensimmäinen", "toinen"]
    assert len(bot.sent) == 2


async def test_answers_of_a_chat_come_in_order_and_chats_do_not_wait(
    bot: FakeBotApi, rasa: FakeUnderstanding
) -> None:
    await known(bot)
    await known(bot, VEIKKO)
    rasa.slow["viesti 0"] = asyncio.Event()
    for number in range(4):
        await bot.message(AINO, text=f"viesti {number}")
    await bot.message(VEIKKO, text="minä vain")
    (other,) = await bot.wait(1)
    assert other.chat_id == VEIKKO
    rasa.slow["viesti 0"].set()
    sent = await bot.wait(5)
    mine = [one.text for one in sent if one.chat_id == AINO]
    assert mine == [f"Luin tämän: viesti {number}" for number in range(4)]


async def test_it_waits_when_telegram_asks_for_patience(
    bot: FakeBotApi, rests: list[float]
) -> None:
    await known(bot)
    bot.floods, bot.retry_after = 2, 7
    await bot.message(AINO, text="hei")
    (answer,) = await bot.wait(1)
    assert answer.text == "Luin tämän: hei"
    assert rests == [7, 7]


async def test_it_tries_three_times_and_goes_on(
    bot: FakeBotApi, rasa: FakeUnderstanding
) -> None:
    await known(bot)
    bot.floods = 3
    await bot.message(AINO, text="hukkuu")
    number = await bot.message(AINO, text="tulee perille")
    await bot.confirmed(number)
    (answer,) = await bot.wait(1)
    assert answer.text == "Luin tämän: tulee perille"
    assert bot.times("sendMessage") == 2 + 3 + 1


async def test_a_wait_of_more_than_an_hour_is_not_waited(
    bot: FakeBotApi, rests: list[float]
) -> None:
    await known(bot)
    bot.floods, bot.retry_after = 1, 4000
    await bot.message(AINO, text="liian myöhään")
    await bot.message(AINO, text="hei")
    (answer,) = await bot.wait(1)
    assert answer.text == "Luin tämän: hei"
    assert rests == []


async def test_a_cut_connection_loses_no_answer(bot: FakeBotApi) -> None:
    await known(bot)
    bot.cuts = 1
    await bot.message(AINO, text="hei")
    (answer,) = await bot.wait(1)
    assert answer.text == "Luin tämän: hei"


async def test_blocking_deletes_the_conversation(
    bot: FakeBotApi, tmp_path: Path
) -> None:
    await known(bot)
    await bot.message(AINO, text="hei")
    await bot.wait(1)
    assert conversations_in(tmp_path) == 1
    await bot.block(AINO)
    await known(bot, VEIKKO)  # what comes after it has been handled after it
    async with asyncio.timeout(5):
        while conversations_in(tmp_path) != 1:
            await asyncio.sleep(0.02)
    with sqlite3.connect(tmp_path / "conversations.sqlite") as database:
        query = "SELECT count(*) FROM channel_identity"
        assert database.execute(query).fetchone() == (1,)


async def test_nobody_can_be_found_in_the_database(
    bot: FakeBotApi, tmp_path: Path
) -> None:
    await bot.message(AINO, text="hei")
    await bot.wait(2)
    held = b"".join(p.read_bytes() for p in tmp_path.glob("conversations.sqlite*"))
    for word in (str(AINO), "Aino", "aino_salainen", "Salainen"):
        assert word.encode() not in held


async def test_a_deleted_conversation_is_followed_by_a_new_one(
    bot: FakeBotApi,
) -> None:
    await known(bot)
    await bot.message(AINO, text="/poista")
    (question,) = await bot.wait(1)
    await bot.press(AINO, question.keys[0]["callback_data"])
    _, done, telegram = await bot.wait(3)
    assert "poistettu" in done.text
    assert telegram.text == text("fi", "telegram.still_in_the_chat")
    await bot.message(AINO, text="hei taas")
    introduction, answer = (await bot.wait(5))[3:]
    assert "robotti" in introduction.text
    assert answer.text == "Luin tämän: hei taas"


async def test_a_key_of_somebody_else_does_nothing(
    bot: FakeBotApi, rasa: FakeUnderstanding
) -> None:
    await bot.message(AINO, text="/start")
    _, question = await bot.wait(2)
    await known(bot, VEIKKO)
    await bot.press(VEIKKO, question.keys[0]["callback_data"])
    await bot.press(VEIKKO, "gateway:delete")
    stale = await bot.wait(4)
    assert "vanhentunut" in stale[0].text
    assert rasa.asked == []


async def test_it_helps_while_no_database_answers(
    bot: FakeBotApi, conversations: Conversations, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def down(*_: object, **__: object) -> None:
        raise StoreDown

    for name in ("find_identity", "bind_identity", "load"):
        monkeypatch.setattr(conversations._store, name, down)
    await bot.message(AINO, text="haluan kuolla")
    crisis, _ = await bot.wait(2)
    assert "112" in crisis.text


async def test_without_rasa_there_is_an_answer(
    bot: FakeBotApi, rasa: FakeUnderstanding
) -> None:
    await known(bot)
    rasa.down = True
    await bot.message(AINO, text="etsin töitä")
    (answer,) = await bot.wait(1)
    assert "112" in answer.text or "sekasin.fi" in answer.text


def conversations_in(home: Path) -> int:
    """Return how many conversations the database holds."""
    with sqlite3.connect(home / "conversations.sqlite") as database:
        (count,) = database.execute("SELECT count(*) FROM conversation").fetchone()
        return int(count)
