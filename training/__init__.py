"""The rules of a training programme: one async function per thing that can happen.

Knows no Telegram, no wording, no HTTP. Functions take the AsyncSession first, never commit, and get the time as `now`
(with a zone). Outcomes that people can cause are types; errors carry facts, never wording.
"""
