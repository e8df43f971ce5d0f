"""Checks the bundle of a published result with nothing but Python (3.9 or newer): `python verify.py BUNDLE.zip`.

Read it from the end: main, then verify, which makes each check in turn and stops at the first that fails. It counts by
itself and imports nothing from the program that published the result. Options: `--key HEX`, the public key that you
were given by another way; `--root HEX`, the fingerprint that was mailed at the close; `--receipt HEX`, your own.
"""

from __future__ import annotations

import hashlib
import json
import sys
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING, Any, Tuple  # noqa: UP035 - 3.9 has these

if TYPE_CHECKING:
    from collections.abc import Callable

FILES = ("poll.json", "tally.json", "receipts.txt", "replaced.txt", "head.json", "result.json")
LARGEST = 50_000_000
Point = Tuple[int, int, int, int]  # noqa: UP006


class Fault(Exception):
    """What is wrong, in a sentence."""


# ---- Ed25519 (RFC 8032, section 5.1), checking only; slow and plain ----

_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
_I = pow(2, (_P - 1) // 4, _P)


def _add(a: Point, b: Point) -> Point:
    """Sum of two points in extended coordinates."""
    one, two = (a[1] - a[0]) * (b[1] - b[0]) % _P, (a[1] + a[0]) * (b[1] + b[0]) % _P
    three, four = 2 * a[3] * b[3] * _D % _P, 2 * a[2] * b[2] % _P
    e, f, g, h = two - one, four - three, four + three, two + one
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _times(number: int, point: Point) -> Point:
    found: Point = (0, 1, 1, 0)
    while number:
        if number & 1:
            found = _add(found, point)
        point, number = _add(point, point), number >> 1
    return found


def _point(packed: bytes) -> Point | None:
    """The point that 32 bytes stand for; None when they stand for none."""
    number = int.from_bytes(packed, "little")
    sign, y = number >> 255, number & (2**255 - 1)
    if y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _I % _P
    if (x * x - square) % _P or (x == 0 and sign):
        return None
    x = _P - x if x & 1 != sign else x
    return x, y, 1, x * y % _P


_BASE = _point((4 * pow(5, _P - 2, _P) % _P).to_bytes(32, "little"))


def signature_holds(public_key: bytes, text: bytes, signature: bytes) -> bool:
    """Whether `signature` over `text` was made with the private half of `public_key`."""
    if len(public_key) != 32 or len(signature) != 64:
        return False
    key, first, second = _point(public_key), _point(signature[:32]), int.from_bytes(signature[32:], "little")
    if key is None or first is None or second >= _L:
        return False
    hashed = int.from_bytes(hashlib.sha512(signature[:32] + public_key + text).digest(), "little") % _L
    assert _BASE is not None
    left, right = _times(second, _BASE), _add(first, _times(hashed, key))
    same_x, same_y = left[0] * right[2] - right[0] * left[2], left[1] * right[2] - right[1] * left[2]
    return bool(same_x % _P == 0 and same_y % _P == 0)


# ---- the tree over the receipts (RFC 6962, section 2.1) ----


def tree_root(receipts: list[str]) -> str:
    """The root over receipts in hexadecimal."""
    leaves = [hashlib.sha256(b"\x00" + bytes.fromhex(receipt)).digest() for receipt in receipts]
    return _root(leaves).hex()


def _root(leaves: list[bytes]) -> bytes:
    if len(leaves) < 2:
        return leaves[0] if leaves else hashlib.sha256(b"").digest()
    cut = 1 << ((len(leaves) - 1).bit_length() - 1)
    return hashlib.sha256(b"\x01" + _root(leaves[:cut]) + _root(leaves[cut:])).digest()


# ---- the count ----


def carried(rule: dict[str, Any], base: int, for_: int) -> bool:
    """Whether so many votes for, of such a base, carry under the rule. Nothing is carried without a vote for."""
    ours, theirs = for_ * rule["denominator"], base * rule["numerator"]
    return for_ > 0 and (ours > theirs if rule["majority"] in ("simple", "absolute") else ours >= theirs)


def _fewest(rule: dict[str, Any], base_with: Callable[[int], int], most: int) -> int | None:
    """The fewest votes for that carry, all others as they are: found by trying, halving the range each time."""
    low, high = 1, most
    if not carried(rule, base_with(high), high):
        return None
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if carried(rule, base_with(middle), middle) else (middle + 1, high)
    return low


def count(poll: dict[str, Any], tally: dict[str, Any], casting_vote: str | None) -> dict[str, Any]:
    """The result of a motion from its tally, counted anew."""
    rule, cast = poll["rule"], sum(tally.values())
    for_, against, abstain = (tally.get(word, 0) for word in ("for", "against", "abstain"))
    fixed = {"entitled": poll["roll_size"], "present": max(poll["present"] or 0, cast)}.get(rule["base"])
    others = against if rule["base"] == "valid" else cast - for_
    base = for_ + others if fixed is None else fixed
    quorate = poll["quorum"] is None or cast >= poll["quorum"]
    result = {
        "for_": for_, "against": against, "abstain": abstain, "spoilt": cast - for_ - against - abstain,
        "unreadable": tally.get("unreadable", 0), "entitled": poll["roll_size"], "cast": cast, "base": base,
        "carried": carried(rule, base, for_) and quorate, "tied": for_ == against > 0,
        "quorum": poll["quorum"], "casting_vote": casting_vote,
    }  # fmt: skip
    lost_by_one = casting_vote == "against"
    rest = others + (1 if lost_by_one and fixed is None else 0)
    most = 100 * (rest + (fixed or 0) + 1) * rule["denominator"]
    result["needed"] = _fewest(rule, lambda votes: votes + others if fixed is None else fixed, most)
    needed = _fewest(rule, lambda votes: votes + rest if fixed is None else fixed, most)
    result["margin"] = -others if needed is None else for_ - needed
    if casting_vote == "for":
        result["carried"], result["margin"] = True, 0
    return result


# ---- the checks, in their order ----


def read(path: str) -> tuple[dict[str, bytes], dict[str, Any]]:
    """The files of a bundle by name, and its manifest. Raises Fault."""
    try:
        with zipfile.ZipFile(path) as bundle:
            if sum(each.file_size for each in bundle.infolist()) > LARGEST:
                raise Fault("The bundle is far too large to be one.")
            names = bundle.namelist()
            if len(names) != len(set(names)):
                raise Fault("The bundle holds two files of one name.")
            held = {name: bundle.read(name) for name in names}
    except (OSError, zipfile.BadZipFile, zipfile.LargeZipFile, RuntimeError, NotImplementedError) as fault:
        raise Fault(f"{path} cannot be read as a zip file: {fault}") from fault
    for name in ("manifest.json", "manifest.sig", *FILES):
        if name not in held:
            raise Fault(f"{name} is missing.")
    strange = sorted(set(held) - {"manifest.json", "manifest.sig", *FILES})
    if strange:
        raise Fault(f"{strange[0]} does not belong into a bundle.")
    return held, _json(held, "manifest.json")


def _json(held: dict[str, bytes], name: str) -> dict[str, Any]:
    try:
        found = json.loads(held[name])
    except ValueError as fault:
        raise Fault(f"{name} is not JSON: {fault}") from fault
    if not isinstance(found, dict):
        raise Fault(f"{name} holds no object.")
    return found


def _receipts(held: dict[str, bytes], name: str) -> list[str]:
    lines = held[name].decode("ascii", "replace").split("\n")
    if lines.pop() != "":
        raise Fault(f"{name} ends amid a line.")
    for number, line in enumerate(lines, start=1):
        if len(line) != 64 or set(line) - set("0123456789abcdef"):
            raise Fault(f"{name}, line {number}: this is no receipt.")
        if number > 1 and line <= lines[number - 2]:
            raise Fault(f"{name}, line {number}: receipts stand in order, each once.")
    return lines


def _check_signatures(held: dict[str, bytes], manifest: dict[str, Any], expected: str) -> bytes:
    key = bytes.fromhex(manifest["public_key"])
    if expected and expected.lower() != key.hex():
        raise Fault("The bundle was signed with another key than the one that you gave.")
    if not signature_holds(key, held["manifest.json"], bytes.fromhex(held["manifest.sig"].decode("ascii", "replace"))):
        raise Fault("The signature over manifest.json does not hold.")
    for name in FILES:
        if hashlib.sha256(held[name]).hexdigest() != manifest["files"][name]:
            raise Fault(f"{name} is not the file that was signed.")
    return key


def _check_box(
    poll: dict[str, Any], head: dict[str, Any], receipts: list[str], replaced: list[str], key: bytes, root: str
) -> None:
    if head["poll"] != poll["id"]:
        raise Fault("head.json is of another vote than poll.json.")
    if head["size"] != len(receipts):
        raise Fault(f"The box held {head['size']} envelopes at the close, but there are {len(receipts)} receipts.")
    if head["root"] != tree_root(receipts):
        raise Fault("The receipts do not make the fingerprint that the box had at the close.")
    if root and root.lower() != head["root"]:
        raise Fault("The fingerprint of the box is not the one that you were sent at the close.")
    closed = datetime.fromisoformat(head["closed_at"]).isoformat()
    text = f"quorate-head-1\n{head['poll']}\n{closed}\n{head['size']}\n{head['root']}\n"
    if not signature_holds(key, text.encode(), bytes.fromhex(head["signature"])):
        raise Fault("The signature over the box's fingerprint does not hold.")
    if set(receipts) & set(replaced):
        raise Fault("A receipt is given both as counted and as replaced.")


def _check_count(poll: dict[str, Any], tally: dict[str, Any], result: dict[str, Any], ballots: int) -> None:
    if any(type(number) is not int or number < 1 for number in tally.values()):
        raise Fault("tally.json holds a number of ballots that is none.")
    if set(tally) - {"for", "against", "abstain", "spoilt", "unreadable"}:
        raise Fault("tally.json holds a ballot that nobody could cast.")
    if sum(tally.values()) != ballots:
        raise Fault(f"{sum(tally.values())} ballots were counted, but {ballots} envelopes were in the box.")
    if ballots > poll["roll_size"]:
        raise Fault(f"{ballots} ballots were cast, but only {poll['roll_size']} could vote.")
    casting = result["casting_vote"]
    counted = count(poll, tally, casting)
    one_decides = counted["tied"] and count(poll, tally, None)["margin"] == -1
    if casting is not None and not (poll["casting_vote"] and one_decides and casting in ("for", "against")):
        raise Fault("The result rests on a casting vote where none was to be given.")
    if set(result) != set(counted):
        raise Fault("result.json holds other numbers than a result has.")
    for name in counted:
        if result[name] != counted[name] or type(result[name]) is not type(counted[name]):
            raise Fault(f"result.json says {name} = {result[name]!r}; counted again it is {counted[name]!r}.")


def verify(path: str, key: str = "", root: str = "", receipt: str = "") -> str:
    """Makes every check; a sentence that says what agrees. Raises Fault with the first disagreement."""
    held, manifest = read(path)
    try:
        signer = _check_signatures(held, manifest, key)
        poll, tally, head, result = (_json(held, f"{name}.json") for name in ("poll", "tally", "head", "result"))
        receipts, replaced = _receipts(held, "receipts.txt"), _receipts(held, "replaced.txt")
        _check_box(poll, head, receipts, replaced, signer, root)
        _check_count(poll, tally, result, len(receipts))
    except (KeyError, ValueError, TypeError, AttributeError, OverflowError) as fault:
        raise Fault(f"The bundle does not hold what it should: {type(fault).__name__} {fault}") from fault
    said = "carried" if result["carried"] else "lost"
    sentence = f"Everything agrees: {poll['title']!r} is {said} with {len(receipts)} ballots of {poll['roll_size']}."
    mine = receipt.split(".")[0].strip().lower()
    if mine and mine not in receipts:
        became = "was replaced by a later vote" if mine in replaced else "is not among those that were counted"
        raise Fault(f"Your receipt {became}.")
    return f"{sentence} Signed with the key {signer.hex()}." + (" Your receipt is among them." if mine else "")


def main(words: list[str]) -> int:
    """Runs the checks on the command line: 0 and a sentence, 1 and the first fault, 2 when called wrongly."""
    options = {"--key": "", "--root": "", "--receipt": ""}
    rest = list(words)
    for name in options:
        if name in rest[:-1]:
            options[name] = rest.pop(rest.index(name) + 1)
            rest.remove(name)
    if len(rest) != 1:
        sys.stderr.write("usage: python verify.py BUNDLE.zip [--key HEX] [--root HEX] [--receipt HEX]\n")
        return 2
    try:
        sys.stdout.write(verify(rest[0], options["--key"], options["--root"], options["--receipt"]) + "\n")
    except Fault as fault:
        sys.stderr.write(f"{fault}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
