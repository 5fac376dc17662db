"""Brings the public dump of a Stack Exchange community in.

`dump` finds the files, `reading` streams their rows, `checking` proves them all before anything is
written, `stages` says in which order they are brought in, `running` takes a dump through the
stages, batch by batch, and `report` says what came of each row.
"""
