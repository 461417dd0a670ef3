"""Which of a page and a document for programs a request wants (RFC 9110, section 12.5.1)."""

JSON = ("application/json", "application/problem+json")
HTML = "text/html"


def prefers_json(accept: str) -> bool:
    """Only who asks for JSON rather than a page gets it; without a wish it is the page."""
    wishes = _qualities(accept)
    json = max(wishes.get(name, 0.0) for name in JSON)
    return json > wishes.get(HTML, 0.0) and json > 0


def _qualities(accept: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for part in accept.lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        quality = next((p.removeprefix("q=") for p in parameters if p.startswith("q=")), "1")
        try:
            found[name] = float(quality)
        except ValueError:
            found[name] = 0.0
    return found
