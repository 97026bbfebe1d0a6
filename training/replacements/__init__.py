"""Somebody comes in the place of who was put forward: proposed on one line, then decided; the seat follows."""
