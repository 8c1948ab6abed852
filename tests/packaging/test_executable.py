"""The executable and the Debian package, made and started: they hold all that the program needs, and not much more.

Debian packages: binutils, desktop-file-utils. The executable is made once for all tests here, in a directory of theirs.
"""

import gzip
import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import snom_dialer
from snom_dialer.simulator.setup import Auth, Setup
from snom_dialer.simulator.thread import SimulatorThread
from snom_dialer.simulator.tls import Certificate
from tests.cli.running import asked, write_config
from tests.gui.test_desktop import desktop, until

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(300),  # making it takes 15 s, and three times that where much else is done
    pytest.mark.skipif(sys.platform != "linux", reason="it is made in another way there"),
]
ROOT = Path(__file__).parent.parent.parent
PATIENCE = 60.0  # seconds for what takes one or two
LARGEST = 130  # MB, unpacked; 31 of them are Qt's tables of the world's languages


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory with the executable, made from the source as it stands."""
    place = tmp_path_factory.mktemp("executable")
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    places = ["--distpath", str(place / "dist"), "--workpath", str(place / "build")]
    done = subprocess.run(
        [*command, *places, str(ROOT / "snom-dialer.spec")],
        env={**unmeasured(), "PYINSTALLER_CONFIG_DIR": str(place / "cache")},
        capture_output=True,
        text=True,
        timeout=280,
    )
    assert done.returncode == 0, done.stderr
    return place / "dist" / "snom-dialer"


@pytest.fixture(scope="module")
def package(bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Debian package."""
    place = tmp_path_factory.mktemp("package")
    made = ran([sys.executable, str(ROOT / "packaging" / "make-deb"), str(bundle), "--into", str(place), "--quick"])
    return Path(made.splitlines()[-1])


@pytest.fixture(scope="module")
def unpacked(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the package puts on a disk, with its description in DEBIAN."""
    place = tmp_path_factory.mktemp("unpacked")
    ran(["dpkg-deb", "--raw-extract", str(package), str(place)])
    return place


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """A user of the test's own, who has no screen and no keyring, and on whose machine there is no Python."""
    (tmp_path / "home").mkdir()
    return {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path / "home"), "LANG": "C.UTF-8"}


def unmeasured() -> dict[str, str]:
    """This environment without what makes child processes measure their coverage: it makes the build slow."""
    return {name: value for name, value in os.environ.items() if not name.startswith("COV")}


