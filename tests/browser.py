"""A Chromium for the journeys: finds one, or installs Debian's where that is possible, or says what to do."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ADVICE = """No Chromium was found, and it could not be installed here.
Install one (on Debian or Ubuntu: sudo apt-get install chromium), or set QUORATE_CHROMIUM to its path."""


def chromium() -> str | None:
    """The path of a Chromium on this machine, or None."""
    named = os.environ.get("QUORATE_CHROMIUM")
    return named or next(filter(None, map(shutil.which, NAMES)), None)


def install() -> None:
    """Installs Debian's package when this is Debian and we are root; otherwise leaves the machine alone."""
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        return
    sys.stderr.write("Installing Chromium …\n")
    for command in ([apt, "update", "-qq"], [apt, "install", "-y", "-qq", "--no-install-recommends", "chromium"]):
        subprocess.run(command, stdout=subprocess.DEVNULL, env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"})  # noqa: S603


if __name__ == "__main__":
    if chromium() is None:
        install()
    if chromium() is None:
        sys.exit(ADVICE)
