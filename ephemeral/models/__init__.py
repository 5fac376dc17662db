"""What has a clock: entries and accepted answers, promises, and the clock itself."""

from ephemeral.models.decisions import BackRequest, Decision, Evidence
from ephemeral.models.duties import DutyRun
from ephemeral.models.entries import Entry, EntryQuestion, Suggestion
from ephemeral.models.forecasts import AnswerForecast
from ephemeral.models.hours import ClosedDay, OpenHours, WorkingWeek
from ephemeral.models.lifespans import Lifespan
from ephemeral.models.lifetimes import Lifetime
from ephemeral.models.promises import Promise, PromiseState, PromiseStep, promise_state
from ephemeral.models.reminders import Absence, Reminder
from ephemeral.models.settings import KnowledgeSettings

__all__ = [
    "Absence",
    "AnswerForecast",
    "BackRequest",
    "ClosedDay",
    "Decision",
    "DutyRun",
    "Entry",
    "EntryQuestion",
    "Evidence",
    "KnowledgeSettings",
    "Lifespan",
    "Lifetime",
    "OpenHours",
    "Promise",
    "PromiseState",
    "PromiseStep",
    "Reminder",
    "Suggestion",
    "WorkingWeek",
    "promise_state",
]
