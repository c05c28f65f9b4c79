"""A site on a faked internet: every public address is one server on loopback, made by the test."""

import socket
import ssl
import threading
from collections.abc import Callable, Mapping, Sequence
from ipaddress import ip_address
from pathlib import Path

import httpcore

from index.sources.web.addresses import Address, is_public
from index.sources.web.network import Network, dial

PUBLIC = ip_address("93.184.216.34")
CERTIFICATE = Path(__file__).parent / "site_example.pem"  # of site.example, signed by itself

Answer = bytes | Callable[[socket.socket, threading.Event], None]
"""What is sent for a path, or what sends it; the event says that the site is closing."""


def page(content: bytes, *headers: str, status: str = "200 OK") -> bytes:
    """Write a whole answer; HTML unless a header says otherwise."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(content)}", *headers]
    if not any(line.lower().startswith("content-type") for line in lines):
        lines.append("Content-Type: text/html")
    return "".join(f"{line}\r\n" for line in [*lines, ""]).encode("latin-1") + content


def redirect(location: str) -> bytes:
    return page(b"", f"Location: {location}", status="302 Found")


class Site:
    """A web server that answers each path as given, on port 80 and, with TLS, on port 443.

    `names` are what the faked internet resolves; `dialled` are the addresses connected to.
    """

    def __init__(self, answers: Mapping[str, Answer], names: Mapping[str, Sequence[str]]) -> None:
        self.answers, self.names = dict(answers), dict(names)
        self.dialled: list[Address] = []
        self._closing = threading.Event()
        self._listeners = {
            port: socket.create_server(("127.0.0.1", 0), backlog=20) for port in (80, 443)
        }
        for port in self._listeners:
            threading.Thread(target=self._serve, args=(port,), daemon=True).start()

    def network(self, *, trusted: bool = False) -> Network:
        """Return the faked internet; where it is `trusted`, the site's certificate is accepted."""

        def make_tls() -> ssl.SSLContext:
            return ssl.create_default_context(cafile=str(CERTIFICATE) if trusted else None)

        return Network(self._resolve, is_public, self._dial, make_tls)

    def close(self) -> None:
        self._closing.set()
        for listener in self._listeners.values():
            listener.shutdown(socket.SHUT_RDWR)
            listener.close()

    def _resolve(self, host: str, _port: int) -> Sequence[Address]:
        if host == "slow.example":
            self._closing.wait(20)
        if host not in self.names:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return [ip_address(address) for address in self.names[host]]

    def _dial(self, address: Address, port: int, seconds: float) -> httpcore.NetworkStream:
        self.dialled.append(address)
        if address != PUBLIC:
            raise httpcore.ConnectError("refused")
        here = self._listeners[port].getsockname()
        return dial(ip_address(here[0]), here[1], seconds)

    def _serve(self, port: int) -> None:
        while not self._closing.is_set():
            try:
                connection, _ = self._listeners[port].accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection, port), daemon=True).start()

    def _answer(self, connection: socket.socket, port: int) -> None:
        connection.settimeout(20)
        try:
            if port == 443:
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(CERTIFICATE)
                connection = context.wrap_socket(connection, server_side=True)
            with connection:
                request = b""
                while b"\r\n\r\n" not in request:
                    request += connection.recv(65536) or b"\r\n\r\n"
                path = request.split(b" ")[1].decode() if b" " in request else ""
                answer = self.answers.get(path, page(b"", status="404 Not Found"))
                if isinstance(answer, bytes):
                    connection.sendall(answer)
                else:
                    answer(connection, self._closing)
        except OSError:  # the other side has had enough
            connection.close()
