"""Streams the rows of a dump's XML files, a few at a time however long the file."""

import codecs
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.parsers import expat

CHUNK = 256 * 1024
LARGEST = 2**63 - 1  # what a column of ids holds
LARGEST_COUNT = 2**31 - 1  # and one of numbers


class DumpError(Exception):
    """The dump cannot be read. The sentence names the file and, where there is one, the line."""

    def __init__(self, what: str, file: str, line: int | None = None) -> None:
        where = f"{file}, line {line}" if line else file
        super().__init__(f"{where}: {what}")


class Row:
    """One row of a file. Empty values count as missing, as they do in older dumps."""

    __slots__ = ("file", "line", "values")

    def __init__(self, file: str, line: int, values: dict[str, str]) -> None:
        self.file = file
        self.line = line
        self.values = values

    def error(self, what: str) -> DumpError:
        return DumpError(what, self.file, self.line)

    def text(self, name: str) -> str:
        return self.values.get(name, "")

    def number(self, name: str) -> int | None:
        """Raises DumpError for what is no whole number, or none that a database holds."""
        value = self.values.get(name)
        if not value:
            return None
        try:
            number = int(value)
        except ValueError:
            raise self.error(f"{name} is “{value[:40]}”, which is not a whole number.") from None
        if abs(number) > LARGEST:
            raise self.error(f"{name} is {value[:40]}, which is too large.")
        return number

    def count(self, name: str) -> int:
        """A number of things, 0 where the dump does not say."""
        number = self.number(name) or 0
        if abs(number) > LARGEST_COUNT:
            raise self.error(f"{name} is {number}, which is too large.")
        return number

    def moment(self, name: str) -> datetime | None:
        """Dumps are in UTC and do not say so. Raises DumpError for what is no date."""
        value = self.values.get(name)
        if not value:
            return None
        try:
            moment = datetime.fromisoformat(value)
            return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
        except (ValueError, OverflowError):
            raise self.error(f"{name} is “{value[:40]}”, which is not a date and time.") from None

    @property
    def id(self) -> int:
        return self.the_number("Id")

    def the_number(self, name: str) -> int:
        """A number without which the row means nothing. Raises DumpError."""
        number = self.number(name)
        if number is None:
            raise self.error(f"a row without {name}.")
        return number

    def the_moment(self, name: str) -> datetime:
        moment = self.moment(name)
        if moment is None:
            raise self.error(f"a row without {name}.")
        return moment


def rows(path: Path, *, digest: Any = None) -> Iterator[Row]:
    """The rows of one file, in its order. `digest.update` is given all bytes that were read.

    Raises DumpError for what is not such a file. Type declarations are refused: dumps have none,
    and entities declared in one can grow beyond any memory.
    """
    reader = _Reader(path.name)
    with path.open("rb") as file:
        position = 0
        while chunk := file.read(CHUNK):
            if digest is not None:
                digest.update(chunk)
            try:
                yield from reader.read(chunk)
            except expat.ExpatError as error:
                raise reader.explain(error, chunk, position) from None
            position += len(chunk)
        try:
            yield from reader.read(b"", last=True)
        except expat.ExpatError as error:
            raise reader.explain(error, b"", position) from None


class _Reader:
    def __init__(self, file: str) -> None:
        self.file = file
        self.depth = 0
        self.encoding = "utf-8"
        self.found: list[Row] = []
        self.parser = parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.XmlDeclHandler = self._declared
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._end

    def read(self, chunk: bytes, *, last: bool = False) -> list[Row]:
        try:
            self.parser.Parse(chunk, last)
        except (LookupError, ValueError) as error:  # an encoding that Python does not know
            raise DumpError(f"cannot be decoded: {error}.", self.file, self._line()) from None
        found, self.found = self.found, []
        return found

    def explain(self, error: expat.ExpatError, chunk: bytes, position: int) -> DumpError:
        at = self.parser.ErrorByteIndex - position
        near = chunk[max(at, 0) : max(at, 0) + 12]
        if self.encoding == "utf-8" and near and not _is_utf8(near):
            return DumpError(
                f"is not {self.encoding.upper()}, as it says it is.", self.file, error.lineno
            )
        what = expat.ErrorString(error.code)
        return DumpError(f"is not well-formed XML: {what}.", self.file, error.lineno)

    def _line(self) -> int:
        return int(self.parser.CurrentLineNumber)

    def _declared(self, version: str, encoding: str | None, standalone: int) -> None:
        self.encoding = (encoding or "utf-8").lower()

    def _doctype(self, *declared: Any) -> None:
        raise DumpError(
            "has a document type declaration. Dumps have none; it could do harm.",
            self.file,
            self._line(),
        )

    def _begin(self, name: str, values: dict[str, str]) -> None:
        self.depth += 1
        if self.depth == 1:
            expected = self.file.rsplit(".", 1)[0].lower()
            if name.lower() != expected:
                raise DumpError(
                    f"begins with <{name[:40]}>, not with <{expected}>.", self.file, self._line()
                )
        elif self.depth == 2 and name == "row":  # noqa: PLR2004
            self.found.append(Row(self.file, self._line(), values))
        else:
            raise DumpError(
                f"<{name[:40]}> is not a row of a Stack Exchange dump.", self.file, self._line()
            )

    def _end(self, name: str) -> None:
        self.depth -= 1


def _is_utf8(near: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(near)
    except UnicodeDecodeError:
        return False
    return True
