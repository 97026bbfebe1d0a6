"""An organiser's announcement: written, addressed, seen exactly, agreed to; then followed and reported."""
