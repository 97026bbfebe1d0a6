"""A pretend Telegram for demonstrations and tests: a Bot API server, people with phones, and a clock that moves.

Everything is held in memory. The Bot API is answered as strictly as Telegram does, or more strictly; whatever the
simulator cannot do fails loudly instead of being ignored.
"""
