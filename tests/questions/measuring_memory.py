"""Brings dumps in, one after the other, and prints the most memory there was after each, in MiB.

Run as `python -m tests.questions.measuring_memory DUMP…`, in a process of its own.
"""

import resource
import sys

import django

if __name__ == "__main__":
    django.setup()
    from django.core.management import call_command

    for dump in sys.argv[1:]:
        call_command("import_stackexchange", dump, verbosity=0)
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
