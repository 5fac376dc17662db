"""What people are told, what became of the telling, and what they want no mail about."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models.events import LoggedEvent


class NoticeQuerySet(models.QuerySet["Notice"]):
    def unread(self) -> "NoticeQuerySet":
        return self.filter(read_at=None)


class Notice(models.Model):
    """One event told to one person once, with every reason that applied."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    event = models.ForeignKey(LoggedEvent, models.CASCADE, related_name="notices")
    reasons = models.JSONField(default=list)
    question_id = models.BigIntegerField(null=True)
    entry_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "event"], name="one_notice_per_person_and_event"
            ),
        ]
        indexes = [models.Index(fields=["member", "-id"], name="notices_of_a_person")]

    def __str__(self) -> str:
        return f"{self.event} for {self.member}"


class Delivery(models.Model):
    """A notice sent through one channel, or the reason why it was not."""

    class Channel(models.TextChoices):
        MAIL = "mail", _("mail")

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENT = "sent", _("sent")
        SKIPPED = "skipped", _("not sent")

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.MAIL)
    outcome = models.CharField(max_length=8, choices=Outcome, default=Outcome.WAITING)
    why = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "channel"], name="one_delivery_per_notice_and_channel"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice} by {self.channel}: {self.outcome}"


class MutedTopic(models.Model):
    """A person wants no mail about something, such as "entry:5" or "decisions" (see `topics`)."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="muted")
    topic = models.CharField(max_length=40)
    muted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["topic"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "topic"], name="one_word_about_a_topic_per_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.topic}"
