#!/usr/bin/env python3
"""Verify an audit export of 按期 Anqi with nothing but Python's standard library.

Usage: python3 verify.py [FOLDER]   (the unpacked export; default: the folder of this script)
Exit: 0 nothing altered, 1 something was, 2 could not check.

Each entry's hash is SHA-256 over the RFC 8785 JSON of its columns without `hash` and `id`; each names the hash of the
one before; checkpoints hold the RFC 6962 Merkle root over the hashes at some size, and each names the SHA-256 of the
checkpoint line before.
"""

import hashlib
import json
import sys
from pathlib import Path

ZERO = "0" * 64


def canonical(entry):
    """RFC 8785 for objects of strings and integers: sorted keys, no spaces, minimal escapes."""
    plain = {name: value for name, value in entry.items() if name not in ("hash", "id")}
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def root(hashes):
    level = [hashlib.sha256(b"\x00" + bytes.fromhex(one)).digest() for one in hashes]
    if not level:
        return hashlib.sha256(b"").hexdigest()
    while len(level) > 1:
        pairs = [hashlib.sha256(b"\x01" + a + b).digest() for a, b in zip(level[::2], level[1::2], strict=False)]
        level = pairs + ([level[-1]] if len(level) % 2 else [])
    return level[0].hex()


def is_hash(text):
    return isinstance(text, str) and len(text) == 64 and all(letter in "0123456789abcdef" for letter in text)


def checkpoints_of(path):
    """(checkpoint, its line as bytes) for every whole line; a last line torn by a power cut is passed over."""
    whole, _, torn = path.read_bytes().rpartition(b"\n")
    lines = [line for line in whole.split(b"\n") if line]
    return [(json.loads(line), line) for line in lines + ([torn] if torn.endswith(b"}") else [])]


def check_chain(chain, entries, checkpoints):
    problems, previous, hashes = [], ZERO, []
    for position, entry in enumerate(sorted(entries, key=lambda one: one["sequence"]), start=1):
        where = f"{chain}#{entry['sequence']}"
        if entry["sequence"] != position:
            problems.append(f"{where}: expected sequence {position}")
        if hashlib.sha256(canonical(entry)).hexdigest() != entry["hash"]:
            problems.append(f"{where}: altered")
        if entry["previous"] != previous:
            problems.append(f"{where}: not linked to the entry before")
        previous = entry["hash"]
        hashes.append(entry["hash"] if is_hash(entry["hash"]) else ZERO)
    line_before = ""
    for point, line in checkpoints:
        if point["previous"] != line_before:
            problems.append(f"{chain}: the checkpoint of {point['at']} does not follow the one before")
        line_before = hashlib.sha256(line).hexdigest()
        if point["size"] > len(hashes):
            problems.append(f"{chain}: shorter than the checkpoint of {point['at']} ({point['size']} entries)")
        elif root(hashes[: point["size"]]) != point["root"]:
            problems.append(f"{chain}: differs from the checkpoint of {point['at']}")
    return problems


def main(folder):
    chains = {}
    with (folder / "entries.ndjson").open(encoding="utf-8") as lines:
        for line in lines:
            entry = json.loads(line)
            chains.setdefault(entry["chain"], []).append(entry)
    points = {}
    for path in sorted((folder / "checkpoints").glob("*.jsonl")):
        points[path.stem] = checkpoints_of(path)
    problems = []
    for chain in sorted(set(chains) | set(points)):
        problems += check_chain(chain, chains.get(chain, []), points.get(chain, []))
    for problem in problems:
        print(problem)
    count = sum(len(entries) for entries in chains.values())
    print(f"{count} entries, {sum(map(len, points.values()))} checkpoints, {len(problems)} findings")
    return 1 if problems else 0


if __name__ == "__main__":
    try:
        sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent))
    except (OSError, ValueError, KeyError, TypeError) as trouble:
        print(f"could not check: {trouble!r}", file=sys.stderr)
        sys.exit(2)
