"""The WSGI application for gunicorn."""

import configured  # noqa: F401  sets Django up
from django.core.handlers.wsgi import WSGIHandler

application = WSGIHandler()
