"""What an organiser sends in place of a text: a file is kept by Telegram's own id, never by its content."""

from telegram import Message

from training.announcements.drafting import Content
from training.announcements.drafting import Message as Written


def read_message(message: Message, caption: str) -> Written | None:
    """One photo, one document or one place; `caption` is Telegram's HTML. None for anything else."""
    if message.media_group_id is not None or message.animation is not None:
        return None
    if message.photo:
        return Written(caption, Content.PHOTO, message.photo[-1].file_id)
    if message.document is not None:
        return Written(caption, Content.DOCUMENT, message.document.file_id)
    if message.location is not None and message.location.live_period is None:
        return Written("", Content.LOCATION, None, message.location.latitude, message.location.longitude)
    return None
