"""Chromium for tests, driven by Playwright.

Playwright's plain interface leaves its event loop marked as running in the test's thread. There
Django would open a second database connection and refuse `async_to_sync`, so the mark is taken away
whenever a call returns to the test, and put back for the next call.
"""

import asyncio
import contextlib
import functools
from collections.abc import Callable, Iterator
from typing import Any

import greenlet
import pytest
from playwright._impl import _greenlets, _sync_base
from playwright.sync_api import Browser, BrowserContext, Frame, Page, WebSocket, sync_playwright

from tests import services


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """A running Chromium. Raises ServiceMissing."""
    how = services.chromium()
    with pytest.MonkeyPatch.context() as patch:
        playwright = sync_playwright().start()
        within_loop = functools.partial(_within, asyncio.get_running_loop())
        patch.setattr(_sync_base, "wait_for_future", within_loop(_greenlets.wait_for_future))
        for waits in (_sync_base.EventContextManager, Page, Frame, BrowserContext, WebSocket):
            for name in filter(_needs_a_loop, vars(waits)):
                patch.setattr(waits, name, within_loop(getattr(waits, name)))
        try:
            browser = playwright.chromium.launch(**how)
            yield browser
            browser.close()
        finally:
            within_loop(playwright.stop)()


def _needs_a_loop(name: str) -> bool:
    return name.startswith("expect_") or name == "__enter__"


def _within(loop: asyncio.AbstractEventLoop, call: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(call)
    def marked(*args: Any, **kwargs: Any) -> Any:
        asyncio._set_running_loop(loop)
        try:
            return call(*args, **kwargs)
        finally:
            if greenlet.getcurrent().parent is None:  # back in the test, not in a callback
                asyncio._set_running_loop(None)

    return marked
