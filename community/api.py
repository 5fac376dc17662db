"""The API's doors: who is asking, one shape for pages and refusals, people, notices, the log."""

from datetime import datetime
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema, Status
from ninja.errors import HttpError
from ninja.security import HttpBearer, SessionAuth
from ninja.utils import check_csrf

from community import log
from community.capacities import choices_for
from community.models import Capacity, LoggedEvent, Member
from community.notices import in_words
from community.paging import page_of
from community.permissions import Viewer
from community.tokens import token_of

MOST_EVENTS = 200
Item = TypeVar("Item")


class TokenAuth(HttpBearer):
    """A personal token: `Authorization: Bearer mayfly_…`. A wrong one is never taken for nobody."""

    def __init__(self, *, writing: bool = False) -> None:
        super().__init__()
        self.writing = writing

    def __call__(self, request: HttpRequest) -> Member | None:
        sent = request.headers.get(self.header, "")
        if not sent:
            return None
        scheme, _space, token = sent.partition(" ")
        if scheme.lower() != self.openapi_scheme:
            raise HttpError(401, _("Send your token as “Authorization: Bearer …”."))
        return self.authenticate(request, token.strip())

    def authenticate(self, request: HttpRequest, token: str) -> Member:
        found = token_of(token)
        if found is None:
            raise HttpError(401, _("This token is not valid, or has been revoked."))
        if self.writing and not found.may_write:
            raise HttpError(403, _("This token may only read. Make one that may write."))
        request.user = found.member
        return found.member


class SignedInAuth(SessionAuth):
    """The session of a browser; what it changes needs the CSRF token."""

    def __call__(self, request: HttpRequest) -> Member | None:
        if not isinstance(request.user, Member):
            return None
        if self.csrf and check_csrf(request):
            raise HttpError(
                403, _("Send the CSRF token of your session as X-CSRFToken, or a personal token.")
            )
        return request.user


def anybody(request: HttpRequest) -> AnonymousUser:
    """Reading what everybody may see needs no key."""
    return AnonymousUser()


READING = [TokenAuth(), SignedInAuth(csrf=False), anybody]
OWN = [TokenAuth(), SignedInAuth(csrf=False)]
WRITING = [TokenAuth(writing=True), SignedInAuth(csrf=True)]


def viewer(request: HttpRequest) -> Viewer:
    """Whoever asks, as the door let them in."""
    return request.auth  # type: ignore[attr-defined]


def me(request: HttpRequest) -> Member:
    """Whoever asks, behind a door that lets in members alone."""
    return request.auth  # type: ignore[attr-defined]


class PageOf(Schema, Generic[Item]):
    """Some rows; `next` and `previous` are cursors for `?page=`, empty at the ends."""

    items: list[Item]
    next: str = ""
    previous: str = ""


class PersonRef(Schema):
    id: int
    handle: str
    name: str
    url: str

    @staticmethod
    def resolve_name(member: Member) -> str:
        return str(member)

    @staticmethod
    def resolve_url(member: Member) -> str:
        return settings.SITE_URL + member.get_absolute_url()


class CapacityOut(Schema):
    """In whose name somebody spoke, frozen when they did."""

    team: str
    organisation: str
    title: str

    @staticmethod
    def resolve_team(capacity: Capacity) -> str:
        return capacity.team_name


class PersonOut(PersonRef):
    about: str
    joined_at: datetime
    is_moderator: bool


class MeOut(PersonOut):
    email: str | None
    language: str
    time_zone: str
    theme: str
    wants_mail: bool
    speaks_as: list[str]

    @staticmethod
    def resolve_speaks_as(member: Member) -> list[str]:
        """What may be sent as `speaking_as`; the empty word means personally."""
        return [choice.value for choice in choices_for(member)] or [""]


class NoticeOut(Schema):
    id: int
    event_id: int
    at: datetime
    read_at: datetime | None
    sentence: str
    title: str
    url: str
    why: str


class EventsOut(Schema):
    """A stretch of the log. `cursor` goes into the next `?after=`."""

    items: list[dict[str, Any]]
    cursor: int | None
    more: bool


router = Router()


@router.get("/me", response=MeOut, auth=OWN, tags=["people"])
def get_me(request: HttpRequest) -> Member:
    """The person this key belongs to."""
    return me(request)


@router.get("/people/{handle}", response=PersonOut, auth=READING, tags=["people"])
def get_person(request: HttpRequest, handle: str) -> Member:
    member = Member.objects.filter(handle__iexact=handle, erased_at=None).first()
    if member is None:
        raise Http404
    return member


@router.get("/notices", response=PageOf[NoticeOut], auth=OWN, tags=["notices"])
def list_notices(request: HttpRequest, page: str = "", unread: bool = False) -> dict[str, Any]:
    """What happened that concerns this person, the newest first."""
    notices = me(request).notices.select_related("event")
    if unread:
        notices = notices.unread()
    found = page_of(notices, order_by=("-pk",), cursor=page)
    items = [
        {
            "id": notice.pk,
            "event_id": notice.event_id,
            "at": notice.created_at,
            "read_at": notice.read_at,
            "sentence": told.sentence,
            "title": told.title,
            "url": settings.SITE_URL + told.url,
            "why": told.why,
        }
        for notice, told in in_words(found.items, me(request))
    ]
    return {"items": items, "next": found.next, "previous": found.previous}


@router.post("/notices/read", response={204: None}, auth=WRITING, tags=["notices"])
def read_notices(request: HttpRequest) -> Status[None]:
    """Mark every notice as read."""
    me(request).notices.unread().update(read_at=timezone.now())
    return Status(204, None)


@router.get("/events", response=EventsOut, auth=READING, tags=["events"])
def list_events(request: HttpRequest, after: int | None = None, limit: int = 100) -> dict[str, Any]:
    """What happened after an event, in the order of the log, as far as the reader may see it."""
    if not 1 <= limit <= MOST_EVENTS:
        raise ValidationError(_("Ask for 1 to %(most)d events at a time.") % {"most": MOST_EVENTS})
    try:
        found = log.read(viewer(request), after=after, limit=limit)
    except LoggedEvent.DoesNotExist as error:
        raise ValidationError(_("There is no event with this number.")) from error
    items = [log.as_json(row) for row in found.events]
    return {"items": items, "cursor": found.cursor, "more": found.more}
