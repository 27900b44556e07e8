"""The page at /docs: Swagger UI from our own server.

FastAPI's own page loads its script from a public network. A municipality's network may not reach one, and a page on
which somebody pastes a token should run nobody else's script.
"""

from importlib.resources import files

from fastapi import FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import FileResponse, HTMLResponse

_FILES = files("fastapi_swagger") / "resources"
_SCRIPT, _STYLE = "/docs/swagger-ui.js", "/docs/swagger-ui.css"
PATHS = frozenset({"/docs", _SCRIPT, _STYLE})


def install(app: FastAPI) -> None:
    """Adds the page and its two files to an application that was made with `docs_url=None`."""

    @app.get("/docs", include_in_schema=False)
    async def docs() -> HTMLResponse:
        """The API, to read and to try."""
        return get_swagger_ui_html(
            openapi_url="/openapi.json",
            title=app.title,
            swagger_js_url=_SCRIPT,
            swagger_css_url=_STYLE,
            swagger_favicon_url="data:,",
            oauth2_redirect_url=None,
        )

    @app.get(_SCRIPT, include_in_schema=False)
    async def script() -> FileResponse:
        return FileResponse(str(_FILES / "swagger-ui-bundle.js"), media_type="text/javascript")

    @app.get(_STYLE, include_in_schema=False)
    async def style() -> FileResponse:
        return FileResponse(str(_FILES / "swagger-ui.css"), media_type="text/css")
