"""How long what is kept for technical reasons is kept. Source: the programme’s rules on data protection."""

from datetime import timedelta

RAW_UPDATES = timedelta(days=3)
"""The numbers of updates that were answered, from when they came: Telegram may repeat an update for a day."""
