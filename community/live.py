"""The live line: open pages hear of a fact as soon as it is committed.

What travels between processes is an event's id and what it is about. Each process reads the row
once, asks once what a visitor may see of it, and hands one ready frame to all its own sockets;
a channel layer's copy for every socket would cost ten times as much.

Telling may fail. So each process also reads the log every few seconds for what it was not told,
and a page that comes back says up to where it had read. A page may thus hear of an event twice.
"""

import asyncio
import json
import logging
import os
import re
import threading
import time
from collections.abc import Callable, Collection, Iterable
from concurrent.futures import Future
from typing import Any, Protocol, TypeAlias

from channels.db import database_sync_to_async
from channels.layers import InMemoryChannelLayer, get_channel_layer
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from community import log
from community.events import Event
from community.models import LoggedEvent, Member
from community.permissions import Viewer

logger = logging.getLogger(__name__)

GROUP = "mayfly.live"
CATCH_UP_EVERY = 10.0  # seconds; how late a page is at most when telling failed
TELL_WITHIN = 5.0  # seconds; a Redis that does not answer shall not pile up what is to be told
PAGE = 500  # events read at once when catching up
REPLAYED = 100  # Somebody who missed more than this had better load the page again.
FORGET_AFTER = 600.0  # seconds; a transaction that takes longer is told of twice

Gate: TypeAlias = Callable[[int, Viewer], bool]
SERVED = "mayfly.live"  # in the environ where one process answers HTTP and /live/
TOPIC = re.compile(r"(?P<kind>[a-z]+):(?P<number>[0-9]{1,18})")

_gates: dict[str, Gate] = {}


def watchable(kind: str) -> Callable[[Gate], Gate]:
    """Let a function decide whether a viewer may watch `kind:<id>`."""

    def register(gate: Gate) -> Gate:
        _gates[kind] = gate
        return gate

    return register


def is_served_to(request: HttpRequest) -> bool:
    """Whether /live/ is answered where this page comes from; trying in vain shows as an error."""
    return bool(settings.LIVE_LINE or SERVED in request.META)


def may_watch(topic: str, viewer_id: int | None) -> bool:
    named = TOPIC.fullmatch(topic)
    if not named or named["kind"] not in _gates:
        return False
    return _gates[named["kind"]](int(named["number"]), viewer_of(viewer_id))


def viewer_of(member_id: int | None) -> Viewer:
    """Who looks, as they are now: rights change while a page stays open."""
    member = member_id and Member.objects.filter(pk=member_id, is_active=True).first()
    return member or AnonymousUser()


def topics_of(event: Event | LoggedEvent) -> list[str]:
    """What can be watched to hear of this event."""
    about = {"question": event.question_id, "entry": event.entry_id}
    return [f"{kind}:{number}" for kind, number in about.items() if number]


def frame_of(row: LoggedEvent) -> str:
    return json.dumps({"type": "event", "event": log.as_json(row)})


def missed(topic: str, after: int, viewer_id: int | None) -> list[str] | None:
    """Frames of what a page did not hear after this event; None when it should rather reload."""
    kind, _, number = topic.partition(":")
    rows = LoggedEvent.objects.filter(**{f"{kind}_id": int(number)})
    try:
        found = list(log.committed_after(after, rows)[: REPLAYED + 1])
    except LoggedEvent.DoesNotExist:
        return None
    if len(found) > REPLAYED:
        return None
    return [frame_of(row) for row in log.visible(found, viewer_of(viewer_id))]


# Telling


def tell_open_pages(event: Event) -> None:
    """For the column `live`: let every process know of the event. Returns at once."""
    topics = topics_of(event)
    loop = _loop_to_tell_in()
    if topics and loop:
        told = asyncio.run_coroutine_threadsafe(_announce(event.id, topics), loop)
        told.add_done_callback(_complain)


async def _announce(event_id: int | None, topics: list[str]) -> None:
    message = {"type": "told", "event_id": event_id, "topics": topics}
    async with asyncio.timeout(TELL_WITHIN):
        await get_channel_layer().group_send(GROUP, message)


def _complain(told: "Future[None]") -> None:
    if not told.cancelled() and (error := told.exception()):
        logger.error("Open pages were not told; they catch up by the log.", exc_info=error)


def _loop_to_tell_in() -> asyncio.AbstractEventLoop | None:
    """The loop that holds this process's open pages, or one of our own that only tells others."""
    for loop, hub in list(_hubs.items()):
        if hub.lines and not loop.is_closed():
            return loop
    if isinstance(get_channel_layer(), InMemoryChannelLayer):
        return None  # Nobody else could hear it.
    return _Voice.loop()


class _Voice:
    """A loop in a thread, so that telling neither waits for the network nor connects anew."""

    _lock = threading.Lock()
    _current: tuple[int, asyncio.AbstractEventLoop] | None = None

    @classmethod
    def loop(cls) -> asyncio.AbstractEventLoop:
        with cls._lock:
            if cls._current is None or cls._current[0] != os.getpid():  # A fork takes no threads.
                loop = asyncio.new_event_loop()
                threading.Thread(target=loop.run_forever, name="voice", daemon=True).start()
                cls._current = (os.getpid(), loop)
            return cls._current[1]


