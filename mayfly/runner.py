"""One process that is the whole site: web, live line, jobs and clock, and a stop that drains."""

import logging
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta

import uvicorn

from community.jobs import Worker
from ephemeral.clock import Clock

logger = logging.getLogger(__name__)

SIGNALS = (signal.SIGTERM, signal.SIGINT)


class PortTaken(Exception):
    """Somebody listens there already."""


def listen(host: str, port: int) -> socket.socket:
    """A socket at this address. Raises PortTaken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise PortTaken(f"{host}:{port}: {error.strerror}") from error
    listening.set_inheritable(True)
    return listening


class Runner:
    """The parts of the site, a thread each. The main thread waits for a signal and stops them.

    The first signal drains: nothing new is taken on, requests and jobs at hand are finished. The
    second ends the process at once, as does the end of the time given for draining.
    """

    def __init__(self, *, workers: int, drain: timedelta) -> None:
        self.drain = drain
        self.stopping = threading.Event()
        self.broken = False
        self.jobs = [Worker() for _ in range(workers)]
        self.clock = Clock(self.stopping)
        self.web = uvicorn.Server(
            uvicorn.Config(
                "mayfly.asgi:application",
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,  # `mayfly/fronts.py` knows whom to believe.
                timeout_graceful_shutdown=max(1, int(drain.total_seconds())),
            )
        )

    def run(self, listening: socket.socket, ready: Callable[[], None]) -> bool:
        """Serve until told to stop. False when something broke or had to be cut off."""
        for number in SIGNALS:
            signal.signal(number, self._on_signal)
        with closing(listening):
            web = self._start("web", lambda: self.web.run(sockets=[listening]))
            while not (self.web.started or self.stopping.wait(0.02)):
                pass
            threads = [web, self._start("clock", self.clock.run)]
            threads += [
                self._start(f"jobs-{number}", worker.run)
                for number, worker in enumerate(self.jobs, start=1)
            ]
            if not self.stopping.is_set():
                ready()
            self.stopping.wait()
            return self._stop(threads) and not self.broken

    def _start(self, name: str, part: Callable[[], None]) -> threading.Thread:
        thread = threading.Thread(target=self._guard, args=(name, part), name=name, daemon=True)
        thread.start()
        return thread

    def _guard(self, name: str, part: Callable[[], None]) -> None:
        """A part that ends on its own takes the rest with it: better to be started again."""
        try:
            part()
        except BaseException:
            logger.critical("The part “%s” broke; stopping.", name, exc_info=True)
            self.broken = True
        finally:
            if not self.stopping.is_set():
                self.broken = True
                self.stopping.set()

    def _stop(self, threads: list[threading.Thread]) -> bool:
        until = time.monotonic() + self.drain.total_seconds()
        self.web.should_exit = True
        for worker in self.jobs:
            worker.stop(timeout=0)
        for thread in threads:
            thread.join(max(0, until - time.monotonic()))
        if unfinished := [thread.name for thread in threads if thread.is_alive()]:
            logger.error("Cut off after %s: %s.", self.drain, ", ".join(unfinished))
        return not unfinished

    def _on_signal(self, number: int, frame: object) -> None:
        if self.stopping.is_set():
            leave(1)
        self.stopping.set()


def leave(status: int) -> None:
    """End the process, whatever threads still do."""
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(status)
