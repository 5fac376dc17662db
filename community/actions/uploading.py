"""Pictures for what members write."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils import timezone
from django.utils.translation import gettext as _

from community import pictures
from community.markup import tidy
from community.models import Member, Upload
from community.permissions import ALLOWED, Verdict, can_take_part, refused, require

MOST_AN_HOUR = 60  # a long guide with pictures, written in one evening
LONGEST_ALTERNATIVE = 300


def can_upload(member: Member, now: datetime) -> Verdict:
    verdict = can_take_part(member)
    if not verdict:
        return verdict
    lately = Upload.objects.filter(member=member, created_at__gt=now - timedelta(hours=1))
    if lately.count() >= MOST_AN_HOUR:
        return refused(
            _("You sent %(most)d pictures within an hour. Wait a little before the next one.")
            % {"most": MOST_AN_HOUR}
        )
    return ALLOWED


def upload_picture(
    file: "File[bytes]", *, alternative_text: str, by: Member, decorative: bool = False
) -> Upload:
    """Keep a picture, made anew, with the words that stand for it."""
    now = timezone.now()
    require(can_upload(by, now))
    words = " ".join(tidy(alternative_text).split())
    if not words and not decorative:
        raise ValidationError(
            {
                "alternative_text": _(
                    "Say in a few words what the picture shows, for people who cannot see it."
                )
            }
        )
    if len(words) > LONGEST_ALTERNATIVE:
        raise ValidationError(
            {
                "alternative_text": _("Use at most %(most)d characters; the text can say more.")
                % {"most": LONGEST_ALTERNATIVE}
            }
        )
    picture = pictures.reencode(file)
    return Upload.objects.create(
        member=by,
        image=picture.file,
        alternative_text=words,
        width=picture.width,
        height=picture.height,
        created_at=now,
    )
