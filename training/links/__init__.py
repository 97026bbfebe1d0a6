"""Personal links: handed to who was put forward, opened, proved to be theirs; then their account is that person's."""
