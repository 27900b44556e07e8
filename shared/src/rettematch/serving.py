"""Serving an application with uvicorn, the same way in each service."""

import asyncio
import gc
import socket
from types import FrameType

import uvicorn
from fastapi import FastAPI

_GRACE_SECONDS = 10
_SETTLED_SECONDS = 30
"""By then what a service reads beside serving is there too."""


def keep_for_good() -> None:
    """Takes everything that is there now out of the garbage collector's rounds.

    What a service has read at its start stays until it ends. Going over it again and again would hold up, every few
    thousand requests, all that are under way for some tenths of a second.
    """
    gc.collect()
    gc.freeze()


class _Server(uvicorn.Server):
    """Tells the application that it is to stop, so that long polls end at once instead of using up the grace."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        keep_for_good()
        asyncio.get_running_loop().call_later(_SETTLED_SECONDS, keep_for_good)

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
