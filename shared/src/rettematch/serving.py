"""Serving an application with uvicorn, the same way in each service."""

from types import FrameType

import uvicorn
from fastapi import FastAPI

_GRACE_SECONDS = 10


class _Server(uvicorn.Server):
    """Tells the application that it is to stop, so that long polls end at once instead of using up the grace."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        app: FastAPI = self.config.app  # type: ignore[assignment]  # given below
        app.state.stopping = True
        super().handle_exit(sig, frame)


def serve(app: FastAPI, host: str, port: int) -> None:
    """Answers requests until SIGTERM or SIGINT; what is being answered then has ten seconds to end."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        loop="uvloop",
        http="httptools",
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    _Server(config).run()
