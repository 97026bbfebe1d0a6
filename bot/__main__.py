"""`python -m bot …`: run, web, worker, migrate, invite, import."""

import gc
import os
import sys

gc.disable()  # until the event loop runs: nothing of what is imported goes, and to look for it slows the start
os.environ.setdefault("PTB_TIMEDELTA", "1")  # the library's waits as timedelta: its integers are deprecated

from bot.command_line import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
