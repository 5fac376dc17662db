"""Finds the files of a dump, in a folder or in a tar archive."""

import re
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from questions.stackexchange.reading import DumpError

REQUIRED = ("Users", "Posts")
OPTIONAL = ("Tags", "PostHistory", "Comments", "Votes", "PostLinks", "Badges")
FILES = (*REQUIRED, *OPTIONAL)
SITE = re.compile(r"(?:[a-z0-9-]+\.)+(?:com|net|org)(?![a-z0-9])", re.IGNORECASE)
ARCHIVES = (".tar", ".tar.xz", ".tar.gz", ".tar.bz2", ".txz", ".tgz")


@dataclass(frozen=True)
class Dump:
    """The files of one community, by their name without the ending."""

    name: str
    files: dict[str, Path]

    @property
    def missing(self) -> list[str]:
        return [f"{name}.xml" for name in FILES if name not in self.files]


@contextmanager
def opened(place: Path) -> Iterator[Dump]:
    """The dump in a folder or archive. Raises DumpError with a sentence when there is none."""
    if place.is_dir():
        yield _in_folder(place, _site_name(place))
    elif place.name.lower().endswith(ARCHIVES) and place.is_file():
        settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="dump-", dir=settings.VAR_DIR) as folder:
            _unpack(place, Path(folder))
            yield _in_folder(Path(folder), _site_name(place))
    elif place.is_file():
        raise DumpError(
            "is neither a folder nor a tar archive. Unpack it first and name the folder.",
            place.name,
        )
    else:
        raise DumpError("there is no such folder.", str(place))


def _site_name(place: Path) -> str:
    """The site's host name, where the place is named after it, else the name of the place."""
    place = place.resolve()
    for name in (place.name, place.parent.name):
        if found := SITE.search(name):
            return found[0].lower()
    return place.name.split(".tar")[0] or "dump"


def _in_folder(folder: Path, name: str) -> Dump:
    """Older dumps wrote the names in lower case."""
    by_name = {path.name.lower(): path for path in sorted(folder.iterdir()) if path.is_file()}
    files = {file: by_name[key] for file in FILES if (key := f"{file.lower()}.xml") in by_name}
    for required in REQUIRED:
        if required not in files:
            raise DumpError(
                "is missing. A dump has at least Users.xml and Posts.xml.", f"{required}.xml"
            )
    return Dump(name, files)


def _unpack(archive: Path, folder: Path) -> None:
    """Only the files of a dump, by their bare names: an archive may say anything."""
    wanted = {f"{file.lower()}.xml" for file in FILES}
    try:
        with tarfile.open(archive) as members:
            for member in members:
                name = Path(member.name).name
                if not member.isfile() or name.lower() not in wanted:
                    continue
                content = members.extractfile(member)
                assert content is not None
                with content, (folder / name).open("wb") as file:
                    while chunk := content.read(1024 * 1024):
                        file.write(chunk)
    except (tarfile.TarError, EOFError, OSError) as error:
        raise DumpError(f"cannot be unpacked: {error}.", archive.name) from error
