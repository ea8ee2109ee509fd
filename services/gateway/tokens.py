"""A new token: python -m services.gateway.tokens NAME ROLE [REQUESTS A MINUTE] >>FILE.

The token itself is printed once, on stderr; the file gets the line with its digest.
"""

from __future__ import annotations

import re
import secrets
import sys

from .access import ROLES, digest


def main() -> None:
    """Make one."""
    words = sys.argv[1:]
    named = len(words) in (2, 3) and re.fullmatch(r"[\w.@-]{1,60}", words[0]) and words[1] in ROLES
    if not named or (len(words) == 3 and not (words[2].isdigit() and int(words[2]) > 0)):
        sys.exit(f"usage: python -m {__spec__.name} NAME {'|'.join(ROLES)} [REQUESTS A MINUTE] >>FILE")
    token = secrets.token_urlsafe(32)
    sys.stderr.write(f"{token}\n")
    sys.stdout.write(" ".join((words[0], words[1], digest(token), *words[2:])) + "\n")


if __name__ == "__main__":
    main()
