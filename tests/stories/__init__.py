"""Whole journeys, on real processes, both databases, and the pretend Telegram."""
