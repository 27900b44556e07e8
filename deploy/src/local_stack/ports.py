"""Looks whether the stack's ports are free, before anything is started."""

import socket
from collections.abc import Mapping
from errno import EADDRINUSE


class PortError(RuntimeError):
    """A port that cannot be listened on, named together with the setting to change."""


def check_ports(ports: Mapping[str, tuple[str, int]]) -> None:
    """Answers when every port can be listened on.

    Args:
        ports: host and port by the name of the setting that chooses the port.

    Raises:
        PortError: in one line, for all ports that cannot.
    """
    complaints = []
    chosen: dict[tuple[str, int], str] = {}
    for setting, address in ports.items():
        if address in chosen:
            complaints.append(f"{setting} and {chosen[address]} are both {address[1]}")
            continue
        chosen[address] = setting
        if (problem := _why_not(*address)) is not None:
            complaints.append(f"port {address[1]} {problem} (choose another with {setting}=...)")
    if complaints:
        raise PortError("; ".join(complaints))


def _why_not(host: str, port: int) -> str | None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the servers do: TIME_WAIT is no obstacle
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError as problem:
            return "is in use" if problem.errno == EADDRINUSE else f"on {host} cannot be used: {problem.strerror}"
    return None
