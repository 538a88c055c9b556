"""Feature files (*.glft) as the package's `glassine-features` writes them, read into one pool of samples.

A file holds one slot of one mosaic: "GLFT", then u32 version, slot, n, m, count, then the records, all little endian. Its name begins with
the mosaic's name, up to the first dot.
"""

import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

HEADER = struct.Struct("<4s5I")
FEATURE_UNIT = 64  # features are fixed point with unit 1/64
FEATURE_LIMIT = 1023
OPEN_LOW, OPEN_HIGH = -(1 << 31), (1 << 31) - 1
OPEN = 1e6  # stands for infinity, in local scales
LOW_FREQUENCY = 1  # flag bit


class FeatureError(Exception):
    """A feature file that is not what its header says."""


def record_type(inputs: int) -> np.dtype:
    return np.dtype(
        [("z", "<i2", (inputs,)), ("p", "<i4"), ("s", "<i4"), ("low", "<i4"), ("high", "<i4"), ("y", "<i4"), ("flags", "<u4")]
    )


@dataclass
class FeatureFile:
    """One opened file; `records` is mapped, not read."""

    path: Path
    slot: int
    row_inputs: int
    serial_inputs: int
    records: np.ndarray

    @property
    def mosaic(self) -> str:
        return self.path.name.split(".")[0]


def open_features(path: Path) -> FeatureFile:
    with path.open("rb") as file:
        head = file.read(HEADER.size)
    if len(head) != HEADER.size:
        raise FeatureError(f"{path}: shorter than a header")
    magic, version, slot, n, m, count = HEADER.unpack(head)
    if magic != b"GLFT" or version != 1:
        raise FeatureError(f"{path}: not a feature file of version 1")
    kind = record_type(n + m)
    if path.stat().st_size != HEADER.size + count * kind.itemsize:
        raise FeatureError(f"{path}: {count} records of {kind.itemsize} bytes do not fit its size")
    records = np.memmap(path, dtype=kind, mode="r", offset=HEADER.size, shape=(count,)) if count else np.empty(0, kind)
    return FeatureFile(path, slot, n, m, records)


def write_features(path: Path, slot: int, row_inputs: int, serial_inputs: int, records: np.ndarray) -> None:
    """The writer's side, for tests."""
    head = HEADER.pack(b"GLFT", 1, slot, row_inputs, serial_inputs, len(records))
    path.write_bytes(head + records.astype(record_type(row_inputs + serial_inputs)).tobytes())


@dataclass
class Pool:
    """The samples of one slot from many mosaics, in coding order within each mosaic.

    `z` is count x inputs, int16. `target` is count x 4, float32, in local scales: the sample and the lower and upper edge of its cell, all
    relative to the linear prediction, and the cell's width, which the difference of the edges would give less exactly.
    `scale` is the local scale in numbers; `mosaic` indexes `names`.
    """

    slot: int
    row_inputs: int
    serial_inputs: int
    z: np.ndarray
    target: np.ndarray
    scale: np.ndarray
    mosaic: np.ndarray
    flags: np.ndarray
    names: list[str]

    def __len__(self) -> int:
        return len(self.z)


def is_held_out(mosaic: str) -> bool:
    """Names say it; mosaics that are neither train-* nor held-* are split by their name's checksum."""
    if mosaic.startswith(("held-", "train-")):
        return mosaic.startswith("held-")
    return zlib.crc32(mosaic.encode()) % 8 == 0


def targets(records: np.ndarray) -> np.ndarray:
    p, s = records["p"].astype(np.float64), np.maximum(records["s"], 1).astype(np.float64)
    low, high = records["low"].astype(np.float64), records["high"].astype(np.float64)
    open_low, open_high = records["low"] == OPEN_LOW, records["high"] == OPEN_HIGH
    out = np.empty((len(records), 4), np.float32)
    out[:, 0] = (records["y"] - p) / s
    out[:, 1] = np.where(open_low, -OPEN, (low - p) / s)
    out[:, 2] = np.where(open_high, OPEN, (high - p) / s)
    out[:, 3] = np.where(open_low | open_high, OPEN, (high - low) / s)
    return out


def load_pools(folder: Path, held: bool, per_file: int, seed: int, slots: set[int] | None = None) -> list[Pool]:
    """One pool a slot, by slot, of the training or the held-out mosaics; at most `per_file` samples of each file, drawn with the seed."""
    groups: dict[int, list[FeatureFile]] = {}
    for path in sorted(folder.rglob("*.glft")):
        file = open_features(path)
        if len(file.records) and is_held_out(file.mosaic) == held and (slots is None or file.slot in slots):
            groups.setdefault(file.slot, []).append(file)
    return [gather(slot, files, per_file, seed) for slot, files in sorted(groups.items())]


def gather(slot: int, files: list[FeatureFile], per_file: int, seed: int) -> Pool:
    shape = (files[0].row_inputs, files[0].serial_inputs)
    parts, mosaics = [], []
    for index, file in enumerate(files):
        if (file.row_inputs, file.serial_inputs) != shape:
            raise FeatureError(f"{file.path}: its number of inputs differs from that of other files of slot {slot}")
        chosen = slice(None)
        if len(file.records) > per_file:
            rng = np.random.default_rng([seed, zlib.crc32(file.path.name.encode())])
            chosen = np.sort(rng.choice(len(file.records), per_file, replace=False))
        parts.append(np.array(file.records[chosen]))
        mosaics.append(np.full(len(parts[-1]), index, np.int32))
    return Pool(
        slot, *shape,
        z=np.concatenate([part["z"] for part in parts]),
        target=np.concatenate([targets(part) for part in parts]),
        scale=np.concatenate([np.maximum(part["s"], 1) for part in parts]).astype(np.float32) / 16,
        mosaic=np.concatenate(mosaics),
        flags=np.concatenate([part["flags"] for part in parts]),
        names=[file.mosaic for file in files],
    )
