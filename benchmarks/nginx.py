"""nginx, as something well known to stand beside: it answers everything with an empty 204 and closes.

Not for: measuring.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from benchmarks.program import free_port, wait_for_port

MISSING = "no nginx here; with Debian: sudo apt install nginx-light"
_CONFIGURATION = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log stderr crit;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
    uwsgi_temp_path {folder}; scgi_temp_path {folder};
    server {{ listen 127.0.0.1:{port}; keepalive_timeout 0; return 204; }}
}}
"""


class Nginx(NamedTuple):
    """A running nginx: its port, and the process that answers."""

    port: int
    worker: int


@contextmanager
def nginx(folder: Path) -> Iterator[Nginx | None]:
    """Run it with one worker; give None where there is none on this computer."""
    program = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if program is None:
        yield None
        return
    port = free_port()
    own = folder / "nginx"
    own.mkdir()
    own.chmod(0o777)  # its worker is another user's where root starts it
    configuration = own / "nginx.conf"
    configuration.write_text(_CONFIGURATION.format(folder=own, port=port), encoding="utf-8")
    with subprocess.Popen([program, "-p", str(own), "-c", str(configuration)]) as process:
        try:
            wait_for_port(port)
            children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="ascii")
            yield Nginx(port, int(children.split()[0]))
        finally:
            process.terminate()
