"""`python -m comention`: the command line."""

import sys

from comention.cli import main

if __name__ == "__main__":
    sys.exit(main())
