#!/usr/bin/env python3
"""核验案卷包 / Verify a case bundle with nothing but Python's standard library (3.8 or newer).

用法 Usage:  python3 verify_bundle.py [FOLDER | FILE.zip]     (default: the folder of this script)
退出码 Exit: 0 没有改动 nothing altered · 1 有改动 something was · 2 无法核验 could not check

What is checked: every file against manifest.sha256 and manifest.json (altered, missing, added), and the audit entries:
each hash is SHA-256 over the sorted JSON of an entry's columns; each entry lies in the Merkle tree (RFC 6962) whose
root stands in the checkpoint that came along; the entry of this export names the files that were handed out.
Whoever holds an audit export of the same house can compare that root with his own.
"""

import hashlib
import io
import json
import sys
import zipfile
import zlib
from pathlib import Path

MANIFEST, SUMS = "manifest.json", "manifest.sha256"
# RuntimeError: JSON nested beyond the stack, an encrypted or strangely packed member.
UNREADABLE = (OSError, ValueError, LookupError, TypeError, AttributeError, RuntimeError, EOFError)
UNREADABLE += (zipfile.BadZipFile, zlib.error)


class Folder:
    """An unpacked bundle."""

    def __init__(self, path):
        self.path = path

    def names(self):
        found = (each for each in self.path.rglob("*") if each.is_file() and "__pycache__" not in each.parts)
        return [each.relative_to(self.path).as_posix() for each in found]

    def open(self, name):
        return (self.path / name).open("rb")

    def stray_bytes(self):
        return False


class Archive:
    """A bundle as it was handed out."""

    def __init__(self, path):
        self.path, self.file = path, zipfile.ZipFile(str(path))

    def names(self):
        return self.file.namelist()

    def open(self, name):
        return self.file.open(name)

    def stray_bytes(self):
        """Whether something stands before the first member or behind the directory, where no hash reaches."""
        with self.path.open("rb") as file:
            file.seek(-22, io.SEEK_END)
            end = file.read()
        first = min((each.header_offset for each in self.file.infolist()), default=0)
        return first != 0 or not end.startswith(b"PK\x05\x06") or not end.endswith(b"\0\0")


def digest_of(bundle, name):
    digest, size = hashlib.sha256(), 0
    with bundle.open(name) as file:
        while True:
            part = file.read(1 << 20)
            if not part:
                return digest.hexdigest(), size
            digest.update(part)
            size += len(part)


def read(bundle, name):
    with bundle.open(name) as file:
        return file.read()


def check_files(bundle):
    problems, there = [], bundle.names()
    if bundle.stray_bytes():
        problems.append("压缩包首尾有多余的内容 something was put before or behind the archive")
    sums = {}
    for line in read(bundle, SUMS).decode("utf-8").splitlines():
        sums[line[66:]] = line[:64]
    listed = {each["name"]: each for each in json.loads(read(bundle, MANIFEST).decode("utf-8"))["members"]}
    if set(sums) != set(listed) | {MANIFEST}:
        problems.append("清单不一致 the two manifests name different files")
    for name in sorted(set(there)):
        if there.count(name) > 1:
            problems.append("重复 twice in the archive: " + name)
        if name not in sums and name != SUMS:
            problems.append("多出 added: " + name)
    for name in sums:
        if name not in there:
            problems.append("缺少 missing: " + name)
            continue
        try:
            found, size = digest_of(bundle, name)
        except zipfile.BadZipFile:
            problems.append("损坏 unreadable: " + name)
            continue
        said = listed.get(name, {"sha256": sums[name], "size": size})
        if found != sums[name] or found != said["sha256"] or size != said["size"]:
            problems.append("改动 altered: " + name)
    return problems, len(sums) + 1


def join(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_over(leaf, index, size, path):
    """The root that a leaf and its path give (RFC 9162, 2.1.3.2), or None for a path of another length."""
    node, place, last = leaf, index, size - 1
    for sibling in path:
        if last == 0:
            return None
        if place & 1 or place == last:
            node = join(bytes.fromhex(sibling), node)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            node = join(node, bytes.fromhex(sibling))
        place, last = place >> 1, last >> 1
    return node.hex() if last == 0 else None


def check_entries(bundle, manifest):
    problems, names = [], manifest["audit"]["members"]
    proofs = json.loads(read(bundle, names["proofs"]).decode("utf-8"))
    entries = [json.loads(line) for line in read(bundle, names["entries"]).decode("utf-8").splitlines()]
    if len(entries) != manifest["audit"]["entries"]:
        problems.append("审计条目数不符 another number of audit entries than the manifest says")
    for entry in entries:
        where = f"{entry['chain']}#{entry['sequence']}"
        plain = {name: value for name, value in entry.items() if name != "hash"}
        canonical = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")
        if hashlib.sha256(canonical).hexdigest() != entry["hash"]:
            problems.append("审计条目被改 audit entry altered: " + where)
        proof = proofs.get(entry["chain"], {"paths": {}})
        path = proof["paths"].get(str(entry["sequence"]))
        if path is None:
            problems.append("审计条目没有证明 audit entry without proof: " + where)
            continue
        point = proof["checkpoint"]
        leaf = hashlib.sha256(b"\x00" + bytes.fromhex(entry["hash"])).digest()
        if root_over(leaf, entry["sequence"] - 1, point["size"], path) != point["root"]:
            problems.append("审计条目不在链中 audit entry is not in the chain of the checkpoint: " + where)
    for chain, proof in proofs.items():
        head = manifest["audit"]["checkpoints"].get(chain)
        if head is None or (head["size"], head["root"]) != (proof["checkpoint"]["size"], proof["checkpoint"]["root"]):
            problems.append("检查点不一致 the checkpoint differs from the manifest: " + chain)
    return problems + check_own_entry(manifest, entries), len(entries)


def check_own_entry(manifest, entries):
    """The entry of this export says what was handed out; it was written before the bundle was whole."""
    first = manifest["members"][: manifest["audit"]["recorded_members"]]
    lines = "".join(f"{each['sha256']}  {each['name']}\n" for each in first)
    said = hashlib.sha256(lines.encode("utf-8")).hexdigest()
    own = [entry for entry in entries if entry["action"] == "export_case" and entry["after"]]
    if any(json.loads(entry["after"]).get("contents_sha256") == said for entry in own):
        return []
    return ["没有登记本次导出的审计条目 no audit entry names the content of this export"]


def main(place):
    bundle = Folder(place) if place.is_dir() else Archive(place)
    problems, files = check_files(bundle)
    manifest = json.loads(read(bundle, MANIFEST).decode("utf-8"))
    entries = 0
    if not problems:
        problems, entries = check_entries(bundle, manifest)
    for problem in problems:
        print(problem)
    print(f"文件 files {files}, 审计条目 audit entries {entries}, 问题 findings {len(problems)}")
    for chain, point in sorted(manifest["audit"]["checkpoints"].items()):
        print(f"检查点 checkpoint {chain}: size {point['size']} root {point['root']}")
    return 1 if problems else 0


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent))
    except UNREADABLE as trouble:
        print(f"无法核验 could not check: {trouble!r}", file=sys.stderr)
        sys.exit(2)
