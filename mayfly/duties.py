"""What time brings about, and how often: the one place that knows every app's duties."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session

from ephemeral.clock import Duty


def forget_expired_sessions(now: datetime) -> None:
    Session.objects.filter(expire_date__lt=now).delete()


DUTIES: dict[str, Duty] = {
    "forget expired sessions": Duty(forget_expired_sessions, every=timedelta(days=1)),
}
