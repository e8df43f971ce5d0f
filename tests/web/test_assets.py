"""What a browser fetches: built whole, named by content, ours alone, small, and readable by everybody."""

import gzip
import hashlib
import json
import re
import shutil
from pathlib import Path

import pytest

from common.render import environment
from web.assets import ROOT, AssetsNotReady, asset_url, build_assets, follow_text_direction

pytestmark = pytest.mark.slow

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
ERROR_PAGES = ["403", "404", "405", "409", "413", "422", "429", "500"]

OURS = ("site.js", "ranking.js", "answering.js", "building.js", "keying.js", "kiosk.js")


def a_checkout(folder: Path) -> Path:
    """A root of its own with copied sources, so that a test can change them."""
    (folder / "web").mkdir(parents=True)
    shutil.copytree(ROOT / "web" / "static_src", folder / "web" / "static_src")
    shutil.copy(ROOT / "package-lock.json", folder)
    (folder / "node_modules").symlink_to(ROOT / "node_modules", target_is_directory=True)
    return folder


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = a_checkout(tmp_path_factory.mktemp("checkout"))
    build_assets(root)
    return root


def manifest(root: Path) -> dict[str, str]:
    return json.loads((root / "build" / "static" / "manifest.json").read_text())


def content(root: Path, name: str) -> bytes:
    return (root / "build" / "static" / manifest(root)[name]).read_bytes()


def stylesheet(root: Path) -> str:
    return content(root, "site.css").decode()


def test_every_plain_name_leads_to_a_file_named_by_its_content(built: Path) -> None:
    assert set(manifest(built)) == {"site.css", "favicon.svg", "htmx.js", *OURS}
    for name, hashed in manifest(built).items():
        assert hashlib.sha256(content(built, name)).hexdigest()[:10] in hashed
        assert asset_url(name, built) == f"/static/{hashed}"


def test_every_file_has_a_compressed_twin_of_the_same_bytes(built: Path) -> None:
    for name, hashed in manifest(built).items():
        twin = built / "build" / "static" / f"{hashed}.gz"
        assert gzip.decompress(twin.read_bytes()) == content(built, name)


def test_a_build_without_a_change_writes_nothing(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path: path.stat().st_mtime_ns for path in (built / "build").rglob("*")}
    build_assets(built)
    assert {path: path.stat().st_mtime_ns for path in (built / "build").rglob("*")} == before
    assert "assets up to date" in capsys.readouterr().err


def test_a_lost_file_is_built_again(tmp_path: Path) -> None:
    root = a_checkout(tmp_path / "checkout")
    build_assets(root)
    (root / "build" / "static" / manifest(root)["site.js"]).unlink()
    build_assets(root)
    assert content(root, "site.js")


def test_a_changed_source_gets_a_new_name_and_the_old_file_goes(tmp_path: Path) -> None:
    root = a_checkout(tmp_path / "checkout")
    build_assets(root)
    old = manifest(root)
    with (root / "web" / "static_src" / "site.scss").open("a") as source:
        source.write("\n.q-new { color: black; }\n")
    build_assets(root)
    new = manifest(root)
    assert new["site.css"] != old["site.css"]
    assert new["site.js"] == old["site.js"]
    assert not (root / "build" / "static" / old["site.css"]).exists()


def test_a_stylesheet_that_does_not_compile_leaves_the_last_good_one(tmp_path: Path) -> None:
    root = a_checkout(tmp_path / "checkout")
    build_assets(root)
    good = manifest(root)
    (root / "web" / "static_src" / "site.scss").write_text(".broken {")
    with pytest.raises(AssetsNotReady, match=r"site\.scss"):
        build_assets(root)
    assert manifest(root) == good
    assert content(root, "site.css")


def test_missing_packages_or_a_missing_build_say_what_to_run(tmp_path: Path) -> None:
    root = a_checkout(tmp_path / "checkout")
    with pytest.raises(AssetsNotReady, match="run `make`"):
        asset_url("site.css", root)
    (root / "node_modules").unlink()
    with pytest.raises(AssetsNotReady, match="run `make`"):
        build_assets(root)


