"""Numbers of rows, as they come in from outside: in addresses, in fields, in hidden ones."""

DIGITS = 18  # of the largest number that every database keeps


def row_number(typed: str) -> int | None:
    """The number of a row that somebody typed; None for what can be no such number."""
    fits = typed.isascii() and typed.isdigit() and len(typed) <= DIGITS
    return int(typed) if fits else None
