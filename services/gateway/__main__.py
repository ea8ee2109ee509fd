"""The gateway's process: python -m services.gateway. Its settings are PLENUM_GATEWAY_… variables.

Nothing is imported before it runs: processes that it forks its work to import this module too.
"""

from __future__ import annotations


def main() -> None:
    """Serve until the process is told to stop."""
    from .serving import serve

    serve()


if __name__ == "__main__":
    main()
