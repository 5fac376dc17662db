"""Every act on a lifetime locks first what it stands on, in one order, so that two take turns."""

from ephemeral.models import Lifetime
from questions.actions.locking import locked_question


def locked_lifetime(lifetime_id: int) -> Lifetime:
    """The lifetime as it is now, behind its question's lock where it has one.

    Nobody else changes it until the transaction ends. Raises Lifetime.DoesNotExist.
    """
    rows = Lifetime.objects.filter(pk=lifetime_id)
    question_id = rows.values_list("question_id", flat=True).get()
    if question_id is not None:
        locked_question(question_id)
    return (
        rows.select_for_update(of=("self",), no_key=True)
        .select_related("lifespan", "steward", "team", "entry", "answer__question", "question")
        .get()
    )
