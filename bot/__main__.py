"""`python -m bot …`: run, web, worker, migrate, invite, import."""

import os
import sys

os.environ.setdefault("PTB_TIMEDELTA", "1")  # the library's waits as timedelta: its integers are deprecated

from bot.command_line import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
