"""Two sites behind the same server, asked in turns, and what each answer cost."""

import contextlib
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests import services

CONNECTIONS = 8
WORKERS = 2
TICKS = os.sysconf("SC_CLK_TCK")


class NoWrk(Exception):
    """The load generator is not installed."""


@dataclass(frozen=True)
class Site:
    name: str
    port: int
    process: subprocess.Popen[bytes]

    def cpu_seconds(self) -> float:
        """What the server and its workers have used so far."""
        return sum(map(_cpu_seconds, _family(self.process.pid)))


@dataclass
class Rounds:
    """What the rounds of one page on one site found."""

    rates: list[float] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Requests per second, the median of the rounds."""
        return statistics.median(self.rates)

    @property
    def cost(self) -> float:
        """Milliseconds of the server's CPU per request, the median of the rounds."""
        return statistics.median(self.milliseconds)


@contextlib.contextmanager
def behind_granian(name: str, module: str, log: Path) -> Iterator[Site]:
    port = services.free_port()
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"),
        *("--workers", str(WORKERS), "--host", "127.0.0.1", "--port", str(port)),
        *("--log-level", "warning", f"{module}:application"),
    ]
    with log.open("w") as output, services.running(command, output) as process:
        services.wait_for_port(port, process, name, log)
        yield Site(name, port, process)


def fetch(site: Site, path: str, cookie: str) -> str:
    """One page, to see that it is what it should be."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{site.port}{path}", headers={"Cookie": cookie, "User-Agent": "bench"}
    )
    with urllib.request.urlopen(request) as response:  # noqa: S310
        return str(response.read().decode())


def ask(site: Site, path: str, cookie: str, seconds: int, into: Rounds | None = None) -> None:
    """Ask for a page as fast as it comes, over a few connections."""
    wrk = shutil.which("wrk")
    if not wrk:
        raise NoWrk("wrk is not installed (Debian and Ubuntu: apt-get install wrk).")
    command = [wrk, "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-H", "User-Agent: bench"]
    if cookie:
        command += ["-H", f"Cookie: {cookie}"]
    before = site.cpu_seconds()
    told = subprocess.run(  # noqa: S603
        [*command, f"http://127.0.0.1:{site.port}{path}"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    time.sleep(0.1)
    used = site.cpu_seconds() - before
    if "Non-2xx" in told or "Socket errors" in told:
        raise RuntimeError(f"{site.name} failed on {path}: {told}")
    if into is not None:
        requests = int(re.search(r"(\d+) requests in", told)[1])  # type: ignore[index]
        rate = float(re.search(r"Requests/sec:\s+([\d.]+)", told)[1])  # type: ignore[index]
        into.rates.append(rate)
        into.milliseconds.append(1000 * used / requests)


def _family(pid: int) -> Iterator[int]:
    yield pid
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            yield from _family(int(child))


def _cpu_seconds(pid: int) -> float:
    after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / TICKS
