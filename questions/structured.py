"""What search engines are told about a question, after schema.org's QAPage."""

import json
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from community.markup import plain
from questions.models import Answer, Question
from questions.queries.thread import Thread

ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def qa_page(
    thread: Thread,
    about_accepted: Iterable[dict[str, Any]] = (),
    about_page: Iterable[dict[str, Any]] = (),
) -> SafeString:
    """JSON-LD that is safe inside a script element. Only what everybody may see goes in.

    `about_accepted` is what apps above know of the accepted answer, `about_page` of the page as a
    whole.
    """
    question = thread.question
    answers = [item.answer for item in thread.answers if not item.answer.hidden_at]
    accepted = next((answer for answer in answers if answer.is_accepted), None)
    entity: dict[str, Any] = {
        "@type": "Question",
        "name": question.title,
        "text": plain(question.html),
        "answerCount": len(answers),
        "upvoteCount": question.score,
        **_said(question),
    }
    if accepted:
        entity["acceptedAnswer"] = _answer(accepted)
        for more in about_accepted:
            entity["acceptedAnswer"] |= more
    suggested = [_answer(answer) for answer in answers if answer != accepted]
    if suggested:
        entity["suggestedAnswer"] = suggested
    page = {"@context": "https://schema.org", "@type": "QAPage", "mainEntity": entity}
    for more in about_page:
        page |= more
    return mark_safe(json.dumps(page, ensure_ascii=False).translate(ESCAPES))  # noqa: S308


def _said(post: Question | Answer) -> dict[str, Any]:
    return {
        "dateCreated": post.posted_at.isoformat(),
        "dateModified": (post.edited_at or post.posted_at).isoformat(),
        "author": {
            "@type": "Person",
            "name": str(post.author),
            "url": settings.SITE_URL + post.author.get_absolute_url(),
        },
    }


def _answer(answer: Answer) -> dict[str, Any]:
    return {
        "@type": "Answer",
        "text": plain(answer.html),
        "upvoteCount": answer.score,
        "url": settings.SITE_URL + answer.get_absolute_url(),
        **_said(answer),
    }
