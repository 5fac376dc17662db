"""The floor: the least that Django can do with the same rows. One view a page, no middleware.

It reads Mayfly's tables through models of its own, `bench/models.py`.
"""

import os

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from mayfly.settings import DATABASES

QUESTION_PAGE = """<!DOCTYPE html><html lang="en"><title>{{ question.title }}</title>
<h1>{{ question.title }}</h1>{{ question.html|safe }}
<p>{{ question.author.name }}, {{ question.posted_at }}, {{ question.score }}</p>
{% for tag in tags %}<a href="/tags/{{ tag.name }}/">{{ tag.name }}</a>{% endfor %}
{% for comment in question.own_comments %}{{ comment.html|safe }}
<p>{{ comment.author.name }}, {{ comment.posted_at }}</p>{% endfor %}
{% for answer in answers %}<article>{{ answer.html|safe }}
<p>{{ answer.author.name }}, {{ answer.posted_at }}, {{ answer.score }}</p>
{% for comment in answer.own_comments %}{{ comment.html|safe }}
<p>{{ comment.author.name }}, {{ comment.posted_at }}</p>{% endfor %}</article>{% endfor %}
"""
LIST_PAGE = """<!DOCTYPE html><html lang="en"><title>Newest</title>
{% for question in questions %}<article>
<a href="/questions/{{ question.pk }}/{{ question.slug }}/">{{ question.title }}</a>
<p>{{ question.author.name }}, {{ question.posted_at }}, {{ question.score }},
{{ question.answer_count }}</p>
{% for tag in question.tags.all %}<a href="/tags/{{ tag.name }}/">{{ tag.name }}</a>{% endfor %}
</article>{% endfor %}
"""

settings.configure(
    SECRET_KEY=os.environ["SECRET_KEY"],
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    DATABASES=DATABASES,
    INSTALLED_APPS=["bench"],
    USE_TZ=True,
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
)
django.setup()

from bench.models import Question  # noqa: E402 (needs the settings above)

question_template = engines["django"].from_string(QUESTION_PAGE)
list_template = engines["django"].from_string(LIST_PAGE)


def question_page(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    question = Question.objects.select_related("author").get(pk=pk)
    answers = list(question.answers.select_related("author").order_by("-score", "posted_at"))
    posts = {answer.pk: answer for answer in answers} | {None: question}
    for post in posts.values():
        post.own_comments = []
    for comment in question.comments.select_related("author").order_by("posted_at"):
        posts[comment.answer_id].own_comments.append(comment)
    context = {"question": question, "answers": answers, "tags": question.tags.all()}
    return HttpResponse(question_template.render(context))


def question_list(request: HttpRequest) -> HttpResponse:
    questions = Question.objects.select_related("author").prefetch_related("tags")
    newest = questions.order_by("-posted_at", "-pk")[:25]
    return HttpResponse(list_template.render({"questions": newest}))


urlpatterns = [
    path("questions/<int:pk>/<slug>/", question_page),
    path("questions/", question_list),
]

application = WSGIHandler()
