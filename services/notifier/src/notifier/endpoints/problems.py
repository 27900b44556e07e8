"""What is said of an endpoint that cannot be used."""

from rettematch.problems import FieldError, InvalidRequest

_FIELD = "body.url"


class InvalidEndpoint(InvalidRequest):
    slug = "invalid-endpoint"
    title = "Nothing can be delivered to this URL"
    danish = "Der kan ikke leveres til den webadresse."


_TEXTS: dict[str, tuple[str, str]] = {
    "form": (
        "must be a complete URL without user name, fragment or spaces",
        "skal være en hel webadresse uden brugernavn, anker og mellemrum",
    ),
    "scheme": ("must begin with https://", "skal begynde med https://"),
    "address": ("must lead to a public address", "skal føre til en offentlig adresse"),
    "redirect": (
        "must answer itself, and it redirects; register the URL that it redirects to",
        "skal svare selv, men sender videre; tilmeld den adresse, der sendes videre til",
    ),
}


def invalid_endpoint(fault: str) -> InvalidEndpoint:
    """The problem of a fault: `form`, `scheme`, `address` or `redirect`."""
    expected, danish = _TEXTS[fault]
    return InvalidEndpoint(errors=[FieldError(field=_FIELD, expected=expected, danish=danish)])
