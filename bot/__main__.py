"""`python -m bot …`: run, web, worker, migrate, invite, import."""

import gc
import os
import sys

gc.disable()  # until the event loop runs: of what is imported nothing goes, and looking for it takes an eighth of the start
os.environ.setdefault("PTB_TIMEDELTA", "1")  # the library's waits as timedelta: its integers are deprecated

from bot.command_line import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
