"""The live line: a WebSocket at /live/ for pages that stay open.

A page sends `{"type": "watch", "topic": "question:12", "after": 345}`, where `after` is the last
`place` it was given, and hears `watching` (or `refused`), an `event` for each that happens, a new
`place` now and then, and `reload` when it missed too much. `ping` is answered by `pong`.
"""

import asyncio
import contextlib
import json
from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer

from community import live

WAITING_FRAMES = 200  # A page further behind than this is cut off; it comes back and catches up.
MOST_TOPICS = 20
TOO_SLOW, NOT_UNDERSTOOD = 4008, 4400  # close codes


class LiveConsumer(AsyncWebsocketConsumer):
    """One open page: what it watches, and the frames that wait to be sent to it."""

    channel_layer_alias = None  # The hub listens for all; a channel for each would cost most.

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer_id: int | None = None
        self.topics: set[str] = set()
        self._frames: asyncio.Queue[str] = asyncio.Queue(WAITING_FRAMES)
        self._working: set[asyncio.Task[None]] = set()
        self._is_cut_off = False

    async def __call__(self, *args: Any) -> None:
        try:
            await super().__call__(*args)
        finally:
            for task in self._working:
                task.cancel()
            self._leave_all()

    async def connect(self) -> None:
        user = self.scope.get("user")
        self.viewer_id = user.pk if user and user.is_authenticated else None
        self.hub = live.Hub.here()
        await self.accept()
        self._working.add(asyncio.create_task(self._send()))

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        try:
            said = json.loads(text_data or "")
            kind, topic, after = said["type"], said.get("topic"), said.get("after")
        except (ValueError, TypeError, KeyError, AttributeError):
            await self.close(NOT_UNDERSTOOD)
            return
        if kind == "ping":
            self._say("pong")
        elif kind == "watch" and isinstance(topic, str):
            await self._watch(topic, after if isinstance(after, int) else None)
        elif kind == "unwatch" and topic in self.topics:
            self._leave(topic)

    def put(self, frame: str) -> None:
        if not self._frames.full():
            self._frames.put_nowait(frame)
        elif not self._is_cut_off:
            self._is_cut_off = True
            self._leave_all()
            self._working.add(asyncio.create_task(self.close(TOO_SLOW)))

    async def _watch(self, topic: str, after: int | None) -> None:
        if len(self.topics) >= MOST_TOPICS or not await database_sync_to_async(live.may_watch)(
            topic, self.viewer_id
        ):
            self._say("refused", topic=topic)
            return
        self.topics.add(topic)
        await self.hub.join(topic, self)
        self._say("watching", topic=topic, place=self.hub.place)
        if after is None:
            return
        frames = await database_sync_to_async(live.missed)(topic, after, self.viewer_id)
        if frames is None:
            self._say("reload", topic=topic)
        for frame in frames or ():
            self.put(frame)

    def _leave(self, topic: str) -> None:
        self.topics.discard(topic)
        self.hub.leave(topic, self)

    def _leave_all(self) -> None:
        for topic in list(self.topics):
            self._leave(topic)

    def _say(self, kind: str, **more: Any) -> None:
        self.put(json.dumps({"type": kind, **more}))

    async def _send(self) -> None:
        with contextlib.suppress(OSError):  # The page is gone, and its goodbye on the way.
            while not self._is_cut_off:
                await self.send(text_data=await self._frames.get())
