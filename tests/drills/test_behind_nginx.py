"""Behind nginx as deploy/nginx.conf sets it up: half-sent requests cost nobody but their sender, and limits hold."""

import os
import shutil
import socket
import ssl
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from tests.cluster import HOME
from tests.installation import Installation

pytestmark = [
    pytest.mark.drill,
    pytest.mark.heavy,
    pytest.mark.filterwarnings("ignore::urllib3.exceptions.InsecureRequestWarning"),
]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    folder = tmp_path_factory.mktemp("behind-nginx")
    secure, plain = free_port(), free_port()
    installation = Installation(
        folder / "var", ATRIO_TRUSTED_PROXIES="1", ATRIO_BASE_URL=f"https://portal.example.com:{secure}"
    )
    installation.start()
    certificate(folder)
    nginx = subprocess.Popen(
        [shutil.which("nginx"), "-c", str(configuration(folder, installation.port, secure, plain))]
    )
    installation.secure = secure
    try:
        installation.until(lambda: visit(installation) == 200, "nginx")
        yield installation
    finally:
        nginx.terminate()
        nginx.wait(10)
        installation.end()


def certificate(folder: Path) -> None:
    subject = "/CN=portal.example.com"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", subject, "-keyout",
         str(folder / "key.pem"), "-out", str(folder / "certificate.pem")], check=True, capture_output=True,
    )  # fmt: skip


def configuration(folder: Path, upstream: int, secure: int, plain: int) -> Path:
    """deploy/nginx.conf with the addresses of this machine; nothing else of it is changed."""
    site = (HOME / "deploy" / "nginx.conf").read_text()
    for was, now in (
        ("server 127.0.0.1:8050", f"server 127.0.0.1:{upstream}"),
        ("listen 443 ssl http2", f"listen 127.0.0.1:{secure} ssl http2"), ("    listen [::]:443 ssl http2;\n", ""),
        ("listen 80;", f"listen 127.0.0.1:{plain};"), ("    listen [::]:80;\n", ""),
        ("/etc/letsencrypt/live/portal.example.com/fullchain.pem", str(folder / "certificate.pem")),
        ("/etc/letsencrypt/live/portal.example.com/privkey.pem", str(folder / "key.pem")),
        ("/var/log/nginx/atrio.log", str(folder / "access.log")),
        ("/var/log/nginx/error.log", str(folder / "error.log")),
    ):  # fmt: skip
        assert was in site, was
        site = site.replace(was, now)
    where, user = folder, "user root;" if os.geteuid() == 0 else ""
    path = folder / "nginx.conf"
    path.write_text(
        f"daemon off; {user} pid {where}/nginx.pid; error_log {where}/error.log;\n"
        "events { worker_connections 1024; }\n"
        f"http {{ client_body_temp_path {where}/body; proxy_temp_path {where}/proxy; fastcgi_temp_path {where}/f;"
        f" uwsgi_temp_path {where}/u; scgi_temp_path {where}/s;\n{site}\n}}\n"
    )
    return path


def visit(portal: Installation, path: str = "/sign-in") -> int:
    try:
        answer = requests.get(
            f"https://127.0.0.1:{portal.secure}{path}", verify=False, timeout=30, headers={"Host": "portal.example.com"}
        )
    except requests.RequestException:
        return 0
    return answer.status_code


def visit_at_once(portal: Installation, path: str, times: int) -> set[int]:
    """One after the other would be slow enough for the limit where the machine is."""
    with ThreadPoolExecutor(times) as crowd:
        return set(crowd.map(lambda _time: visit(portal, path), range(times)))


def half(portal: Installation, text: bytes) -> ssl.SSLSocket:
    context = ssl._create_unverified_context()
    channel = context.wrap_socket(socket.create_connection(("127.0.0.1", portal.secure), timeout=10))
    channel.sendall(text)
    return channel


def test_half_sent_requests_of_one_visitor_stop_nobody_else(portal):
    head = b"POST /sign-in HTTP/1.1\r\nHost: portal.example.com\r\nContent-Length: 1000\r\n\r\nemail="
    halves = [half(portal, head if number % 2 else head[:60]) for number in range(50)]
    try:
        began = time.monotonic()
        assert portal.status("/sign-in") == 200  # the threads behind are free
        assert time.monotonic() - began < 2
    finally:
        for one in halves:
            one.close()


def test_half_a_request_is_cut_off(portal):
    channel = half(portal, b"POST /sign-in HTTP/1.1\r\nHost: portal.example.com\r\n")
    channel.settimeout(20)
    began = time.monotonic()
    with channel:
        while channel.recv(4096):
            pass
    assert time.monotonic() - began < 15


def test_too_many_tries_at_a_door_are_told_to_come_back_and_other_pages_go_on(portal):
    assert visit_at_once(portal, "/sign-in", 40) == {200, 429}
    assert visit(portal, "/healthz") == 200


def test_the_token_of_a_link_is_in_no_log(portal):
    assert 429 in visit_at_once(portal, "/access/aSecretTokenOfSomebody", 40)
    logs = "".join(path.read_text(errors="replace") for path in portal.data.parent.glob("*.[lt][ox][gt]"))
    assert "/healthz" in logs
    assert "aSecretTokenOfSomebody" not in logs
