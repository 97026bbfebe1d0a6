"""Nominations: a service puts people forward for a session, and they answer.

A list is read (`nominee`, `rows`), compared with who is known (`matching`, `plan`) and imported (`importing`); each
person is seated or waits (`seats`).
"""
