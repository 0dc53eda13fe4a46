"""``python -m inboxnet``."""

from inboxnet.cli import main

if __name__ == "__main__":
    main()
