"""What an edit changed, word by word."""

import re
from difflib import SequenceMatcher

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

WORDS = re.compile(r"\s+|\w+|[^\w\s]")


def difference(before: str, after: str) -> SafeString:
    """Both texts in one, with what went in <del> and what came in <ins>."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    bits: list[str] = []
    for what, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            bits.append(escape("".join(old[i:j])))
            continue
        if i < j:
            bits.append(f"<del>{escape(''.join(old[i:j]))}</del>")
        if k < m:
            bits.append(f"<ins>{escape(''.join(new[k:m]))}</ins>")
    return mark_safe(f'<div class="diff" dir="auto">{"".join(bits)}</div>')  # noqa: S308, escaped