def ran(command: list[str], environ: dict[str, str] | None = None) -> str:
    """Run something that has to end well, and give what it says."""
    done = subprocess.run(
        command, env=environ or unmeasured(), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def libraries(bundle: Path) -> Iterator[Path]:
    """What the loader of programs loads: the executable and every library of its own."""
    for path in bundle.rglob("*"):
        if path.is_file() and not path.is_symlink() and path.read_bytes()[:4] == b"\x7fELF":
            yield path


# ---- the executable --------------------------------------------------------------------------------------------------


def test_it_says_which_one_it_is(bundle: Path, environ: dict[str, str]) -> None:
    assert ran([str(bundle / "snom-dialer"), "--version"], environ) == f"snom-dialer {snom_dialer.__version__}\n"


@pytest.mark.parametrize("tls", [None, Certificate.PHONE, Certificate.LEGACY], ids=["http", "https", "TLS 1.0"])
def test_it_dials(bundle: Path, environ: dict[str, str], tmp_path: Path, tls: Certificate | None) -> None:
    config = tmp_path / "dialer.json"
    with SimulatorThread(Setup(auth=Auth.DIGEST, tls=tls)) as sim:
        scheme = "https" if tls else "http"
        phone = {"name": "desk", "host": f"{scheme}://127.0.0.1:{sim.phone.port}", "username": "admin"}
        write_config(config, phones=[{**phone, "password": "0000"}])
        config.chmod(0o600)
        command = [str(bundle / "snom-dialer"), "--config", str(config), "dial", "+49 30 39833-0"]
        ran(command, environ)
        assert asked(sim)[-1] == ("/command.htm?number=%2B4930398330", 302)


def test_it_plays_the_demo(bundle: Path, environ: dict[str, str]) -> None:
    """Almost everything that is loaded late: engine, journal, listener, virtual phone, rules for numbers."""
    lines = ran([str(bundle / "snom-dialer"), "demo", "--json"], environ).splitlines()
    assert json.loads(lines[-1]) == {"type": "done", "command": "demo"}


def test_it_knows_the_keyring(bundle: Path, environ: dict[str, str], tmp_path: Path) -> None:
    """It gets as far as asking for the bus, which is not there; the list of all keyrings is there too."""
    config = tmp_path / "dialer.json"
    write_config(config, phones=[{"name": "desk", "host": "127.0.0.1:9", "username": "admin"}])
    done = subprocess.run(
        [str(bundle / "snom-dialer"), "--config", str(config), "phone", "password", "desk"],
        env={
            **environ,
            "SNOM_DIALER_PASSWORD": "secret",
            "PYTHON_KEYRING_BACKEND": "keyring.backends.SecretService.Keyring",
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={tmp_path / 'bus'}",
        },
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert "the system's keyring said no ([Errno 2] No such file or directory)" in done.stderr
    (entry_points,) = (bundle / "_internal").glob("keyring-*.dist-info/entry_points.txt")
    assert "SecretService" in entry_points.read_text(encoding="utf-8")


@pytest.mark.parametrize("own", ["", "/opt/vendor/lib"], ids=["none before", "one before"])
def test_what_it_starts_does_not_meet_its_libraries(
    bundle: Path, environ: dict[str, str], tmp_path: Path, own: str
) -> None:
    """A browser would not start with our OpenSSL in its way; nor would this program, which took itself for a child."""
    config, browser, seen = tmp_path / "dialer.json", tmp_path / "browser", tmp_path / "seen"
    write_config(config, actions=[{"event": "incoming", "url": "http://crm.example/", "browser": True}])
    config.chmod(0o600)
    browser.write_text(f"#!/bin/sh\nenv > {seen}\n")
    browser.chmod(0o755)
    more = {"DISPLAY": ":0", "BROWSER": str(browser)} | ({"LD_LIBRARY_PATH": own} if own else {})
    ran([str(bundle / "snom-dialer"), "--config", str(config), "actions", "test", "incoming"], {**environ, **more})
    given = dict(line.split("=", 1) for line in seen.read_text().splitlines())
    assert given.get("LD_LIBRARY_PATH", "") == own
    assert not [name for name in given if name.startswith("_PYI") or name.endswith("_ORIG")]


def test_it_holds_what_is_read_as_a_file(bundle: Path) -> None:
    source, packed = Path(snom_dialer.__file__).parent, bundle / "_internal" / "snom_dialer"
    files = [path for path in source.rglob("*") if path.suffix in (".svg", ".pem", ".qm")]
    assert len(files) >= 18
    for path in files:
        assert (packed / path.relative_to(source)).read_bytes() == path.read_bytes()


def test_it_holds_no_more_than_it_needs(bundle: Path) -> None:
    names = {path.name for path in bundle.rglob("*")}
    unwanted = (
        r"libQt6(Network|Qml|Quick|Pdf|OpenGL|Sql|VirtualKeyboard)|libgtk|libglib|libX11|libxcb|libstdc|libreadline"
    )
    assert not [name for name in names if re.match(unwanted, name)]
    assert not [path for path in bundle.rglob("*") if path.is_symlink() and not path.exists()]
    assert sum(path.lstat().st_size for path in bundle.rglob("*")) < LARGEST * 1_000_000


def test_it_finds_every_library(bundle: Path) -> None:
    """Its own beside it, the others in the system; what is optional aside, which stays away where GTK does."""
    environ = {**unmeasured(), "LD_LIBRARY_PATH": str(bundle / "_internal")}
    for path in libraries(bundle):
        if path.name != "libqgtk3.so":
            assert "not found" not in ran(["ldd", str(path)], environ), path.name


# ---- the package -----------------------------------------------------------------------------------------------------


def test_the_package_says_what_it_needs(unpacked: Path) -> None:
    fields = dict(re.findall(r"^(\S+): (.+)$", (unpacked / "DEBIAN" / "control").read_text(), re.MULTILINE))
    assert (fields["Package"], fields["Version"]) == ("snom-dialer", snom_dialer.__version__)
    depends = {entry.split()[0] for entry in fields["Depends"].split(", ")}
    # What Qt dies of at its start where it is missing: a fresh Debian has not all of them.
    assert depends >= {"libxcb-cursor0", "libxkbcommon-x11-0", "libegl1", "libgl1", "libxcb-icccm4", "libxcb-keysyms1"}
    assert re.search(r"libc6 \(>= 2\.\d\d\)", fields["Depends"])
    assert not depends & {"libssl3", "libpython3.11", "libgtk-3-0", "libgtk-3-0t64"}
    assert "xdg-utils" in fields["Recommends"]


def test_the_package_is_well_made(unpacked: Path) -> None:
    for path in unpacked.rglob("*"):
        if not path.is_symlink():
            wanted = 0o755 if path.is_dir() or path.name in ("snom-dialer", "prerm") else 0o644
            assert stat.S_IMODE(path.stat().st_mode) == wanted, path
    ran(["sh", "-c", f"cd {unpacked} && md5sum --quiet --check DEBIAN/md5sums"])
    documents = unpacked / "usr/share/doc/snom-dialer"
    assert gzip.decompress((documents / "CHANGELOG.md.gz").read_bytes()) == (ROOT / "CHANGELOG.md").read_bytes()
    assert "LGPL-3" in (documents / "copyright").read_text(encoding="utf-8")


def test_the_program_starts_from_the_package(unpacked: Path, environ: dict[str, str]) -> None:
    link = unpacked / "usr/bin/snom-dialer"
    assert link.readlink() == Path("../lib/snom-dialer/snom-dialer")
    assert ran([str(link), "--version"], environ).startswith("snom-dialer ")


def test_the_desktop_finds_it(unpacked: Path) -> None:
    entry = unpacked / "usr/share/applications/snom-dialer.desktop"
    assert ran(["desktop-file-validate", str(entry)]) == ""
    text = entry.read_text(encoding="utf-8")
    assert all(f"\n{key}[de]=" in text for key in ("Name", "GenericName", "Comment"))
    assert "\nExec=snom-dialer\nIcon=snom-dialer\n" in text
    hicolor = unpacked / "usr/share/icons/hicolor"
    assert (hicolor / "scalable/apps/snom-dialer.svg").exists()
    for size in (16, 22, 24, 32, 48, 64, 128, 256):
        head = (hicolor / f"{size}x{size}/apps/snom-dialer.png").read_bytes()[:24]
        assert head[:8] == b"\x89PNG\r\n\x1a\n"
        assert (int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")) == (size, size)


@pytest.mark.parametrize(("occasion", "tells"), [("remove", True), ("upgrade", False), ("deconfigure", False)])
def test_a_removal_tells_how_phones_get_their_settings_back(unpacked: Path, occasion: str, tells: bool) -> None:
    """Nobody is asked where nobody sits, and it never fails."""
    said = ran(
        ["setsid", "sh", str(unpacked / "DEBIAN" / "prerm"), occasion], {"PATH": "/usr/bin:/bin", "SUDO_USER": "nobody"}
    )
    assert ("`snom-dialer phone undo --all`" in said) is tells
    assert len(said.splitlines()) == int(tells)


def test_a_package_of_nothing_is_not_made(tmp_path: Path) -> None:
    script = [sys.executable, str(ROOT / "packaging" / "make-deb"), str(tmp_path), "--into", str(tmp_path)]
    done = subprocess.run(script, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 1
    assert "there is no executable" in done.stderr
    assert list(tmp_path.iterdir()) == []


# ---- the window, from the executable ---------------------------------------------------------------------------------


def test_the_window_opens_from_the_package(unpacked: Path, tmp_path: Path) -> None:
    with desktop(tmp_path) as made:
        made.start(program=unpacked / "usr/bin/snom-dialer")
        made.armed()
        made.desk.window("^Snom dialer$")
        until(made.tray_icon)
        made.sim.ring("030123", "Anna")
        until(lambda: made.windows("Calls now"))
        made.desk.key("Escape")
        made.open()
        made.desk.type("0301")
        made.enter(1)
        made.tell("quit")
        assert made.ended() == 0
        assert made.sent() == ["number=0301"]
