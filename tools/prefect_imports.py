"""Builds Prefect's server, which some versions of FastAPI break although installing went well."""

import os
import sys
import tempfile

with tempfile.TemporaryDirectory() as home:
    os.environ.update(PREFECT_HOME=home, DO_NOT_TRACK="1", PREFECT_SERVER_ANALYTICS_ENABLED="false")
    try:
        from prefect.server.api.server import create_app

        create_app()
    except Exception as error:  # whatever it is, the locked versions do not fit together
        problem = f"{type(error).__name__}: {error}"
        sys.exit(f"Prefect's server does not start with the locked FastAPI: {problem}")
