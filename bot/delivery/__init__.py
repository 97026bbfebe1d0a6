"""What is owed, on its way to people: claimed, rendered, sent, settled; and the pages that answer them."""

import os

# The library then gives `retry_after` as a timedelta; without it, each 429 also raises a deprecation warning.
os.environ.setdefault("PTB_TIMEDELTA", "1")
