"""The matcher as it is served, over a catalogue that begins with made-up places.

    python -m bench.http.serve 1000000

Everything else is the service's own: sign-in, feed, profile, record. The places lie in the demonstration municipality.
"""

import sys

from bench.places import make_columns
from matcher.app import create_app
from matcher.settings import MatcherSettings
from matcher.synthetic import MUNICIPALITY
from rettematch.serving import serve
from rettematch.telemetry import configure_logging
from rettematch.tokens import OidcSettings


def main(places: int) -> None:
    """Serves until told to stop."""
    configure_logging("matcher")
    settings = MatcherSettings()
    app = create_app(settings, OidcSettings())
    if places:
        app.state.catalogue.put(MUNICIPALITY, make_columns(places))
    serve(app, settings.host, settings.port)


if __name__ == "__main__":
    main(int(sys.argv[1]))
