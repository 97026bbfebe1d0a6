"""TLS: a certificate that nobody vouches for is never written to; one that is vouched for is, through a tunnel too."""

import asyncio
import os
import shutil
import ssl
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.transport import Transport
from tests.transport.calls import TOKEN, failure, never_sent
from tests.wire import Wire, patience, read_request

CHILD = """
import sys
from bot import loop
from bot.transport import Transport

async def main(url, proxy):
    async with Transport(proxy=proxy or None) as transport:
        return await transport.post(url)

print(loop.run(main(*sys.argv[1:])))
"""


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 with its key, in one file; it vouches for itself."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed: there is no certificate to try")
    pem = tmp_path_factory.mktemp("tls") / "both.pem"
    ask = [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    names = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    made = subprocess.run([*ask, *names, "-keyout", "-", "-out", "-"], check=True, capture_output=True)
    pem.write_bytes(made.stdout)
    return pem


@dataclass
class Secure:
    """A Bot API over TLS that says `true`, and a proxy that leads to it."""

    certificate: Path
    served: int = 0
    tunnels: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        self.served += 1
        writer.write(b'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 25\r\n\r\n{"ok":true,"result":true}')
        await writer.drain()
        writer.close()

    async def tunnel(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await read_request(reader)
        host, _, port = request.line.split()[1].partition(":")
        far_reader, far_writer = await asyncio.open_connection(host, int(port))
        self.tunnels += 1
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await asyncio.gather(_pour(reader, far_writer), _pour(far_reader, writer))


async def _pour(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    while some := await source.read(65536):
        sink.write(some)
        await sink.drain()
    sink.close()


@pytest.fixture
async def secure(certificate: Path) -> AsyncIterator[tuple[Secure, str]]:
    """The server, and its address."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    found = Secure(certificate)
    server = await asyncio.start_server(found.serve, "127.0.0.1", 0, ssl=context)
    yield found, f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    server.close()
    await server.wait_closed()


async def test_a_certificate_without_a_voucher_is_never_written_to(secure: tuple[Secure, str]) -> None:
    server, url = secure
    async with Transport() as transport:
        error = await failure(transport, url)
    assert never_sent(error)
    assert "certificate verify failed" in str(error)
    assert server.served == 0


@pytest.mark.parametrize("through_a_proxy", [False, True])
async def test_a_certificate_with_a_voucher_is_good(through_a_proxy: bool, secure: tuple[Secure, str]) -> None:
    """In a process of its own: Python reads SSL_CERT_FILE once."""
    server, url = secure
    async with patience(), Wire([], greet=server.tunnel) as proxy:
        child = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            CHILD,
            f"{url}/bot{TOKEN}/getMe",
            proxy.url if through_a_proxy else "",
            env=os.environ | {"SSL_CERT_FILE": str(server.certificate)},
            stdout=asyncio.subprocess.PIPE,
        )
        said, _ = await child.communicate()
    assert said == b"True\n"
    assert (server.served, server.tunnels) == (1, int(through_a_proxy))
