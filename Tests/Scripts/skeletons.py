#!/usr/bin/env python3
"""What a dictionary for each camera would save on the skeletons of an archive: python3 skeletons.py ARCHIVE

Each skeleton is packed by itself (zstd 19), and with another skeleton of the same camera as a dictionary: as good as one can be.
Needs the zstd command, nothing of Glassine.
"""
import json
import pathlib
import struct
import subprocess
import sys
import tempfile


def sections(unit):
    count = struct.unpack_from("<I", unit, 12)[0]
    for index in range(count):
        kind, _, offset, length = struct.unpack_from("<4sIQQ", unit, 64 + 64 * index)
        yield kind.decode("ascii"), unit[offset : offset + length]


def packed(arguments, folder):
    return len(subprocess.run(["zstd", "-19", "-c", *arguments], cwd=folder, capture_output=True, check=True).stdout)


def main(archive):
    cameras, units = {}, 0
    with tempfile.TemporaryDirectory() as folder:
        for number, path in enumerate(sorted(pathlib.Path(archive, "data", "units").rglob("*.glsn"))):
            unit = path.read_bytes()
            parts = dict(sections(unit))
            if "SKEL" not in parts or "SHOT" not in parts:
                continue
            shot = json.loads(parts["SHOT"]).get("camera", {})
            camera = "{} {}".format(shot.get("make", ""), shot.get("model", "")).strip()
            raw = subprocess.run(["zstd", "-dc"], input=parts["SKEL"][8:], capture_output=True, check=True).stdout
            name = str(number)
            pathlib.Path(folder, name).write_bytes(raw)
            cameras.setdefault(camera, []).append((name, len(unit)))
        for camera, files in sorted(cameras.items()):
            if len(files) < 2:
                continue
            alone = sum(packed([name], folder) for name, _ in files)
            helped = sum(packed([f"--patch-from={files[index - 1][0]}", name], folder) for index, (name, _) in enumerate(files))
            whole = sum(size for _, size in files)
            print(f"{camera}: {len(files)} units of {whole:,} bytes; skeletons {alone:,}, with a dictionary {helped:,}: "
                  f"{100 * (alone - helped) / whole:.2f} % of the units")


if __name__ == "__main__":
    main(sys.argv[1])
