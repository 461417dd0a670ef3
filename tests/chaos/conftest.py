"""What is told of a run, with `--log-cli-level=INFO`: its seed, who was killed, how it came out."""

import logging

for chatty in ("alembic", "httpx", "mail.log"):
    logging.getLogger(chatty).setLevel(logging.WARNING)
