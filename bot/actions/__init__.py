"""Typed buttons by topic: what a press means."""
