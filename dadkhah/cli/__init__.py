"""The command line: `dadkhah -C FOLDER COMMAND`. Its commands call the same actions and queries as the pages.

Exit codes: 0 done; 1 done, and something was found to be wrong; 2 not done (what to do next is said).
"""

from dadkhah.cli.root import main

__all__ = ["main"]
