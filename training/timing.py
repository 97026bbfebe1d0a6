"""When a questionnaire opens, asks again and closes: days after its session, at the venue, from its own file."""

from datetime import datetime, time, timedelta

from db.models import TrainingSession
from training import questionnaires
from training.calendar import instant, local

MORNING, LAST_MINUTE = time(10, 0), time(23, 59)


def opening(session: TrainingSession, questionnaire: str) -> datetime:
    """When it opens by itself (UTC)."""
    days = questionnaires.load(questionnaire).timing.opens_after
    return _after(session, days, MORNING) if days else session.ends_at


def closing(session: TrainingSession, questionnaire: str) -> datetime:
    """When it closes (UTC)."""
    return _after(session, questionnaires.load(questionnaire).timing.closes_after, LAST_MINUTE)


def asks_next(session: TrainingSession, questionnaire: str, now: datetime) -> datetime | None:
    """The first time after `now` when the silent are asked again (UTC); None after the last one."""
    days = questionnaires.load(questionnaire).timing.asked_again_after
    return next((at for at in (_after(session, each, MORNING) for each in days) if at > now), None)


def _after(session: TrainingSession, days: int, hour: time) -> datetime:
    return instant(local(session.ends_at, session.zone).date() + timedelta(days=days), hour, session.zone)
