"""The floor's view of Mayfly's tables: no more columns than it shows."""

from typing import Any

from django.db import models


class Author(models.Model):
    name = models.CharField(max_length=80)

    class Meta:
        db_table, managed = "community_member", False


class Tag(models.Model):
    name = models.CharField(max_length=80)

    class Meta:
        db_table, managed = "questions_tag", False


class Post(models.Model):
    author = models.ForeignKey(Author, models.PROTECT, related_name="+")
    html = models.TextField()
    posted_at = models.DateTimeField()

    class Meta:
        abstract = True


class Question(Post):
    title = models.CharField(max_length=150)
    slug = models.CharField(max_length=80)
    score = models.IntegerField()
    answer_count = models.IntegerField()
    tags = models.ManyToManyField(Tag, db_table="questions_question_tags")

    objects: models.Manager[Any] = models.Manager()

    class Meta:
        db_table, managed = "questions_question", False


class Answer(Post):
    question = models.ForeignKey(Question, models.CASCADE, related_name="answers")
    score = models.IntegerField()

    class Meta:
        db_table, managed = "questions_answer", False


class Comment(Post):
    question = models.ForeignKey(Question, models.CASCADE, related_name="comments")
    answer = models.ForeignKey(Answer, models.CASCADE, null=True, related_name="comments")

    class Meta:
        db_table, managed = "questions_comment", False
