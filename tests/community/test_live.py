"""Open pages hear of what happens at once, of nothing private, and of what they missed."""

import asyncio
import contextlib
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from functools import wraps
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from asgiref.testing import ApplicationCommunicator
from channels.db import database_sync_to_async
from channels.layers import get_channel_layer
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.utils import timezone

from community import consumers, live, log
from community.consumers import LiveConsumer
from community.events import AnswerPosted, AsideWritten, publish
from community.models import Employment, LoggedEvent, Member
from tests.community.test_killing import environment

pytestmark = pytest.mark.django_db(transaction=True)

HIDDEN_QUESTION = 13


def in_a_loop(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    """Run a test's coroutine; what it does with the database runs in this thread."""

    @wraps(test)
    def run(*args: Any, **kwargs: Any) -> None:
        async_to_sync(test)(*args, **kwargs)

    return run


@pytest.fixture(autouse=True)
def _questions(settings, monkeypatch) -> None:
    """Questions all see but one; asides for employees only."""
    settings.REACTIONS = "tests.community.reacting.TOLD"
    monkeypatch.setattr(live, "_gates", {"question": lambda number, _: number != HIDDEN_QUESTION})
    monkeypatch.setattr(log, "_screens", {})
    log.shows(AnswerPosted)(log.shown_to_everyone)
    log.shows(AsideWritten)(lambda rows, viewer: rows if is_employee(viewer) else [])


def is_employee(viewer: Any) -> bool:
    return viewer.is_authenticated and viewer.is_employee


def answer(question_id: int = 7) -> LoggedEvent:
    with transaction.atomic():
        return publish(AnswerPosted(actor_id=None, question_id=question_id, answer_id=1))


def whisper(question_id: int = 7) -> LoggedEvent:
    with transaction.atomic():
        return publish(AsideWritten(actor_id=None, question_id=question_id, aside_id=1))


class Page(ApplicationCommunicator):
    """An open page in somebody's browser: its end of the WebSocket."""

    def __init__(self, viewer: Member | None = None) -> None:
        scope = {"type": "websocket", "path": "/live/", "user": viewer or AnonymousUser()}
        super().__init__(LiveConsumer.as_asgi(), scope)

    async def connect(self) -> None:
        await self.send_input({"type": "websocket.connect"})
        assert (await self.receive_output(10))["type"] == "websocket.accept"

    async def leave(self) -> None:
        await self.send_input({"type": "websocket.disconnect", "code": 1001})
        await self.wait(10)

    async def say(self, **message: Any) -> None:
        await self.send_input({"type": "websocket.receive", "text": json.dumps(message)})

    async def hear(self) -> dict[str, Any]:
        frame = await self.receive_output(10)
        assert frame["type"] == "websocket.send"
        return json.loads(frame["text"])

    async def watch(self, topic: str = "question:7", after: int | None = None) -> dict[str, Any]:
        await self.say(type="watch", topic=topic, after=after)
        return await self.hear()

    async def hears_of(self) -> int:
        heard = await self.hear()
        assert heard["type"] == "event"
        return heard["event"]["id"]


@contextlib.asynccontextmanager
async def opened(viewer: Member | None = None) -> AsyncIterator[Page]:
    page = Page(viewer)
    await page.connect()
    try:
        yield page
    finally:
        await page.leave()


@in_a_loop
async def test_a_page_hears_at_once_of_what_it_watches():
    async with opened() as page:
        assert (await page.watch())["type"] == "watching"
        await database_sync_to_async(answer)(question_id=8)
        row = await database_sync_to_async(answer)()

        heard = await page.hear()

        assert heard == {"type": "event", "event": log.as_json(row)}
        assert await page.receive_nothing()


@in_a_loop
async def test_a_page_does_not_hear_of_what_was_rolled_back():
    def think_better_of_it() -> None:
        with contextlib.suppress(ZeroDivisionError), transaction.atomic():
            answer()
            raise ZeroDivisionError

    async with opened() as page:
        await page.watch()

        await database_sync_to_async(think_better_of_it)()

        assert await page.receive_nothing(timeout=0.3)


@in_a_loop
async def test_a_page_that_watches_no_more_hears_no_more():
    async with opened() as page, opened() as other:
        await page.watch()
        await other.watch()
        await page.say(type="unwatch", topic="question:7")
        await page.say(type="ping")
        assert await page.hear() == {"type": "pong"}

        row = await database_sync_to_async(answer)()

        assert await other.hears_of() == row.pk
        assert await page.receive_nothing()


def test_what_is_private_reaches_only_those_who_may_see_it(employee, stranger):
    @async_to_sync
    async def run() -> None:
        async with opened() as visitor, opened(stranger) as member, opened(employee) as insider:
            for page in (visitor, member, insider):
                await page.watch()
            aside = await database_sync_to_async(whisper)()
            public = await database_sync_to_async(answer)()

            assert [await insider.hears_of(), await insider.hears_of()] == [aside.pk, public.pk]
            assert await visitor.hears_of() == public.pk
            assert await member.hears_of() == public.pk

    run()


def test_a_right_that_ends_ends_on_open_pages_too(employee):
    def leave() -> None:
        Employment.objects.update(ended_at=timezone.now())

    @async_to_sync
    async def run() -> None:
        async with opened(employee) as page:
            await page.watch()
            before = await database_sync_to_async(whisper)()
            assert await page.hears_of() == before.pk

            await database_sync_to_async(leave)()
            await database_sync_to_async(whisper)()
            public = await database_sync_to_async(answer)()

            assert await page.hears_of() == public.pk

    run()


@pytest.mark.parametrize("topic", [f"question:{HIDDEN_QUESTION}", "pigeon:1", "question:x", ""])
@in_a_loop
async def test_what_may_not_be_watched_is_refused(topic):
    async with opened() as page:
        assert await page.watch(topic) == {"type": "refused", "topic": topic}


@pytest.mark.parametrize("said", ["", "hello", "[]", "{}", '"ping"'])
@in_a_loop
async def test_a_page_that_is_not_understood_is_let_go(said):
    page = Page()
    await page.connect()

    await page.send_input({"type": "websocket.receive", "text": said})

    assert (await page.receive_output(10))["code"] == consumers.NOT_UNDERSTOOD
    await page.leave()


# What was missed


@in_a_loop
async def test_a_page_that_comes_back_hears_what_it_missed():
    await database_sync_to_async(answer)()
    async with opened() as page:
        place = (await page.watch())["place"]
    missed = [await database_sync_to_async(answer)() for _ in range(3)]
    await database_sync_to_async(answer)(question_id=8)
    await database_sync_to_async(whisper)()

    async with opened() as page:
        assert (await page.watch(after=place))["type"] == "watching"

        assert [await page.hears_of() for _ in missed] == [row.pk for row in missed]
        assert await page.receive_nothing()


@in_a_loop
async def test_a_page_that_missed_too_much_had_better_load_again(monkeypatch):
    monkeypatch.setattr(live, "REPLAYED", 2)
    first, *_ = [await database_sync_to_async(answer)() for _ in range(4)]

    async with opened() as page:
        await page.watch(after=first.pk)
        assert await page.hear() == {"type": "reload", "topic": "question:7"}


@in_a_loop
async def test_a_page_with_an_unknown_place_had_better_load_again():
    async with opened() as page:
        await page.watch(after=10**12)
        assert await page.hear() == {"type": "reload", "topic": "question:7"}


@in_a_loop
async def test_what_nobody_told_of_is_found_in_the_log(monkeypatch):
    monkeypatch.setattr(live, "CATCH_UP_EVERY", 0.2)

    async with opened() as page:
        await page.watch()
        monkeypatch.setattr(live, "_loop_to_tell_in", lambda: None)
        row = await database_sync_to_async(answer)()

        assert await page.hears_of() == row.pk
        assert await page.hear() == {"type": "place", "place": row.pk}
        assert await page.receive_nothing(timeout=0.5)


@in_a_loop
async def test_what_was_told_is_not_told_again_but_moves_the_place(monkeypatch):
    monkeypatch.setattr(live, "CATCH_UP_EVERY", 0.2)

    async with opened() as page:
        await page.watch()
        row = await database_sync_to_async(answer)()

        assert await page.hears_of() == row.pk
        assert await page.hear() == {"type": "place", "place": row.pk}


# Many pages


def note_queries(asked: list[str]) -> None:
    """Collect what this thread's connection is asked."""

    def note(execute: Any, sql: str, *more: Any) -> Any:
        asked.append(sql)
        return execute(sql, *more)

    connection.execute_wrappers.append(note)


def note_no_more() -> None:
    connection.execute_wrappers.clear()


@in_a_loop
async def test_a_process_listens_once_and_asks_once_however_many_pages_are_open():
    layer = get_channel_layer()
    async with contextlib.AsyncExitStack() as stack:
        stack.push_async_callback(database_sync_to_async(note_no_more))
        pages = [await stack.enter_async_context(opened()) for _ in range(30)]
        for page in pages:
            await page.watch()
        row = await database_sync_to_async(answer)()
        for page in pages:
            assert await page.hears_of() == row.pk

        asked: list[str] = []
        await database_sync_to_async(note_queries)(asked)
        await database_sync_to_async(answer)()
        for page in pages:
            await page.hears_of()

        assert len(layer.groups[live.GROUP]) == 1
        assert len([sql for sql in asked if sql.startswith("SELECT")]) == 1


@in_a_loop
async def test_a_page_that_does_not_keep_up_is_cut_off_and_the_others_go_on(monkeypatch):
    monkeypatch.setattr(consumers, "WAITING_FRAMES", 3)
    stuck = asyncio.Event()
    send = LiveConsumer.send

    async def send_or_get_stuck(self: LiveConsumer, **frame: Any) -> None:
        if self.viewer_id is None and "event" in frame["text_data"]:
            await stuck.wait()
        await send(self, **frame)

    monkeypatch.setattr(LiveConsumer, "send", send_or_get_stuck)
    member = await database_sync_to_async(Member.objects.create_user)("quick", "quick@mail.example")
    async with opened(member) as quick:
        slow = Page()
        await slow.connect()
        await slow.watch()
        await quick.watch()
        for _ in range(6):
            row = await database_sync_to_async(answer)()
            assert await quick.hears_of() == row.pk

        assert await slow.receive_output(10) == {
            "type": "websocket.close",
            "code": consumers.TOO_SLOW,
        }
        assert len(live.Hub.here().lines["question:7"]) == 1
        await slow.leave()


@in_a_loop
async def test_nothing_goes_on_when_the_last_page_is_closed():
    async with opened() as page:
        await page.watch()
    await asyncio.sleep(0.1)

    assert live.Hub.here().lines == {}
    assert not get_channel_layer().groups.get(live.GROUP)
    assert [task for task in asyncio.all_tasks() if task is not asyncio.current_task()] == []


# Between processes


@pytest.mark.redis
def test_pages_of_one_process_hear_what_happens_in_another(redis_server, settings, tmp_path):
    settings.CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [redis_server]},
        }
    }
    code = (
        "import time, django; django.setup()\n"
        "from tests.community.test_live import answer\n"
        "print(answer().pk); print(answer().pk); time.sleep(1)"
    )
    elsewhere = environment(tmp_path / "ran", pause=0) | {
        "REDIS_URL": redis_server,
        "DJANGO_SETTINGS_MODULE": "tests.community.settings_for_telling",
    }

    def tell_elsewhere() -> list[int]:
        told = subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | elsewhere,
            cwd=settings.BASE_DIR,
            capture_output=True,
            text=True,
            check=False,
        )
        assert told.returncode == 0, told.stderr
        return [int(line) for line in told.stdout.split()]

    @async_to_sync
    async def run() -> None:
        async with opened() as page:
            await page.watch()
            told = await database_sync_to_async(tell_elsewhere)()

            assert [await page.hears_of(), await page.hears_of()] == told
        await get_channel_layer().flush()

    run()