# Hearing


class Line(Protocol):
    """An open page's socket."""

    viewer_id: int | None

    def put(self, frame: str) -> None:
        """Hand over a frame without waiting for it to be sent."""
        ...


class Hub:
    """All open pages of one process: joined to the channel layer once, whatever their number."""

    def __init__(self) -> None:
        self.lines: dict[str, set[Line]] = {}
        self.place: int | None = None
        self._handed_out: dict[int, float] = {}
        self._told: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._tasks: list[asyncio.Task[None]] = []
        self._starting = asyncio.Lock()

    @staticmethod
    def here() -> "Hub":
        """The hub of the running loop."""
        loop = asyncio.get_running_loop()
        if loop not in _hubs:
            _hubs[loop] = Hub()
        return _hubs[loop]

    async def join(self, topic: str, line: Line) -> None:
        """From the end of this call on, the line hears of everything about the topic."""
        async with self._starting:
            if not self._tasks:
                await self._start()
        self.lines.setdefault(topic, set()).add(line)

    def leave(self, topic: str, line: Line) -> None:
        lines = self.lines.get(topic, set())
        lines.discard(line)
        if not lines:
            self.lines.pop(topic, None)
        if not self.lines:
            self._stop()

    async def _start(self) -> None:
        layer = get_channel_layer()
        channel = await layer.new_channel()
        await layer.group_add(GROUP, channel)
        self.place = await database_sync_to_async(log.place)()
        work = (self._listen(layer, channel), self._hand_on(), self._catch_up(layer, channel))
        self._tasks = [asyncio.create_task(part) for part in work]

    def _stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        self._tasks = []

    async def _listen(self, layer: Any, channel: str) -> None:
        try:
            while True:
                message = await layer.receive(channel)
                if any(topic in self.lines for topic in message["topics"]):
                    self._told.put_nowait(message)
        finally:
            await layer.group_discard(GROUP, channel)

    async def _hand_on(self) -> None:
        """Hand out what was told, together whatever came while the last was looked up."""
        while True:
            ids = {(await self._told.get())["event_id"]}
            while not self._told.empty():
                ids.add(self._told.get_nowait()["event_id"])
            try:
                rows = await database_sync_to_async(_rows)(ids)
                await self._hand_out(rows)
            except Exception:
                logger.exception("What happened could not be looked up; catching up later.")

    async def _catch_up(self, layer: Any, channel: str) -> None:
        while True:
            await asyncio.sleep(CATCH_UP_EVERY)
            try:
                await layer.group_add(GROUP, channel)  # In memory, groups forget after a day.
                await self._read_on()
            except Exception:
                logger.exception("The log could not be read; trying again.")

    async def _read_on(self) -> None:
        """Hand out what nobody told of, and tell pages from where they may ask next time."""
        before = self.place
        more = True
        while more:
            rows = await database_sync_to_async(log.events_after)(self.place, PAGE)
            await self._hand_out([row for row in rows if row.pk not in self._handed_out])
            for row in rows:
                self._handed_out.pop(row.pk, None)
            more = len(rows) == PAGE
            self.place = rows[-1].pk if rows else self.place
        long_ago = time.monotonic() - FORGET_AFTER
        self._handed_out = {pk: at for pk, at in self._handed_out.items() if at > long_ago}
        if self.place != before:
            frame = json.dumps({"type": "place", "place": self.place})
            for line in {line for lines in self.lines.values() for line in lines}:
                line.put(frame)

    async def _hand_out(self, rows: Iterable[LoggedEvent]) -> None:
        watched = [(row, lines) for row in rows if (lines := self._watching(row))]
        if not watched:
            return
        who = {row.pk: {line.viewer_id for line in lines} for row, lines in watched}
        seeing = await database_sync_to_async(_who_sees)([row for row, _ in watched], who)
        for row, lines in watched:
            frame, allowed = frame_of(row), seeing[row.pk]
            for line in lines:
                if None in allowed or line.viewer_id in allowed:
                    line.put(frame)
            self._handed_out[row.pk] = time.monotonic()

    def _watching(self, row: LoggedEvent) -> set[Line]:
        return {line for topic in topics_of(row) for line in self.lines.get(topic, ())}


_hubs: dict[asyncio.AbstractEventLoop, Hub] = {}


def _rows(event_ids: Collection[int]) -> list[LoggedEvent]:
    return list(LoggedEvent.objects.filter(pk__in=event_ids).order_by("pk"))


def _who_sees(
    rows: list[LoggedEvent], watching: dict[int, set[int | None]]
) -> dict[int, set[int | None]]:
    """For each event the viewers that may see it; None when even a visitor may.

    What a visitor may see everybody may, so members are asked for only where visitors may not.
    """
    public = {row.pk for row in log.visible(rows, AnonymousUser())}
    seeing: dict[int, set[int | None]] = {row.pk: set() for row in rows}
    for pk in public:
        seeing[pk].add(None)
    private = [row for row in rows if row.pk not in public]
    for member_id in {one for row in private for one in watching[row.pk] if one is not None}:
        theirs = [row for row in private if member_id in watching[row.pk]]
        for row in log.visible(theirs, viewer_of(member_id)):
            seeing[row.pk].add(member_id)
    return seeing
