"""Announcements: an organiser writes to many people, each once, and learns whom it reached.

A draft is written (`drafting`), its audience chosen (`audience`, `recipients`), agreed to (`departure`), by two people
where there are many recipients (`approval`), now or later (`schedule`). Each way through the recipients is a dispatch:
it is followed, paused, reported (`dispatches`), corrected or recalled (`amending`).
"""