def test_the_stylesheet_fetches_nothing(built: Path) -> None:
    assert not re.findall(r"url\(|@import|image-set|src:", stylesheet(built))


def test_the_stylesheet_uses_neither_the_typeface_nor_the_crest_of_the_government(built: Path) -> None:
    assert not re.findall(r"gds transport|@font-face|crest|crown", stylesheet(built), re.IGNORECASE)


def test_the_stylesheet_is_at_most_16_kilobytes_on_the_wire(built: Path) -> None:
    assert len(gzip.compress(content(built, "site.css"), 9)) <= 16 * 1024


def test_the_only_scripts_are_htmx_as_published_and_small_ones_of_ours(built: Path) -> None:
    scripts = {name for name in manifest(built) if name.endswith(".js")}
    assert scripts == {"htmx.js", *OURS}
    assert content(built, "htmx.js") == (ROOT / "node_modules/htmx.org/dist/htmx.min.js").read_bytes()
    for name in OURS:
        ours = content(built, name).decode()
        assert len(ours) < 8000
        assert not re.findall(r"eval|Function\(|innerHTML|https?:|\.style\b", ours)


@pytest.mark.parametrize(
    ("written", "mirrored"),
    [
        ("a{margin-left:1px}", "a{margin-inline-start:1px}"),
        ("a{color:red;padding-right:1px}", "a{color:red;padding-inline-end:1px}"),
        ("a{border-left-color:red}", "a{border-inline-start-color:red}"),
        ("a{left:0;right:2px}", "a{inset-inline-start:0;inset-inline-end:2px}"),
        ("a{text-align:right}", "a{text-align:end}"),
        ("a{float:left}", "a{float:left;float:inline-start}"),
        ("a{border-top-left-radius:1px}", "a{border-top-left-radius:1px}"),
        ('a{content:"left:0"}', 'a{content:"left:0"}'),
    ],
)
def test_left_and_right_become_start_and_end(written: str, mirrored: str) -> None:
    assert follow_text_direction(written) == mirrored


def test_the_whole_stylesheet_can_be_mirrored(built: Path) -> None:
    assert not re.findall(r"[{;](?:margin|padding|border)-(?:left|right)[-:]", stylesheet(built))


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2.2's contrast ratio, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


PALETTE = dict(
    re.findall(r"^\$?\s*([a-z-]+): (#[0-9a-f]{3,6})[;,]?$", (ROOT / "web/static_src/_palette.scss").read_text(), re.M)
)


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        *(
            (text, ground)
            for text in ("ink", "ink-soft", "plum-dark", "error", "link", "link-visited")
            for ground in ("paper", "cream", "white")
        ),
        *(("white", ground) for ground in ("plum", "plum-dark", "evergreen", "evergreen-dark", "rust")),
        *(("cream", ground) for ground in ("plum", "plum-dark")),
        *(("ink", ground) for ground in ("marigold", "marigold-tint", "cream-dark")),
        ("plum-dark", "plum-tint"),
        ("evergreen-deep", "evergreen-tint"),
    ],
)
def test_text_can_be_read_on_its_ground(text: str, ground: str) -> None:
    assert contrast(PALETTE[text], PALETTE[ground]) >= 4.5


@pytest.mark.parametrize("ground", ["plum", "plum-dark"])
def test_focus_shows_on_the_dark_header(ground: str) -> None:
    assert contrast(PALETTE["marigold"], PALETTE[ground]) >= 3


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_template_needs_a_laxer_content_security_policy(template: Path) -> None:
    found = re.findall(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:|hx-on", template.read_text())
    assert not found


@pytest.mark.parametrize("code", ERROR_PAGES)
def test_an_error_page_needs_neither_school_nor_person(code: str) -> None:
    page = environment().get_template(f"errors/{code}.html").render(asset=lambda name: f"/static/{name}")
    heading = re.search(r"<h1[^>]*>\s*([^<]+?)\s*</h1>", page)
    assert heading
    assert f"<title>{heading[1]}" in page
    assert 'id="main"' in page


def test_an_error_of_ours_shows_its_reference() -> None:
    template = environment().get_template("errors/500.html")
    assert "f00d-1234" in template.render(asset=str, reference="f00d-1234")
