#!/usr/bin/env python3
"""Gives a stored-whole original back from its unit, without Glassine: docs/FORMAT.md in a few lines of Python and the zstd command.

usage: restore-whole.py UNIT.glsn OUTPUT
"""
import hashlib
import json
import struct
import subprocess
import sys

MAGIC = bytes.fromhex("89474c534e0d0a1a")


def main(unit_path, output_path):
    unit = open(unit_path, "rb").read()
    magic, major, _, count, length, _, digest = struct.unpack_from("<8sHHIQQ32s", unit, 0)
    assert magic == MAGIC and major == 1 and length == len(unit), "not a whole unit of version 1"
    table = unit[64:64 + 64 * count]
    assert hashlib.sha256(unit[8:32] + table).digest() == digest, "the section table is damaged"
    record, pieces = None, {}
    for position in range(count):
        kind, index, offset, size, digest, _ = struct.unpack_from("<4sIQQ32sQ", table, 64 * position)
        section = unit[offset:offset + size]
        assert hashlib.sha256(section).digest() == digest, f"section {kind} {index} is damaged"
        if kind == b"FILE":
            record = json.loads(section)
        elif kind == b"BODY":
            inside = struct.unpack_from("<Q", section)[0]
            piece = subprocess.run(["zstd", "-dcq"], input=section[8:], stdout=subprocess.PIPE, check=True).stdout if inside else b""
            assert len(piece) == inside, "a piece has another length than it says"
            pieces[index] = piece
    assert record["kind"] == "file" and record["tier"] == "stored-whole", "this unit is not stored whole"
    original = b"".join(pieces[index] for index in range(len(pieces)))
    assert len(original) == record["size"] and hashlib.sha256(original).hexdigest() == record["sha256"], "not the original"
    open(output_path, "xb").write(original)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
