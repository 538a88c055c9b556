#!/usr/bin/env python3
"""Gives the originals of Glassine units back, without Glassine: written from FORMAT.md alone, whose sections the comments name.

usage: unglassine.py UNIT... --to FOLDER        restore (a UNIT may also be a folder of units: all in it, the newest of each path)
       unglassine.py UNIT... --list             say what the units hold
       unglassine.py UNIT --mosaic OUT          write the sensor's linear samples, OUT.npy or OUT.pgm
       --profiles FOLDER                        where the profiles (*.profile, FORMAT 5.8) are, if not beside this program, in profiles/ or in
                                ../Profiles

Needs Python 3.8, NumPy, and for zstd Python 3.14, the module zstandard or the command zstd; for planes and pictures in JPEG XL the command
djxl. Everything is checked against the digests in the unit. It is plain rather than fast: where samples depend on each other it takes
one after the other.

The parts, in this order: reading and checking; zstd and JPEG XL; the unit; planes stored and jxl; profiles; planes mlp; planes lcfd; the
recipe; uncompressed samples; lossless JPEG; Canon CRW; Nikon and Pentax; Sony; Fujifilm; Olympus; Panasonic; Canon CRX; the program.

In this program a "stream" of bits is an array of zeros and ones, one byte each, until it is packed.
"""
import argparse
import contextlib
import hashlib
import json
import os
import shutil
import struct
import subprocess
import sys
import tempfile

import numpy as np


class Problem(Exception):
    """What is wrong, with the section it is wrong in."""


def check(condition, text):
    if not condition:
        raise Problem(text)


@contextlib.contextmanager
def within(place):
    """Names the place in whatever goes wrong inside."""
    try:
        yield
    except Exception as error:
        text = str(error) if isinstance(error, Problem) else f"damaged or not understood ({type(error).__name__}: {error})"
        raise Problem(f"{place}: {text}") from error


def sha256(data):
    return hashlib.sha256(data).digest()


class Reader:
    """Takes fields from bytes in order; little-endian."""

    def __init__(self, data):
        self.data, self.at = bytes(data), 0

    def take(self, count):
        check(0 <= count <= len(self.data) - self.at, "ends too early")
        self.at += count
        return self.data[self.at - count:self.at]

    def number(self, form):
        return struct.unpack("<" + form, self.take(struct.calcsize(form)))[0]

    def u8(self):
        return self.number("B")

    def u16(self):
        return self.number("H")

    def array(self, form, count):
        size = np.dtype(form).itemsize
        return np.frombuffer(self.take(count * size), form).astype(np.int64)

    def varint(self):
        value = shift = 0
        while True:
            byte = self.u8()
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value
            check(shift < 63, "a varint is too long")

    def counted(self):
        """A varint and so many bytes."""
        return self.take(self.varint())

    def places(self):
        """A count and as many gaps: the places they lead to."""
        place, found = -1, []
        for _ in range(self.varint()):
            place += self.varint() + 1
            found.append(place)
        return found

    def more(self):
        return self.at < len(self.data)

    def end(self):
        check(not self.more(), "bytes are left over")


# ---------------------------------------------------------------------------------------------------------------- zstd and JPEG XL


def unzstd(frame, size):
    """FORMAT 5.9: one frame that gives `size` bytes."""
    try:
        from compression import zstd
        decoder = zstd.ZstdDecompressor()
        data = decoder.decompress(frame)
        check(not decoder.unused_data, "bytes after the zstd frame")
    except ImportError:
        try:
            import zstandard
            decoder = zstandard.ZstdDecompressor().decompressobj()
            data = decoder.decompress(frame)
            check(not decoder.unused_data, "bytes after the zstd frame")
        except ImportError:
            check(shutil.which("zstd"), "needs the module zstandard or the command zstd")
            run = subprocess.run(["zstd", "-dcq"], input=frame, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            check(run.returncode == 0, "zstd: " + run.stderr.decode(errors="replace").strip())
            data = run.stdout
    check(len(data) == size, "a zstd frame gives another length than it should")
    return data


def unwrap(section):
    """FORMAT 4: u64 length, then one zstd frame; nothing where the length is 0."""
    size = struct.unpack_from("<Q", section)[0]
    check(size or len(section) == 8, "bytes after an empty run")
    return unzstd(section[8:], size) if size else b""


def counted_frame(reader):
    """A varint, the plain length, and one zstd frame to the end."""
    size = reader.varint()
    return unzstd(reader.take(len(reader.data) - reader.at), size)


def djxl(data, ending):
    """What the command djxl makes of a JPEG XL file or codestream."""
    check(shutil.which("djxl"), "needs the command djxl (libjxl)")
    with tempfile.TemporaryDirectory() as folder:
        source, target = os.path.join(folder, "in.jxl"), os.path.join(folder, "out." + ending)
        with open(source, "wb") as file:
            file.write(data)
        run = subprocess.run(["djxl", source, target], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        check(run.returncode == 0 and os.path.exists(target), "djxl: " + run.stdout.decode(errors="replace").strip())
        with open(target, "rb") as file:
            return file.read()


def read_pgm(data):
    """The samples of a binary PGM."""
    fields, at = [], 0
    while len(fields) < 4:
        end = at
        while data[end:end + 1].strip():
            end += 1
        if end > at:
            fields.append(data[at:end])
        at = end + 1
    check(fields[0] == b"P5" and int(fields[3]) == 65535, "djxl did not give 16-bit grey samples")
    width, height = int(fields[1]), int(fields[2])
    return np.frombuffer(data, ">u2", width * height, at).astype(np.int64).reshape(height, width)


# ------------------------------------------------------------------------------------------------------------- FORMAT 3 and 4: the unit

MAGIC = bytes.fromhex("89474c534e0d0a1a")


class Unit:
    """The sections of one file of the archive; each is read when it is wanted."""

    def __init__(self, place):
        self.place, self.length = place, os.path.getsize(place)
        try:
            head = self.bytes(0, 64)
            table = self.front(head, 64)
        except (Problem, struct.error):  # The copy at the end.
            foot = self.bytes(max(self.length - 64, 0), 64)
            check(len(foot) == 64 and foot[:8] == MAGIC[::-1], "neither end of the unit is readable")
            count = struct.unpack_from("<I", foot, 12)[0]
            table = self.front(MAGIC + foot[8:], self.length - 64 - 64 * count)
        self.table = []
        for position in range(0, len(table), 64):
            kind, index, offset, size, digest, newer = struct.unpack_from("<4sIQQ32sQ", table, position)
            check(newer == 0, "a section is newer than this program")
            self.table.append((kind.decode("ascii"), index, offset, size, digest))
        with within("FILE"):
            self.record = json.loads(self.section("FILE"))

    def bytes(self, offset, count):
        with open(self.place, "rb") as file:
            file.seek(offset)
            return file.read(count)

    def front(self, head, start):
        """The section table that starts there, checked against the header."""
        check(head[:8] == MAGIC, "not a unit")
        major, _, count, length, _, digest = struct.unpack_from("<HHIQQ32s", head, 8)
        check(major == 1, "the unit is newer than this program")
        check(length == self.length and 64 * count <= length and start >= 64, "the unit is not whole")
        table = self.bytes(start, 64 * count)
        check(sha256(head[8:32] + table) == digest, "the section table is damaged")
        return table

    def indices(self, wanted):
        """The indices of a kind's sections, in table order."""
        return [index for kind, index, _, _, _ in self.table if kind == wanted]

    def section(self, wanted, number=0, otherwise=None):
        for kind, index, offset, size, digest in self.table:
            if (kind, index) == (wanted, number):
                data = self.bytes(offset, size)
                check(len(data) == size and sha256(data) == digest, "the section's digest is wrong")
                return data
        check(otherwise is not None, f"there is no section {wanted} {number}")
        return otherwise

    def wrapped(self, kind, index=0, otherwise=None):
        with within(f"{kind} {index}"):
            section = self.section(kind, index, otherwise)
            return unwrap(section) if section is not otherwise else otherwise

    def path(self):
        """FORMAT 4.1: the original's path, as bytes; refused where it could lead out of a folder."""
        record = self.record
        path = bytes.fromhex(record["pathBytes"]) if "pathBytes" in record else record["path"].encode()
        check(not {b"", b".", b".."} & set(path.split(b"/")) and b"\0" not in path, "FILE: a path that leads elsewhere")
        return path


def original(unit, profiles):
    """FORMAT 7: the bytes of the original."""
    record = unit.record
    if record["tier"] == "stored-whole":
        whole = b"".join(unit.wrapped("BODY", index) for index in range(len(unit.indices("BODY"))))
    else:
        check(record["tier"] == "file-exact", f"tier {record['tier']}: the original file is not in the unit")
        mosaic = stored_mosaic(unit, profiles) if "mosaic" in record else np.zeros((0, 0), np.int64)
        pictures = {}
        for index in unit.indices("JPEG"):
            with within(f"JPEG {index}"):
                pictures[index] = djxl(unit.section("JPEG", index), "jpg")
        recipe, skeleton, residue = unit.wrapped("RECP"), unit.wrapped("SKEL"), unit.wrapped("RESD", otherwise=b"")
        with within("RECP"):
            whole = replay(Reader(recipe), mosaic, pictures, skeleton, residue)
    check(len(whole) == record["size"] and sha256(whole).hex() == record["sha256"], "the original: wrong size or digest")
    return whole


def mosaic_digest(mosaic):
    return sha256(mosaic.astype("<u2").tobytes()).hex()


def stored_mosaic(unit, profiles):
    """FORMAT 5 and 7: the planes put together."""
    facts = unit.record["mosaic"]
    width, height, cell = facts["width"], facts["height"], (facts["periodHeight"], facts["periodWidth"])
    mosaic = np.zeros((height, width), np.int64)
    earlier, missing = [], {p for p in range(cell[0] * cell[1]) if p // cell[1] < height and p % cell[1] < width}
    for index in unit.indices("PLNE"):
        with within(f"PLNE {index}"):
            check(index in missing, "a plane too many")
            missing.remove(index)
            row, column = divmod(index, cell[1])
            part = mosaic[row::cell[0], column::cell[1]]
            part[:] = decode_plane(unit.section("PLNE", index), index, part.shape, cell, earlier, profiles)
            earlier.append(((row, column), part))
    check(not missing, f"PLNE {missing}: planes are missing")
    check(mosaic_digest(mosaic) == facts["storedSHA256"], "the mosaic: wrong digest of stored samples")
    return mosaic


def linear_mosaic(unit, profiles):
    """FORMAT 4.2: the stored samples through the curve."""
    mosaic = stored_mosaic(unit, profiles)
    curve = np.frombuffer(unit.wrapped("CURV", otherwise=b""), "<u2").astype(np.int64)
    if len(curve):
        mosaic = curve[np.minimum(mosaic, len(curve) - 1)]
    check(mosaic_digest(mosaic) == unit.record["mosaic"]["linearSHA256"], "the mosaic: wrong digest of linear samples")
    return mosaic


# ------------------------------------------------------------------------------------------------------------- FORMAT 5: planes


def decode_plane(section, index, shape, cell, earlier, profiles):
    """The samples of one plane. `earlier`: place in the cell and samples of the planes before it."""
    (method, flags, plane, width, height, tile_width, tile_height, profile, digest, bits, table_kind, coding, zero,
     table_length) = struct.unpack_from("<HHIIIII32s16sBBBBI", section)                                           # 5.1
    check(method <= 3 and flags == 0 and table_kind <= 2 and coding <= 1 and zero == 0, "newer than this program")
    check(plane == index and (height, width) == shape, "another plane or size than it should be")
    check(1 <= tile_width <= width and 1 <= tile_height <= height, "impossible tiles")
    tiles = [(row, column, min(tile_height, height - row), min(tile_width, width - column))
             for row in range(0, height, tile_height) for column in range(0, width, tile_width)]
    count = len(tiles) + (method >= 2)
    front = 80 + table_length + 12 * count
    check(sha256(section[:front])[:8] == section[front:front + 8], "the digest of the front is wrong")
    parts, at = [], front + 8
    for number in range(count):
        length, part_digest = struct.unpack_from("<I8s", section, 80 + table_length + 12 * number)
        parts.append(section[at:at + length])
        check(sha256(parts[-1])[:8] == part_digest, f"the digest of part {number} is wrong")
        at += length
    check(at == len(section), "the parts do not fill the section")

    values = value_table(section[80:80 + table_length], table_kind, coding)
    numbers = np.zeros(shape, np.int64)
    if method >= 2:
        numbers_before = []
        for place, samples in earlier:
            if values is not None:                                                                                # 5.2
                found = np.minimum(np.searchsorted(values, samples), len(values) - 1)
                check((values[found] == samples).all(), "a sample of an earlier plane is not in the value table")
                samples = found
            numbers_before.append((place, samples))
        networks = profiles.find(profile) if profile != bytes(32) else {}
        decoder = (MLPDecoder if method == 2 else LCFDecoder)(parts.pop(0), divmod(index, cell[1]), cell, numbers_before, networks)
    for number, ((row, column, high, wide), part) in enumerate(zip(tiles, parts)):
        with within(f"tile {number}"):
            if method == 0:
                tile = stored_tile(part, bits, high * wide).reshape(high, wide)
            elif method == 1:
                tile = read_pgm(djxl(part, "pgm"))
                check(tile.shape == (high, wide), "another size than the tile's")
            else:
                tile = decoder.tile(row, column, high, wide, part)
            numbers[row:row + high, column:column + wide] = tile
    if values is not None:
        check(numbers.max() < len(values), "a number past the value table's end")
        numbers = values[numbers]
    check(sha256(numbers.astype("<u2").tobytes())[:16] == digest, "the digest of the plane's samples is wrong")
    return numbers


def value_table(data, kind, coding):
    """FORMAT 5.2: the sample of each number, or None."""
    if kind == 0:
        return None
    reader = Reader(data)
    if coding == 1:
        reader = Reader(counted_frame(reader))
    values, last = [], -1
    while reader.more():
        first = last + 1 + reader.varint()
        count = reader.varint() + 1 if kind == 1 else 1
        step = reader.varint() + 1 if count > 1 else 1
        check(first + (count - 1) * step <= 65535, "the value table is damaged")
        values.extend(range(first, first + (count - 1) * step + 1, step))
        last = values[-1]
    return np.array(values)


def stored_tile(part, bits, count):
    """FORMAT 5.4."""
    if bits == 0:
        check(part == b"", "an empty tile has bytes")
        return np.zeros(count, np.int64)
    if part[0] == 0:
        stream = np.unpackbits(np.frombuffer(part, np.uint8, offset=1), bitorder="little")
        check(len(part) - 1 == (count * bits + 7) // 8 and not stream[count * bits:].any(), "packed numbers of another length")
        return stream[:count * bits].reshape(count, bits).astype(np.int64) @ (1 << np.arange(bits))
    check(part[0] == 1, "newer than this program")
    data = np.frombuffer(unzstd(part[1:], count if bits <= 8 else 2 * count), np.uint8).astype(np.int64)
    return data if bits <= 8 else data[:count] + (data[count:] << 8)


# ------------------------------------------------------------------------------------------------------------- FORMAT 5.8: profiles


class Profiles:
    """Finds networks by the digest of their profile."""

    def __init__(self, folders):
        self.folders, self.files = folders, None

    def find(self, digest):
        if self.files is None:
            self.files = {}
            for folder in self.folders:
                for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
                    if name.endswith(".profile"):
                        with open(os.path.join(folder, name), "rb") as file:
                            data = file.read()
                        self.files[sha256(data)] = data
        check(digest in self.files, f"needs the profile whose SHA-256 is {digest.hex()}; --profiles names a folder")
        with within("profile"):
            return read_profile(Reader(self.files[digest]))


def read_profile(reader):
    """Networks by slot: number of row inputs, number of serial inputs, layers of [biases, weights, shift]."""
    check(reader.take(8) == b"GLSPROF1" and reader.number("I") == 1, "newer than this program")
    networks = {}
    for _ in range(reader.number("I")):
        slot, row_inputs, serial_inputs, count = (reader.u16() for _ in range(4))
        layers = []
        for _ in range(count):
            outputs, inputs, shift = reader.u16(), reader.u16(), reader.u8()
            reader.take(3)
            biases = reader.array("<i4", outputs)
            layers.append([biases, reader.array("<i2", outputs * inputs).reshape(outputs, inputs), shift])
        networks[slot] = (row_inputs, serial_inputs, layers)
    reader.end()
    return networks


# ------------------------------------------------------------------------------------------------------------- FORMAT 5.6: method mlp


def clamp(value, least, most):
    return least if value < least else most if value > most else value


def log16(value):
    """FORMAT 5.6.4, of one number."""
    value = clamp(value, 1, (1 << 24) - 1)
    octave = value.bit_length() - 1
    return 16 * octave + (16 * value >> octave) - 16


def log16_array(values):
    values = np.clip(values, 1, (1 << 24) - 1)
    octave = np.frexp(values.astype(np.float64))[1].astype(np.int64) - 1
    return 16 * octave + (16 * values >> octave) - 16


class RangeDecoder:
    """FORMAT 5.6.11."""
    ALL = (1 << 64) - 1

    def __init__(self, data):
        self.data, self.at = data, 0
        self.low, self.range, self.code = 0, self.ALL, 0
        for _ in range(4):
            self.code = (self.code << 16) | self.word()

    def word(self):
        word = int.from_bytes(self.data[self.at:self.at + 2], "little")
        self.at += 2
        return word

    def target(self):
        return min(((self.code - self.low) & self.ALL) // (self.range >> 26), (1 << 26) - 1)

    def narrow(self, start, size):
        unit = self.range >> 26
        low, width = (self.low + unit * start) & self.ALL, unit * size
        while True:
            if (low ^ ((low + width) & self.ALL)) >= 1 << 48:
                if width >= 1 << 32:
                    break
                width = -low & 0xFFFFFFFF
            self.code = ((self.code << 16) & self.ALL) | self.word()
            low = (low << 16) & self.ALL
            width = (width << 16) & self.ALL
        self.low, self.range = low, width

    def end(self):
        check(self.at >= len(self.data), "the stream is longer than its tile")


# FORMAT 5.6.9: the logistic table, the bins, and the scale table.
def logistic_table():
    powers = [1 << 62]
    for _ in range(1024):
        powers.append(powers[-1] * 18160753814917686420 >> 64)
    t = [(p << 62) // ((1 << 62) + p) for p in powers]
    return [t[1024 - i] if i <= 1024 else (1 << 62) - t[i - 1024] for i in range(2049)]


LOGISTIC = logistic_table()
HALF = [0, 19, 38, 58, 80, 106, 134, 166, 205, 256, 320, 416, 576, 1024]
BIN_EDGES = [1024 - h for h in HALF[::-1]] + [1024 + h for h in HALF[1:]]
BIN_OF_STEP, BASE, SLOPE = [], [], []
for b_ in range(26):
    first_, last_ = BIN_EDGES[b_], BIN_EDGES[b_ + 1]
    shares_ = [((LOGISTIC[i] - LOGISTIC[first_]) << 16) // (LOGISTIC[last_] - LOGISTIC[first_]) for i in range(first_, last_ + 1)]
    for i_ in range(last_ - first_):
        BIN_OF_STEP.append(b_)
        BASE.append(shares_[i_])
        SLOPE.append(shares_[i_ + 1] - shares_[i_])
CUMULATED = [0] + [LOGISTIC[BIN_EDGES[b]] >> 46 for b in range(1, 26)] + [1 << 16]
MASS = [CUMULATED[b + 1] - CUMULATED[b] for b in range(26)]
SCALES = [1073741824, 1121280436, 1170923762, 1222764986, 1276901417, 1333434672, 1392470869, 1454120821,
          1518500250, 1585730000, 1655936265, 1729250827, 1805811301, 1885761398, 1969251188, 2056437387]
OMEGA = [(((1 << 62) // SCALES[z % 16]) << 4) >> (z // 16) for z in range(352)]


class AdaptiveModel:
    """FORMAT 5.6.9."""

    def __init__(self):
        self.counts = [max(1, 2560 * mass >> 16) for mass in MASS]
        self.wait = 8
        self.renew()

    def renew(self):
        self.learned = 0
        counts = self.counts
        total = sum(counts)
        if total > 1 << 20:
            counts[:] = [count - (count >> 1) for count in counts]
            total = sum(counts)
        self.c, before = [], 0
        for b in range(26):
            self.c.append(before * 65510 // total + b)
            before += counts[b]
        self.c.append(65536)

    def learn(self, b):
        self.counts[b] += 64
        self.learned += 1
        if self.learned == self.wait:
            self.wait = min(2 * self.wait, 64)
            self.renew()


class Cells:
    """FORMAT 5.6.8: the numbers that can be coded and the edges of their cells."""

    def __init__(self, lowest, highest, widths=None):
        check(lowest < highest, "impossible numbers")
        if widths is None:
            widths = [16] * (highest - lowest + 1)
        check(widths[0] and widths[-1] and sum(widths) <= 1 << 20, "impossible cells")
        self.numbers, self.edges, edge = [], [], 16 * lowest - 8
        for number, width in enumerate(widths, lowest):
            if width:
                self.numbers.append(number)
                self.edges.append(edge)
                edge += width


class SampleDecoder:
    """FORMAT 5.6.10: takes numbers from a range decoder; models and running place start anew with each."""

    def __init__(self, decoder, cells, models):
        self.decoder, self.cells, self.delta = decoder, cells, 0
        self.models = [AdaptiveModel() for _ in range(models)]

    def number(self, mean, z, gamma):
        model, edges, omega = self.models[gamma], self.cells.edges, OMEGA[z]
        c, count = model.c, len(edges)
        floor = max(1, (1 << 14) // count)
        shared = (1 << 26) - count * floor
        target = self.decoder.target()
        index, after, start, end = 0, count, 0, 1 << 26
        while after - index > 1:  # The one index whose interval holds the target.
            middle = (index + after) >> 1
            position = (edges[middle] - mean) * omega >> 24
            position = 0 if position < -65536 else 131071 if position > 65535 else position + 65536
            step = position >> 6
            b = BIN_OF_STEP[step]
            share = BASE[step] + (SLOPE[step] * (position & 63) >> 6)
            below = (((c[b] << 16) + (c[b + 1] - c[b]) * share) * shared >> 32) + middle * floor
            if below <= target:
                index, start = middle, below
            else:
                after, end = middle, below
        self.decoder.narrow(start, end - start)
        self.delta = (self.delta + 40503) & 65535
        place = (start + ((end - start) * self.delta >> 16)) >> 10
        b = 0
        while c[b + 1] <= place:
            b += 1
        model.learn(b)
        return self.cells.numbers[index]


class Fields:
    """The fields K to start of FORMAT 5.6.1, and what 5.6.3 to 5.6.5 make of them."""

    def __init__(self, reader, taps, scale_taps):
        classes = reader.u8()
        check(1 <= classes <= 4, "impossible energy classes")
        self.activity = list(reader.array("<u2", classes - 1)) + [65535] * (4 - classes)
        self.shift = reader.u8()
        sets = [self.weights(reader, taps) for _ in range(classes)]
        sets += [sets[-1]] * (4 - classes)
        self.taps, self.biases = np.array([weights for weights, _ in sets]), np.array([bias for _, bias in sets])
        self.scale, self.scale_bias = self.weights(reader, scale_taps)
        self.error_shift = reader.u8()
        self.noise, self.levels = reader.array("<i2", 16), reader.array("<u2", 15)
        self.contexts = list(reader.array("<u2", reader.u8()))
        self.start = int(reader.array("<i2", 1)[0])
        check(8 <= self.shift <= 14 and self.error_shift <= 6 and len(self.contexts) <= 23, "a field outside its range")
        # #{t ≤ z} for each scale code
        self.context_of = [sum(int(t <= z) for t in self.contexts) for z in range(352)]

    def weights(self, reader, count):
        weights, bias = reader.array("<i2", count), int(reader.array("<i4", 1)[0])
        check(32768 * int(np.abs(weights).sum()) + abs(bias) < 1 << 31, "sums that are not bounded")
        return weights, bias

    def energy(self, activity):
        return np.searchsorted(self.activity[:3], np.minimum(activity, 65535), side="right")

    def noise_expected(self, sample, least):
        """FORMAT 5.6.4; `least`: lowest − C."""
        return self.noise[np.searchsorted(self.levels, np.maximum(sample - least, 0) // 4 * 4, side="right")]


def read_widths(reader, flag, lowest, highest):
    return Cells(lowest, highest, [reader.varint() for _ in range(highest - lowest + 1)] if flag else None)


def support(place, cell, before, wide):
    """FORMAT 5.6.2: own taps above, and the taps of each earlier plane, as (row, column)."""
    def candidates(plane):
        return sorted(((r * cell[0] + plane[0] - place[0]) ** 2 + (c * cell[1] + plane[1] - place[1]) ** 2, r, c)
                      for r in range(-3, 4) for c in range(-3, 4))
    own = [(r, c) for _, r, c in candidates(place) if r < 0][:20 if wide else 8 if before else 10]
    if len(before) <= 3:
        count = (0, 12, 8, 8)[len(before)] * (2 if wide else 1)
        return own, [[(r, c) for _, r, c in candidates(plane)[:count]] for plane in before]
    left = 40 if wide else 24
    most = sorted(candidate[0] for plane in before for candidate in candidates(plane))[left - 1]
    earlier = []
    for plane in before:
        earlier.append([(r, c) for distance, r, c in candidates(plane) if distance <= most][:left])
        left -= len(earlier[-1])
    return own, earlier


def texture(tile):
    """FORMAT 5.6.4."""
    y = np.pad(tile, 1, "edge")
    return np.minimum(np.abs(4 * tile - y[:-2, 1:-1] - y[2:, 1:-1] - y[1:-1, :-2] - y[1:-1, 2:]), 32767)


def earlier_tile(plane, row, column, high, wide, centre):
    """FORMAT 5.6.2: an earlier plane's numbers at the places of a tile, less C."""
    rows = np.minimum(row + np.arange(high), plane.shape[0] - 1)
    columns = np.minimum(column + np.arange(wide), plane.shape[1] - 1)
    return plane[np.ix_(rows, columns)] - centre


def earlier_activity(taps):
    """FORMAT 5.6.3: what an earlier plane adds to the activity."""
    return abs(taps[0] - taps[1]) + abs(taps[2] - taps[3]) + abs(taps[0] - taps[3]) if len(taps) >= 4 else 0


def norm(values, limit, factor, shift):
    """FORMAT 5.6.5."""
    return np.minimum(np.maximum(values, -limit), limit) * factor >> shift


def inverse_of(q):
    """f of FORMAT 5.6.5, of log16 of the scale."""
    return (1 << 28) // ((16 + q % 16) << (q // 16))


def exact_product(inputs, weights):
    """A product of integer matrices by way of floating point, which is fast, and exact: no sum leaves 32 bits (FORMAT 5.8)."""
    return (inputs.astype(np.float64) @ weights.T.astype(np.float64)).astype(np.int64)


def decode_tile(decoder, fields, centre, cells, high, wide, own_taps, earlier, network=None, parity_of=None):
    """A tile of FORMAT 5.6: numbers and error magnitudes. `earlier`: numbers less C, textures and taps of each earlier plane."""
    lowest, highest = cells.numbers[0], cells.numbers[-1]
    least, most = 16 * lowest, 16 * highest
    earlier = [(np.pad(y, 3, "edge"), np.pad(t, 3, "edge"), taps) for y, t, taps in earlier]
    # Rows −3…−1 and three columns of margin on both sides; the sample at (r, c) is at [r + 3, c + 3].
    x = np.full((high + 3, wide + 6), fields.start)
    magnitude = np.full((high + 3, wide + 6), fields.noise[8])
    signed = np.zeros((high + 3, wide + 6), np.int64)
    samples = SampleDecoder(decoder, cells, 96)
    alpha, beta = [0] * 384, [0] * 3072
    shift, error_shift, centre16 = fields.shift, fields.error_shift, 16 * centre
    v1, v2 = (int(v) for v in fields.scale[-2:])
    seen_own = 8 if earlier else 10
    seen_earlier = 12 if len(earlier) == 1 else 8
    middle = 8 + (fields.contexts[len(fields.contexts) // 2] if fields.contexts else 96)
    if network:
        (first_biases, first_weights, first_shift) = network[0]
        serial_weights = first_weights[:, -8:]
        rest = network[1:]

    for r in range(high):
        def row_of(array, tap):
            return array[r + 3 + tap[0], 3 + tap[1]:3 + tap[1] + wide]
        # What does not wait for the row's own samples, for the whole row at once.
        own = [row_of(x, tap) for tap in own_taps]
        others = [[row_of(y, tap) for tap in taps] for y, _, taps in earlier]
        textures = [[row_of(t, tap) for tap in taps[:8]] for _, t, taps in earlier]
        north = x[r + 2, 3:-3]
        activity = abs(own[0] - own[1]) + abs(own[0] - own[2]) + abs(own[0] - own[3]) + sum(earlier_activity(taps) for taps in others)
        energy = fields.energy(activity)                                                                        # 5.6.3
        weights = fields.taps[energy]
        row_sum = fields.biases[energy] + sum(weights[:, i] * tap for i, tap in enumerate(own + sum(others, [])))
        noise = fields.noise_expected(north, lowest - centre)                                                   # 5.6.4
        above = [row_of(magnitude, tap) for tap in own_taps[:8]]
        scale_sum = fields.scale_bias + sum(int(weight) * tap for weight, tap in zip(fields.scale, above + sum(textures, []) + [noise]))
        if network:                                                                                             # 5.6.5
            magnitude_north = magnitude[r + 2, 3:-3]
            s_row = np.maximum((scale_sum + (v1 + v2) * magnitude_north) >> 10, 1)
            q = log16_array(s_row)
            f = inverse_of(q)
            l0 = np.minimum(s_row, 32767)
            l1 = np.minimum(16 * l0 >> error_shift, 32767)
            l2 = np.minimum(4 * l0, 32767)
            rho = np.clip((row_sum + (weights[:, -2] + weights[:, -1]) * north) >> shift, lowest - centre, highest - centre)
            inputs = [norm(tap - rho, l0, f, 14) for tap in own[:seen_own]]
            for taps in others:
                mean = (taps[0] + taps[1] + taps[2] + taps[3]) >> 2
                inputs += [norm(tap - mean, l0, f, 14) for tap in taps[:seen_earlier]]
            inputs += [norm(row_of(signed, tap), l1, f, 18 - error_shift) for tap in own_taps[:8]]
            inputs += [norm(noise, l1, f, 18 - error_shift), norm(magnitude_north, l1, f, 18 - error_shift)]
            for taps in textures:
                inputs += [norm(tap, l2, f, 16) for tap in taps[:4]]
            inputs += [np.clip(4 * (q - middle), -1023, 1023), np.zeros(wide, np.int64)]
            first_sums = exact_product(np.stack(inputs, 1), first_weights[:, :-8]) + first_biases
            q, f, l0, l1, rho, s_row = (values.tolist() for values in (q, f, l0, l1, rho, s_row))
            parity_row = 0 if parity_of is None else 64 if (parity_of[0] + r) % 2 else -64
            parity = 0
        row_sum, scale_sum, energy = row_sum.tolist(), scale_sum.tolist(), energy.tolist()
        w1, w2 = weights[:, -2].tolist(), weights[:, -1].tolist()
        row_above = x[r + 2].tolist()
        x1 = x2 = row_above[3]
        m1 = m2 = int(magnitude[r + 2, 3])
        g1 = g2 = 0
        row_x, row_m, row_g = [], [], []

        for c in range(wide):
            n, n_east, n_west = row_above[c + 3], row_above[c + 4], row_above[c + 2]
            p = ((row_sum[c] + w1[c] * x1 + w2[c] * x2) >> (shift - 4)) + centre16
            p = least if p < least else most if p > most else p
            s = (scale_sum[c] + v1 * m1 + v2 * m2) >> 10
            s = 1 if s < 1 else s
            if network:                                                                                         # 5.6.5, 5.6.6
                a, b, d, fc = rho[c], l0[c], l1[c], f[c]
                if parity_of is not None:
                    parity = 64 if (parity_of[1] + c) % 2 else -64
                e = min(8 * s_row[c], 1 << 22)
                serial = np.array([clamp(x1 - a, -b, b) * fc >> 14, clamp(x2 - a, -b, b) * fc >> 14,
                                   clamp(g1, -d, d) * fc >> (18 - error_shift), clamp(g2, -d, d) * fc >> (18 - error_shift),
                                   clamp(p - centre16 - 16 * a, -e, e) * fc >> 18, clamp(4 * (log16(s) - q[c]), -1023, 1023),
                                   parity_row, parity])
                values = np.minimum(np.maximum((first_sums[c] + serial_weights @ serial) >> first_shift, 0), 32767)
                for biases, layer_weights, layer_shift in rest[:-1]:
                    values = np.minimum(np.maximum((layer_weights @ values + biases) >> layer_shift, 0), 32767)
                biases, layer_weights, layer_shift = rest[-1]
                out0, out1 = ((layer_weights @ values + biases) >> layer_shift).tolist()
                mean = clamp(p + (s_row[c] * clamp(out0, -4096, 4096) >> 10), least, most)
                z = q[c] + (clamp(out1, -8192, 8192) >> 6)
                s = s_row[c]
            else:
                mean, z = p, log16(s) - 8
            z = 0 if z < 0 else 351 if z > 351 else z                                                           # 5.6.7
            g = fields.context_of[z]
            bar = mean - centre16
            u = (16 * n > bar) + 2 * (16 * x1 > bar) + 4 * (16 * n_east > bar) + 8 * (16 * n_west > bar)
            v = ((16 * (n + x1 - n_west) > bar) + 2 * (16 * (2 * x1 - x2) > bar) + 4 * (4 * (n + n_east + 2 * x1) > bar) + 8 * (p > mean))
            j = 16 * g + u
            i = 256 * (g // 2) + 16 * u + v
            number = samples.number(mean + ((alpha[j] + beta[i]) >> 9), z, 4 * g + energy[c])
            d = 3 * min(s, 1 << 20)
            d = 256 * clamp(16 * number - mean, -d, d)
            alpha[j] += (d - alpha[j]) >> 6
            beta[i] += (d - beta[i]) >> 6
            error = 16 * number - p                                                                             # 5.6.3
            x2, m2, g2 = x1, m1, g1
            x1 = number - centre
            m1 = min(abs(error) >> error_shift, 32767)
            g1 = -m1 if error < 0 else m1
            row_x.append(x1)
            row_m.append(m1)
            row_g.append(g1)
        for array, row in ((x, row_x), (magnitude, row_m), (signed, row_g)):
            array[r + 3] = np.pad(row, 3, "edge")
    return x[3:, 3:-3] + centre, magnitude[3:, 3:-3]


class MLPDecoder:
    """Method 2."""

    def __init__(self, model, place, cell, earlier, networks):
        with within("model"):
            reader = Reader(counted_frame(Reader(model)))
            flags, self.centre, lowest, highest = reader.u8(), reader.u16(), reader.u16(), reader.u16()         # 5.6.1
            check(flags < 16, "newer than this program")
            self.own_taps, self.earlier_taps = support(place, cell, [place_before for place_before, _ in earlier], flags & 4)
            self.planes = [plane for _, plane in earlier]
            taps = len(self.own_taps) + sum(len(taps) for taps in self.earlier_taps) + 2
            scale_taps = 8 + sum(min(8, len(taps)) for taps in self.earlier_taps) + 3
            self.fields = Fields(reader, taps, scale_taps)
            self.cells = read_widths(reader, flags & 2, lowest, highest)
            self.parity, self.network = flags & 8, None
            if flags & 1:
                check(len(earlier) in networks, "the profile has no network for this plane")
                row_inputs, serial_inputs, self.network = networks[len(earlier)]
                check((row_inputs, serial_inputs) == ((22, 36, 44, 56)[len(earlier)], 8), "a network that does not fit")
            if flags & 8:
                self.change(reader)
            reader.end()

    def change(self, reader):
        """FORMAT 5.6.1, changes."""
        k = reader.u8()
        check(reader.varint() == len(self.network) and k <= 10, "changes that do not fit")
        for number, (biases, weights, _) in enumerate(self.network):
            check(reader.varint() == biases.size + weights.size, "changes that do not fit")
            codes = np.array([reader.varint() for _ in range(biases.size + weights.size)])
            changes = np.where(codes % 2, -(codes // 2) - 1, codes // 2) << k
            biases += changes[:biases.size] * (64 if number == 0 else 256)
            weights += changes[biases.size:].reshape(weights.shape)

    def tile(self, row, column, high, wide, part):
        earlier = []
        for plane, taps in zip(self.planes, self.earlier_taps):
            y = earlier_tile(plane, row, column, high, wide, self.centre)
            earlier.append((y, texture(y), taps))
        decoder = RangeDecoder(part)
        numbers, _ = decode_tile(decoder, self.fields, self.centre, self.cells, high, wide, self.own_taps, earlier, self.network,
                                 (row, column) if self.parity else None)
        decoder.end()
        return numbers


# ------------------------------------------------------------------------------------------------------------- FORMAT 5.7: method lcfd


class LCFDecoder:
    """Method 3."""
    ORDER = [(0, 0), (1, 1), (0, 1), (1, 0)]                             # a, d, b, c: the order of coding
    NEIGHBOURS = [(-1, 0), (0, -1), (0, 1), (1, 0), (-1, -1), (-1, 1), (1, -1), (1, 1)]

    def __init__(self, model, place, cell, earlier, networks):
        with within("model"):
            reader = Reader(counted_frame(Reader(model)))
            flags, self.centre, lowest, highest = reader.u8(), reader.u16(), reader.u16(), reader.u16()         # 5.7.2
            check(flags in (0, 2), "newer than this program")
            self.planes = [plane for _, plane in earlier]
            places = [place_before for place_before, _ in earlier]
            # 5.7.3: subimage a, in a mosaic of twice the cell; subimages of earlier planes as (plane, row parity, column parity).
            cell2 = (2 * cell[0], 2 * cell[1])
            subs = [(q, e, z) for q in range(len(places)) for e in (0, 1) for z in (0, 1)]
            def places_of(subs):
                return [(places[q][0] + e * cell[0], places[q][1] + z * cell[1]) for q, e, z in subs]
            _, taps = support(place, cell2, places_of(subs), False)
            self.subs = [sub for sub, some in zip(subs, taps) if some]
            self.own_a, self.taps_a = support(place, cell2, places_of(self.subs), False)
            self.fields_a = Fields(reader, len(self.own_a) + sum(len(taps) for taps in self.taps_a) + 2,
                                   8 + sum(min(8, len(taps)) for taps in self.taps_a) + 3)
            # 5.7.4: the compressors of d, b, c.
            _, self.earlier_taps = support(place, cell, places, False)
            earlier_count = sum(len(taps) for taps in self.earlier_taps)
            texture_count = sum(min(8, len(taps)) for taps in self.earlier_taps)
            self.parts = []
            for number, (e, z) in enumerate(self.ORDER[1:]):
                own = self.own_taps(e, z, cell)
                flags_x, threshold = reader.u8(), reader.u16()
                check(flags_x < 8 and threshold <= 352, "newer than this program")
                counts = len(own) + earlier_count, 8 + texture_count + 2
                low = Fields(reader, *counts)
                high = Fields(reader, counts[0] + 8, counts[1] + 8) if flags_x & 4 else None
                low.network = high_network = None
                inputs = len(own) + earlier_count + 8 + 2 + 4 * sum(len(taps) >= 4 for taps in self.earlier_taps) + 2
                if flags_x & 1:
                    low.network = self.network(networks, 16 + 3 * len(places) + number, inputs)
                if flags_x & 2:
                    high_network = self.network(networks, 32 + 3 * len(places) + number, inputs + 16)
                if high:
                    high.network = high_network
                self.parts.append(((e, z), own, threshold, low, high))
            self.cells = read_widths(reader, flags & 2, lowest, highest)
            reader.end()

    def network(self, networks, slot, inputs):
        check(slot in networks, "the profile has no network for this plane")
        check(networks[slot][:2] == (inputs, 0), "a network that does not fit")
        return networks[slot][2]

    def own_taps(self, e, z, cell):
        """FORMAT 5.7.4: subimage and place in it of each own tap."""
        before = self.ORDER[:self.ORDER.index((e, z))]
        taps = []
        for r in range(-3, 4):
            for c in range(-3, 4):
                sub = ((e + r) % 2, (z + c) % 2)
                if sub in before:
                    taps.append(((r * cell[0]) ** 2 + (c * cell[1]) ** 2, (e + r) // 2, (z + c) // 2, sub))
        return [(sub, r, c) for _, r, c, sub in sorted(taps)][:16 if (e, z) == (1, 0) else 12]

    def tile(self, row, column, high, wide, part):
        centre = self.centre
        rows, columns = (high + 1) // 2, (wide + 1) // 2                                                        # 5.7.1
        subs, textures = [], []          # of each earlier plane, its subimages and those of its textures, by parity
        for plane in self.planes:
            y = np.pad(earlier_tile(plane, row, column, high, wide, centre), ((0, 1), (0, 1)), "edge")
            t = np.pad(texture(y[:-1, :-1]), ((0, 1), (0, 1)), "edge")
            for images, lists in ((y, subs), (t, textures)):
                lists.append({(e, z): images[e::2, z::2][:rows, :columns] for e in (0, 1) for z in (0, 1)})
        length = struct.unpack_from("<I", part)[0]                                                              # 5.7.6
        check(length <= len(part) - 4, "a stream that is longer than its tile")
        decoder = RangeDecoder(part[4:4 + length])
        earlier = [(subs[q][e, z], texture(subs[q][e, z]), taps) for (q, e, z), taps in zip(self.subs, self.taps_a)]
        numbers, magnitude = decode_tile(decoder, self.fields_a, centre, self.cells, rows, columns, self.own_a, earlier)
        decoder.end()
        tile = np.zeros((high, wide), np.int64)
        tile[::2, ::2] = numbers
        own, magnitudes = {(0, 0): numbers - centre}, {(0, 0): magnitude}
        decoder = RangeDecoder(part[4 + length:])
        for (e, z), taps, threshold, low, strong in self.parts:
            shape = tile[e::2, z::2].shape
            if 0 in shape:
                own[e, z], magnitudes[e, z] = own[0, 0], magnitudes[0, 0]
                continue
            numbers, magnitudes[e, z] = self.subimage((e, z), shape, taps, threshold, low, strong, own, magnitudes, subs, textures, decoder)
            tile[e::2, z::2] = numbers
            own[e, z] = numbers - centre
        decoder.end()
        return tile

    def subimage(self, parity, shape, taps, threshold, low, strong, own, magnitudes, subs, textures, decoder):
        """FORMAT 5.7.5: numbers and error magnitudes of one subimage."""
        def at(image, r, c):
            rows = np.clip(np.arange(shape[0]) + r, 0, image.shape[0] - 1)
            columns = np.clip(np.arange(shape[1]) + c, 0, image.shape[1] - 1)
            return image[np.ix_(rows, columns)]

        def of_earlier(images, tap):
            r, c = parity[0] + tap[0], parity[1] + tap[1]
            return at(images[r % 2, c % 2], r // 2, c // 2)

        own_values = [at(own[sub], r, c) for sub, r, c in taps]
        own_magnitudes = [at(magnitudes[sub], r, c) for sub, r, c in taps[:8]]
        others = [[of_earlier(images, tap) for tap in taps] for images, taps in zip(subs, self.earlier_taps)]
        texture_values = [[of_earlier(images, tap) for tap in taps[:8]] for images, taps in zip(textures, self.earlier_taps)]
        seen = own_values, own_magnitudes, others, texture_values
        samples, alpha, shift = SampleDecoder(decoder, self.cells, 24), [0] * 384, low.error_shift
        numbers = np.zeros(shape, np.int64)
        mean, z, s = self.compressor(low, *seen, [], [])
        is_low = z < threshold if strong else np.ones(shape, bool)
        self.code(samples, low, alpha, numbers, is_low, mean, z, s, own_values)
        error = 16 * numbers - mean
        size = np.minimum(abs(error) >> shift, 32767)
        if strong:
            kappa = np.minimum(z + 8, 351)
            sigma = np.array(SCALES)[kappa % 16] << kappa // 16 >> 22
            residual = np.where(is_low, np.where(error < 0, -size, size), 0)
            kept = np.where(is_low, size, np.minimum(sigma >> 8 >> shift, 32767))
            mean2, z2, s2 = self.compressor(strong, *seen, [at(residual, r, c) for r, c in self.NEIGHBOURS],
                                            [at(kept, r, c) for r, c in self.NEIGHBOURS])
            self.code(samples, low, alpha, numbers, ~is_low, mean2, z2, s2, own_values)
        return numbers, np.minimum(abs(16 * numbers - mean) >> shift, 32767)

    def compressor(self, fields, own, own_magnitudes, others, textures, residuals, magnitudes):
        """FORMAT 5.7.4: means, scale codes and scales of all samples."""
        lowest, highest, centre, shift = self.cells.numbers[0], self.cells.numbers[-1], self.centre, fields.shift
        activity = (sum(abs(own[a] - own[b]) for a in range(4) for b in range(a))
                    + sum(earlier_activity(taps) for taps in others))
        activity = np.minimum(activity, 65535)
        weights = fields.taps[fields.energy(activity)]
        row_sum = fields.biases[fields.energy(activity)]
        for i, tap in enumerate(own + sum(others, []) + residuals):
            row_sum = row_sum + weights[..., i] * tap
        p = np.clip((row_sum >> (shift - 4)) + 16 * centre, 16 * lowest, 16 * highest)
        a2 = np.minimum(2 * activity >> fields.error_shift, 32767)
        noise = fields.noise_expected((own[0] + own[1] + own[2] + own[3]) >> 2, lowest - centre)
        scale_sum = np.full(p.shape, fields.scale_bias)
        for weight, tap in zip(fields.scale, own_magnitudes + sum(textures, []) + magnitudes + [a2, noise]):
            scale_sum += weight * tap
        s = np.clip(scale_sum >> 10, 1, (1 << 24) - 1)
        if not fields.network:
            return p, np.clip(log16_array(s) - 8, 0, 351), s
        q = log16_array(s)
        f = inverse_of(q)
        l0 = np.minimum(s, 32767)
        l1 = np.minimum(16 * l0 >> fields.error_shift, 32767)
        l2 = np.minimum(4 * l0, 32767)
        scale_shift = 18 - fields.error_shift
        rho = np.clip(row_sum >> shift, lowest - centre, highest - centre)
        inputs = [norm(tap - rho, l0, f, 14) for tap in own]
        for taps in others:
            mean = (taps[0] + taps[1] + taps[2] + taps[3]) >> 2
            inputs += [norm(tap - mean, l0, f, 14) for tap in taps]
        inputs += [norm(tap, l1, f, scale_shift) for tap in own_magnitudes + [noise, a2]]
        inputs += [norm(tap, l2, f, 16) for taps in textures for tap in taps[:4]]
        inputs += [norm(tap, l1, f, scale_shift) for tap in residuals + magnitudes]
        inputs += [np.clip(4 * (q - fields.start - 8), -1023, 1023), np.zeros(p.shape, np.int64)]
        values = np.stack(inputs, -1)
        for number, (biases, layer_weights, layer_shift) in enumerate(fields.network):
            values = (exact_product(values, layer_weights) + biases) >> layer_shift
            if number < len(fields.network) - 1:
                values = np.clip(values, 0, 32767)
        mean = np.clip(p + (s * np.clip(values[..., 0], -4096, 4096) >> 10), 16 * lowest, 16 * highest)
        return mean, np.clip(q + (np.clip(values[..., 1], -8192, 8192) >> 6), 0, 351), s

    def code(self, samples, fields, alpha, numbers, chosen, mean, z, s, own):
        """FORMAT 5.7.5: the chosen samples, row by row, into `numbers`."""
        bar = mean - 16 * self.centre
        bits = (16 * own[0] > bar) + 2 * (16 * own[1] > bar) + 4 * (16 * own[2] > bar) + 8 * (16 * own[3] > bar)
        found = []
        for m, code, scale, bit in zip(*(values[chosen].tolist() for values in (mean, z, s, bits))):
            g = fields.context_of[code]
            j = 16 * g + bit
            number = samples.number(m + (alpha[j] >> 8), code, g)
            found.append(number)
            d = 3 * min(scale, 1 << 20)
            alpha[j] += (256 * clamp(16 * number - m, -d, d) - alpha[j]) >> 6
        numbers[chosen] = found


# ------------------------------------------------------------------------------------------------------------- FORMAT 6: recipe


def read_recipe(recipe):
    """FORMAT 6.1 to 6.3: size of the file and of the mosaic, layouts, segments."""
    check(recipe.u8() == 1, "newer than this program")
    size, width, height = (recipe.varint() for _ in range(3))
    layouts = []
    for _ in range(recipe.varint()):
        kind = recipe.varint()
        check(kind in (1, 16) or kind in STREAMS, f"layout kind {kind} is newer than this program")
        layouts.append((kind, Lines(recipe) if kind == 1 else recipe.varint() if kind == 16 else recipe.counted()))
    segments = []
    for _ in range(recipe.varint()):
        kind, layout = layouts[recipe.varint()]
        gap, length = recipe.varint(), recipe.varint()
        place = None if kind == 16 else (recipe.varint(), recipe.varint())
        segments.append((kind, layout, gap, length, place, recipe.counted() if kind in STREAMS else None))
    recipe.end()
    return size, (height, width), layouts, segments


def replay(recipe, mosaic, pictures, skeleton, residue):
    """FORMAT 6.3, 6.5 and 6.6: the original's bytes."""
    size, shape, layouts, segments = read_recipe(recipe)
    check(shape == mosaic.shape, "the mosaic has another size")
    used = {layout for kind, layout in layouts if kind == 16}
    check(used == set(range(len(used))), "impossible picture numbers")

    made, taken = [], dict.fromkeys(used, 0)
    for number, (kind, layout, _, length, place, remainder) in enumerate(segments):
        with within(f"segment {number} of kind {kind}"):
            if kind == 16:
                at = taken[layout]
                made.append(pictures[layout][at:at + length])
                taken[layout] += length
            elif kind == 1:
                made.append(layout.segment(mosaic, place, length))
            elif kind == 2:
                made.append(lossless_jpeg(Reader(layout), mosaic, place, Reader(remainder)))
            else:
                form, rest = Reader(layout), Reader(remainder)
                made.append(STREAMS[kind](form, mosaic, rest))
                form.end()
                rest.end()
            check(len(made[-1]) == length, "what was made has another length")
    check(all(taken[picture] == len(pictures[picture]) for picture in used), "bytes of a picture are left over")

    of_samples = [number for number, segment in enumerate(segments) if segment[0] != 16]                         # 6.5
    joined = np.frombuffer(b"".join(made[number] for number in of_samples), np.uint8).copy()
    corrections, at = Reader(residue), 0
    with within("RESD"):
        while corrections.more():
            at += corrections.varint()
            length = corrections.varint()
            check(length > 0 and at + length <= len(joined), "a run beyond the segments")
            joined[at:at + length] ^= np.frombuffer(corrections.take(length), np.uint8)
            at += length
    at = 0
    for number in of_samples:
        length = len(made[number])
        made[number] = joined[at:at + length].tobytes()
        at += length

    skeleton, whole = Reader(skeleton), []                                                                       # 6.6
    with within("SKEL"):
        for segment, data in zip(segments, made):
            whole += [skeleton.take(segment[2]), data]
        whole.append(skeleton.take(len(skeleton.data) - skeleton.at))
    whole = b"".join(whole)
    check(len(whole) == size, "the recipe gives a file of another length")
    return whole


class Lines:
    """FORMAT 6.2.1: lines of uncompressed samples."""

    def __init__(self, recipe):
        self.family, self.bits, self.parameter, self.fill = (recipe.u8() for _ in range(4))
        self.columns, self.rows, self.stride, self.step = (recipe.varint() for _ in range(4))
        self.phases = [(recipe.varint(), recipe.varint()) for _ in range(recipe.varint())]
        check(self.fill <= 1 and 1 <= self.family <= 6, "newer than this program")

    def segment(self, mosaic, place, length):
        """FORMAT 6.3: the bytes of a segment."""
        whole = bytearray()
        height, width = mosaic.shape
        columns = place[1] + np.arange(self.columns)
        inside = columns < width
        columns = np.minimum(columns, width - 1)
        k = 0
        while len(whole) < length:
            line = []
            for _ in range(self.rows):
                row = place[0] + k * self.step
                samples = mosaic[min(row, height - 1), columns]
                if self.fill == 0:
                    samples = samples * (inside & (row < height))
                if self.phases:
                    start, step = self.phases[k % len(self.phases)]
                    samples = np.roll(samples, start + k // len(self.phases) * step)
                line.append(samples)
                k += 1
            whole += self.pack(np.concatenate(line)).ljust(self.stride, b"\0")
        del whole[length:]
        if self.family == 1 and self.parameter > 1:
            words = len(whole) // self.parameter * self.parameter
            whole[:words] = np.frombuffer(whole[:words], np.uint8).reshape(-1, self.parameter)[:, ::-1].tobytes()
        return bytes(whole)

    def pack(self, samples):
        """FORMAT 6.4."""
        bits = self.bits
        samples = samples & ((1 << bits) - 1)
        if self.family in (1, 6):
            packed = np.packbits(to_bits(samples, bits)).tobytes()
            return packed if self.family == 1 else b"".join(packed[i:i + 15].ljust(16, b"\0") if len(packed) - i >= 15 else packed[i:]
                                                            for i in range(0, len(packed), 15))
        if self.family == 2:
            return np.packbits(to_bits(samples, bits)[:, ::-1], bitorder="little").tobytes()
        if self.family in (3, 4):
            return (samples << self.parameter).astype("<u2" if self.family == 3 else ">u2").tobytes()
        group = 2 if bits == 12 else 4
        samples = np.pad(samples, (0, -len(samples) % group)).reshape(-1, group)
        low = to_bits(samples.reshape(-1) & ((1 << (bits - 8)) - 1), bits - 8)[:, ::-1].reshape(len(samples), -1)
        return np.hstack([(samples >> (bits - 8)).astype(np.uint8), np.packbits(low, axis=1, bitorder="little")]).tobytes()


# Streams of bits, for all kinds below.


def to_bits(values, width):
    """Each value's bits from the highest on, a row each."""
    return ((np.asarray(values)[:, None] >> np.arange(width - 1, -1, -1)) & 1).astype(np.uint8)


def join_bits(values, lengths):
    """Values of so many bits each, one after the other, as a stream of bits."""
    values, lengths = np.asarray(values, np.int64), np.asarray(lengths, np.int64)
    parts = []
    for at in range(0, len(values), 1 << 18):  # By pieces, for memory.
        length = lengths[at:at + (1 << 18)]
        ends = np.repeat(np.cumsum(length), length)
        shift = ends - 1 - np.arange(len(ends))
        parts.append(((np.repeat(values[at:at + (1 << 18)], length) >> shift) & 1).astype(np.uint8))
    return np.concatenate(parts) if parts else np.zeros(0, np.uint8)


def padded_bytes(bits, padding):
    """Bytes from the highest bit on, the last one filled up with the low bits of `padding`."""
    left = -len(bits) % 8
    return np.packbits(np.concatenate([bits, to_bits([padding], left)[0]]) if left else bits).tobytes()


def categories(differences):
    """The size s of each difference: 2^(s−1) ≤ |d| < 2^s."""
    return np.frexp(np.abs(differences).astype(np.float64))[1].astype(np.int64)


def magnitude_bits(differences, sizes):
    """d, or d + 2^s − 1 where d is negative."""
    return np.where(differences < 0, differences + (1 << sizes) - 1, differences)


def signed16(values):
    return (np.asarray(values) + 32768) % 65536 - 32768


def huffman_codes(counts, tokens):
    """ITU-T T.81, annex C: token → code and length; the first code of a token counts."""
    codes, code, at = {}, 0, 0
    for length, count in enumerate(counts, 1):
        for token in tokens[at:at + count]:
            codes.setdefault(token, (code, length))
            code += 1
        at += count
        code <<= 1
    return codes


def unstuffed(data):
    """A zero behind each byte 0xFF."""
    return data.replace(b"\xff", b"\xff\0")


# ------------------------------------------------------------------------------------------------------------- FORMAT 6.8: lossless JPEG


class JPEGHeader:
    """FORMAT 6.8.1 and ITU-T T.81, annex B: what the bytes up to the scan header say."""

    def __init__(self, data):
        self.data, tables, self.restart, at = data, {}, 0, 2
        check(data[:2] == b"\xff\xd8", "no SOI marker")
        while True:
            check(data[at] == 0xFF, "no marker")
            while data[at] == 0xFF:
                at += 1
            marker = data[at]
            length = int.from_bytes(data[at + 1:at + 3], "big")
            body, at = data[at + 3:at + 1 + length], at + 1 + length
            if marker == 0xC4:
                while body:
                    count = sum(body[1:17])
                    tables[body[0]] = huffman_codes(body[1:17], body[17:17 + count])
                    body = body[17 + count:]
            elif marker == 0xC3:
                self.precision, self.rows, self.columns = struct.unpack_from(">BHH", body)
                self.components = body[5]
            elif marker == 0xDD:
                self.restart = int.from_bytes(body[:2], "big")
            elif marker == 0xDA:
                self.tables = [tables[body[2 + 2 * i] >> 4] for i in range(body[0])]
                self.predictor, _, self.transform = body[1 + 2 * body[0]:4 + 2 * body[0]]
                check(body[0] == self.components, "fewer components in the scan than in the frame")
                check(at == len(data), "bytes after the scan header")
                self.transform &= 15
                break


def lossless_jpeg(form, mosaic, place, rest):
    order, sixteenth, columns = form.u8(), form.u8(), form.varint()
    slices = [form.varint() for _ in range(3)] if order == 2 else None
    headers = [form.counted() for _ in range(form.varint())]
    form.end()
    check(order <= 2 and sixteenth <= 1, "newer than this program")
    header = JPEGHeader(headers[rest.varint()])

    flags = rest.u8()                                                                                            # 6.8.3
    check(flags < 8, "newer than this program")
    endings = {}
    if not flags & 2:
        number = -1
        for _ in range(rest.varint()):
            number += rest.varint() + 1
            endings[number] = rest.u8(), rest.counted()
    tail = b"\xff\xd9" if flags & 4 else rest.counted()

    rows = header.columns * header.components * header.rows // columns                                           # 6.8
    tile_rows, tile_columns = place[0] + np.arange(rows), place[1] + np.arange(columns)
    height, width = mosaic.shape
    if order == 2:
        count, each, last = slices
        tile = mosaic[np.ix_(tile_rows, tile_columns)]
        edges = [each * i for i in range(count + 1)] + [columns]
        samples = np.concatenate([tile[:, a:b].reshape(-1) for a, b in zip(edges, edges[1:])])
        check(each * count + last == columns, "slices do not fit")
    else:
        fill = rest.u8()
        outside = np.logical_or.outer(tile_rows >= height, tile_columns >= width)
        def fold(places, size):
            if fill == 2:
                return np.where(places < size, places, np.maximum(0, size - 2 + (places - size) % 2))
            return np.minimum(places, size - 1)
        tile = mosaic[np.ix_(fold(tile_rows, height), fold(tile_columns, width))].copy()
        check(fill <= 3, "newer than this program")
        if fill == 0:
            tile[outside] = 0
        elif fill == 3:
            tile[outside] = rest.array("<u2", int(outside.sum()))
        samples = tile.reshape(rows // 2, 2, columns // 2, 2).transpose(0, 2, 1, 3) if order == 1 else tile
    rest.end()
    samples = samples.reshape(header.rows, header.columns, header.components)

    each = header.restart // header.columns if header.restart else header.rows
    data, count = header.data, -(-header.rows // each)
    for number in range(count):
        segment = samples[number * each:(number + 1) * each]
        bits = lossless_jpeg_bits(header, segment, sixteenth)
        padding, between = endings.get(number, (0xFF if flags & 1 else 0, None))
        data += unstuffed(padded_bytes(bits, padding & ((1 << -len(bits) % 8) - 1)))
        if between is not None:
            data += between
        elif number + 1 < count:
            data += bytes([0xFF, 0xD0 + number % 8])
    return data + tail


def lossless_jpeg_bits(header, x, sixteenth):
    """FORMAT 6.8.2: the bits of one segment; x: rows, columns, components."""
    prediction = np.empty_like(x)
    prediction[0, 0] = 1 << (header.precision - header.transform - 1)
    prediction[0, 1:] = x[0, :-1]
    prediction[1:, 0] = x[:-1, 0]
    a, b, c = x[1:, :-1], x[:-1, 1:], x[:-1, :-1]
    prediction[1:, 1:] = {1: lambda: a, 2: lambda: b, 3: lambda: c, 4: lambda: a + b - c, 5: lambda: a + ((b - c) >> 1),
                          6: lambda: b + ((a - c) >> 1), 7: lambda: (a + b) >> 1}[header.predictor]()
    differences = signed16(x - prediction)
    sizes = categories(differences)
    code, length = np.zeros(sizes.shape, np.int64), np.zeros(sizes.shape, np.int64)
    for component, table in enumerate(header.tables):
        used = np.unique(sizes[..., component])
        check(all(int(size) in table for size in used), "the table lacks a category")
        look = np.array([table.get(size, (0, 0)) for size in range(17)])
        code[..., component] = look[sizes[..., component], 0]
        length[..., component] = look[sizes[..., component], 1]
    extra = np.where(sizes == 16, 16 * sixteenth, sizes)
    low = np.where(extra > 0, magnitude_bits(differences, sizes), 0)
    return join_bits(((code << extra) | low).reshape(-1), (length + extra).reshape(-1))


# ------------------------------------------------------------------------------------------------------------- FORMAT 6.9: Canon CRW

FIRST = [
    ("0 1 4 2 3 1 2 0 0 0 0 0 0 0 0 0", "04 03 05 06 02 07 01 08 09 00 0A 0B FF"),
    ("0 2 2 3 1 1 1 1 2 0 0 0 0 0 0 0", "03 02 04 01 05 00 06 07 09 08 0A 0B FF"),
    ("0 0 6 3 1 1 2 0 0 0 0 0 0 0 0 0", "06 05 07 04 08 03 09 02 00 0A 01 0B FF"),
]
SECOND = [
    ("0 2 2 2 1 4 2 1 2 5 1 1 0 0 0 139",
     "03 04 02 05 01 06 07 08 12 13 11 14 09 15 22 00 21 16 0A F0 23 17 24 31 32 18 19 33 25 41 34 42 35 51 36 37 38 29 "
     "79 26 1A 39 56 57 28 27 52 55 58 43 76 59 77 54 61 F9 71 78 75 96 97 49 B7 53 D7 74 B6 98 47 48 95 69 99 91 FA B8 "
     "68 B5 B9 D6 F7 D8 67 46 45 94 89 F8 81 D5 F6 B4 88 B1 2A 44 72 D9 87 66 D4 F5 3A A7 73 A9 A8 86 62 C7 65 C8 C9 A1 "
     "F4 D1 E9 5A 92 85 A6 E7 93 E8 C1 C6 7A 64 E1 4A 6A E6 B3 F1 D3 A5 8A B2 9A BA 84 A4 63 E5 C5 F3 D2 C4 82 AA DA E4 "
     "F2 CA 83 A3 A2 C3 EA C2 E2 E3 "),
    ("0 2 2 1 4 1 4 1 3 3 1 0 0 0 0 140",
     "02 03 01 04 05 12 11 06 13 07 08 14 22 09 21 00 23 15 31 32 0A 16 F0 24 33 41 42 19 17 25 18 51 34 43 52 29 35 61 "
     "39 71 62 36 53 26 38 1A 37 81 27 91 79 55 45 28 72 59 A1 B1 44 69 54 58 D1 FA 57 E1 F1 B9 49 47 63 6A F9 56 46 A8 "
     "2A 4A 78 99 3A 75 74 86 65 C1 76 B6 96 D6 89 85 C9 F5 95 B4 C7 F7 8A 97 B8 73 B7 D8 D9 87 A7 7A 48 82 84 EA F4 A6 "
     "C5 5A 94 A4 C6 92 C3 68 B5 C8 E4 E5 E6 E9 A2 A3 E3 C2 66 67 93 AA D4 D5 E7 F8 88 9A D7 77 C4 64 E2 98 A5 CA DA E8 "
     "F3 F6 A9 B2 B3 F2 D2 83 BA D3 "),
    ("0 0 6 2 1 3 3 2 5 1 2 2 8 10 0 117",
     "04 05 03 06 02 07 01 08 09 12 13 14 11 15 0A 16 17 F0 00 22 21 18 23 19 24 32 31 25 33 38 37 34 35 36 39 79 57 58 "
     "59 28 56 78 27 41 29 77 26 42 76 99 1A 55 98 97 F9 48 54 96 89 47 B7 49 FA 75 68 B6 67 69 B9 B8 D8 52 D7 88 B5 74 "
     "51 46 D9 F8 3A D6 87 45 7A 95 D5 F6 86 B4 A9 94 53 2A A8 43 F5 F7 D4 66 A7 5A 44 8A C9 E8 C8 E7 9A 6A 73 4A 61 C7 "
     "F4 C6 65 E9 72 E6 71 91 93 A6 DA 92 85 62 F3 C5 B2 A4 84 BA 64 A5 B3 D2 81 E5 D3 AA C4 CA F2 B1 E4 D1 83 63 EA C3 "
     "E2 82 F1 A3 C2 A1 C1 E3 A2 E1 "),
]


def crw(form, mosaic, rest):
    columns, rows, table, with_low = form.varint(), form.varint(), form.u8(), form.u8()
    check((rows, columns) == mosaic.shape and with_low <= 1, "does not fit the mosaic")
    first, second = (huffman_codes([int(count) for count in tables[table][0].split()], bytes.fromhex(tables[table][1]))
                     for tables in (FIRST, SECOND))
    preamble = rest.counted().ljust(514, b"\0")                                                                  # 6.9.3
    odd, block = {}, -1
    for _ in range(rest.varint()):
        block += rest.varint() + 1
        count = rest.varint()
        odd[block] = np.unpackbits(np.frombuffer(rest.take((count + 7) // 8), np.uint8))[:count]
    padding, tail = rest.u8(), rest.counted()

    low = b""                                                                                                    # 6.9.2
    high = mosaic
    if with_low:
        four = (mosaic & 3).reshape(-1, 4)
        low = (four @ [1, 4, 16, 64]).astype(np.uint8).tobytes()
        high = mosaic >> 2
    before = np.full((rows, columns), 512)
    before[:, 2:] = high[:, :-2]
    differences = (high - before).reshape(-1)
    differences = differences[:len(differences) // 64 * 64].reshape(-1, 64)
    differences[:, 0] = np.diff(differences[:, 0], prepend=0)
    sizes = categories(differences)
    bits = magnitude_bits(differences, sizes).tolist()
    parts, values, lengths = [], [], []
    for number, row in enumerate(sizes.tolist()):
        if number in odd:
            parts += [join_bits(values, lengths), odd[number]]
            values, lengths = [], []
            continue
        zeros = 0
        for place, size in enumerate(row):
            if size == 0 and place:
                zeros += 1
                continue
            while zeros > 15:
                values.append(second[0xF0][0])
                lengths.append(second[0xF0][1])
                zeros -= 16
            code, length = second[zeros * 16 + size] if place else first[size]
            values.append((code << size) | bits[number][place])
            lengths.append(length + size)
            zeros = 0
        if zeros:
            values.append(second[0][0])
            lengths.append(second[0][1])
    parts.append(join_bits(values, lengths))
    return low + preamble + unstuffed(padded_bytes(np.concatenate(parts), padding)) + tail


# ------------------------------------------------------------------------------------------------------------- FORMAT 6.10: Nikon, Pentax


def nikon_pentax(form, mosaic, rest):
    def read_code():
        leaves = []
        for _ in range(form.u8()):
            code, length, meaning = form.u16(), form.u8(), form.u8()
            leaves.append((code, length, meaning & 15, meaning >> 4))
        return leaves
    columns, rows = form.varint(), form.varint()
    first = read_code()
    split = form.varint()
    second = read_code() if split else first
    predictors = form.array("<u2", 4)
    twins, padding, tail = rest.places(), rest.u8(), rest.counted()
    check((rows, columns) == mosaic.shape, "does not fit the mosaic")

    before = np.zeros(mosaic.shape, np.int64)
    before[:, 2:] = mosaic[:, :-2]
    before[2:, :2] = mosaic[:-2, :2]
    before[:2, :2] = predictors.reshape(2, 2)[:rows, :columns]
    differences = signed16(mosaic - before).reshape(-1)
    sizes = categories(differences)
    late = (np.arange(rows * columns) >= split * columns) & (split > 0)
    twin = np.zeros(rows * columns, bool)
    twin[twins] = True
    values, lengths = np.zeros((2, rows * columns), np.int64)
    for leaves, where in ((first, ~late), (second, late)):
        seen = set()
        for code, length, size, shift in leaves:
            # The first leaf of a size holds for all samples, the last one, its twin, for those that are named.
            here = where & (sizes == size) & (twin if size in seen else True)
            seen.add(size)
            d = differences[here]
            count = size - shift
            if shift:
                b = (np.where(d < 0, d + (1 << size), d) - (1 << (shift - 1))) >> shift
            else:
                b = magnitude_bits(d, np.full(d.shape, size))
            values[here] = (code << count) | b
            lengths[here] = length + count
    check(lengths.all(), "a difference has no code")
    return padded_bytes(join_bits(values, lengths), padding) + tail


# ------------------------------------------------------------------------------------------------------------- FORMAT 6.11: Sony


class Choices:
    """FORMAT 6.11.2, choices: the decoder of answers."""

    def __init__(self, data):
        self.data, self.at, self.low, self.high, self.x, self.chances = data, 4, 0, 0xFFFFFFFF, int.from_bytes(data[:4], "big"), {}

    def answer(self, number):
        chance = self.chances.setdefault(number, [32768, 0])
        middle = self.low + ((self.high - self.low) * chance[0] >> 16)
        yes = self.x <= middle
        if yes:
            self.high = middle
            chance[0] += (65535 - chance[0]) // (chance[1] + 2)
        else:
            self.low = middle + 1
            chance[0] -= chance[0] // (chance[1] + 2)
        chance[0], chance[1] = clamp(chance[0], 32, 65504), min(chance[1] + 1, 253)
        while self.low >> 24 == self.high >> 24:
            check(self.at < len(self.data), "choices end too early")
            self.low, self.high = (self.low << 8) & 0xFFFFFFFF, ((self.high << 8) & 0xFFFFFFFF) | 255
            self.x = ((self.x << 8) & 0xFFFFFFFF) | self.data[self.at]
            self.at += 1
        return yes

    def choose(self, kind, candidates, shift):
        for position, place in enumerate(candidates[:-1]):
            left = len(candidates) - position
            what = left if shift else place * 16 + candidates[position + 1]
            if self.answer(((kind + 2 * (shift > 0)) * 4 + min(left, 5) - 2) * 256 + what):
                return place
        return candidates[-1]


def arw2(form, mosaic, rest):
    columns, rows = form.varint(), form.varint()
    check((rows, columns) == mosaic.shape and columns % 32 == 0, "does not fit the mosaic")
    rules, choices = rest.u8(), rest.counted()
    odd, block = {}, -1
    for _ in range(rest.varint()):
        block += rest.varint() + 1
        places = rest.u8()
        odd[block] = (places >> 4, places & 15, None) if places else (0, 1, rest.take(16))
    tail = rest.counted()

    samples = mosaic.reshape(rows, columns // 32, 16, 2).transpose(0, 1, 3, 2).reshape(-1, 16)
    number, largest, smallest = np.arange(len(samples)), samples.max(1), samples.min(1)
    shift = np.searchsorted([128, 256, 512, 1024], largest - smallest, side="right")
    maxima, minima = samples == largest[:, None], samples == smallest[:, None]
    # The first candidate, counted from the first or from the last place.
    top = 15 - maxima[:, ::-1].argmax(1) if rules & 1 else maxima.argmax(1)
    without = minima.copy()
    without[number, top] = False
    bottom = 15 - without[:, ::-1].argmax(1) if rules & 2 else without.argmax(1)
    for block, (p, q, _) in odd.items():
        top[block], bottom[block] = p, q
    if choices:
        decoder = Choices(choices)
        several = (maxima.sum(1) > 1) | (minima.sum(1) > 1)
        for block in np.flatnonzero(several).tolist():
            if block not in odd:
                found = np.flatnonzero(maxima[block]).tolist()[::-1 if rules & 1 else 1]
                top[block] = decoder.choose(0, found, int(shift[block]))
                found = np.flatnonzero(minima[block]).tolist()[::-1 if rules & 2 else 1]
                found = [place for place in found if place != top[block]]
                bottom[block] = decoder.choose(1, found, int(shift[block]))
        check(decoder.at == len(choices), "choices are left over")
    # Also right for odd blocks, whose maximum and minimum are what stands at their places.
    largest, smallest = samples[number, top], samples[number, bottom]
    shift = np.where(largest < smallest, 0, np.searchsorted([128, 256, 512, 1024], largest - smallest, side="right"))
    others = np.ones(samples.shape, bool)
    others[number, top] = others[number, bottom] = False
    steps = ((samples[others].reshape(-1, 14) - smallest[:, None]) >> shift[:, None]) & 127
    fields = [to_bits(largest, 11), to_bits(smallest, 11), to_bits(top, 4), to_bits(bottom, 4)] + [to_bits(s, 7) for s in steps.T]
    blocks = np.packbits(np.hstack([field[:, ::-1] for field in fields]), axis=1, bitorder="little")
    for block, (_, _, whole) in odd.items():
        if whole is not None:
            blocks[block] = np.frombuffer(whole, np.uint8)
    return blocks.tobytes() + tail


ARW1_CODES = "011 11 10 010 001 0001 00001 000001 0000001 00000001 000000001 0000000001 00000000001".split()


def arw1(form, mosaic, rest):
    columns, rows = form.varint(), form.varint()
    check((rows, columns) == mosaic.shape, "does not fit the mosaic")
    padding, tail = rest.u8(), rest.counted()
    upright = mosaic.T[::-1]                                                                                      # 6.11.3
    order = np.hstack([upright[:, ::2], upright[:, 1::2]]).reshape(-1)
    differences = np.diff(order, prepend=0)
    sizes = categories(differences)
    code = np.array([int(bits, 2) for bits in ARW1_CODES])[sizes]
    length = np.array([len(bits) for bits in ARW1_CODES])[sizes]
    return padded_bytes(join_bits((code << sizes) | magnitude_bits(differences, sizes), length + sizes), padding) + tail


# ------------------------------------------------------------------------------------------------------------- FORMAT 6.12: Fujifilm

FUJI_CELLS = {0: "RG/GB", 1: "GR/BG", 2: "GB/RG", 3: "BG/GR", 16: "GGRGGB/GGBGGR/BRGRBG/GGBGGR/GGRGGB/RBGBRG",
              17: "GBGGRG/GRGGBG/BGBRGR/GRGGBG/GBGGRG/RGRBGB"}
FUJI_PASSES = [  # first line, its spared places; second line, its spared places; set
    ("R0", (0, 2), "G0", (), 0), ("G1", (), "B0", (0, 2), 1), ("R1", (0,), "G2", (0, 2), 2),
    ("G3", (), "B1", (2,), 0), ("R2", (2,), "G4", (), 1), ("G5", (0, 2), "B2", (0,), 2)]


def fuji(form, mosaic, rest):
    width, height, bits, filters = form.varint(), form.varint(), form.u8(), form.u8()
    check((height, width) == mosaic.shape and filters in FUJI_CELLS, "does not fit the mosaic")
    count = rest.varint()
    check(count == -(-width // 768), "another number of strips")
    endings = []
    for _ in range(count):
        length = rest.varint()
        endings.append((rest.u8(), rest.take(length - 1)) if length else None)
    fill = rest.varint()
    fill = rest.take(fill - 1) if fill else bytes(-(16 + 4 * count) % 16)
    outside = FujiOutside(rest.counted(), bits)
    tail = rest.counted()
    strips = []
    for strip in range(count):
        part = mosaic[:, 768 * strip:768 * (strip + 1)]
        stream = fuji_strip(part, bits, filters, outside)
        if endings[strip] is None:
            data = padded_bytes(stream, 0)
            data += bytes(-len(data) % 16)
        else:
            data = padded_bytes(stream, endings[strip][0]) + endings[strip][1]
        strips.append(data)
    head = struct.pack(">HBBBHHHHBH", 0x4953, 1, filters & 16, bits, height, count * 768, width, 768, count, height // 6)
    return head + b"".join(struct.pack(">I", len(data)) for data in strips) + fill + b"".join(strips) + tail


class FujiOutside:
    """Codes of places beyond the mosaic."""

    def __init__(self, data, bits):
        self.stream, self.at, self.bits = np.unpackbits(np.frombuffer(data, np.uint8)).tolist(), 0, bits

    def take(self, k):
        zeros = self.stream.index(1, self.at) - self.at
        self.at += zeros + 1
        low = k if zeros < 3 * self.bits - 1 else self.bits
        value = int("0" + "".join(map(str, self.stream[self.at:self.at + low])), 2)
        self.at += low
        return (zeros << k) | value if zeros < 3 * self.bits - 1 else value + 1


def fuji_strip(samples, bits, filters, outside):
    """The bits of a strip's codes; `samples`: its columns, fewer than 768 where the rest are outside."""
    bayer, cell = filters < 16, FUJI_CELLS[filters].split("/")
    places = 384 if bayer else 512
    end = places * samples.shape[1] // 768                               # places from here on are outside
    sources = {name: [] for step in FUJI_PASSES for name in (step[0], step[2])}
    for row in range(6):
        for column in range(samples.shape[1]):
            colour = cell[row % len(cell)][column % len(cell)]
            place = column // 2 if bayer else 2 * (column // 3) + (column % 3 > 0)
            sources[colour + str(row if colour == "G" else row // 2)].append((row, column, place))
    q = [0 if d == 0 else 1 if d < 18 else 2 if d < 67 else 3 if d < 276 else 4 for d in range(1 << bits)]
    q += [-size for size in q[:0:-1]]                                    # q[d] also for negative d
    lines = {colour: [[0] * (places + 2), [0] * (places + 2)] for colour in "RGB"}
    states = [[[[1 << (bits - 6), 1] for _ in range(41)] for _ in range(2)] for _ in range(3)]
    values, lengths, stream = [], [], []
    half, whole, most = 1 << (bits - 1), 1 << bits, 3 * bits - 1
    for six in range(0, samples.shape[0], 6):
        rows = samples[six:six + 6].tolist()
        for name1, spared1, name2, spared2, group in FUJI_PASSES:
            pair = []
            for name, spared in ((name1, spared1), (name2, spared2)):
                above2, above = lines[name[0]]
                # Place i stands at i + 1; both margins come from the line before.
                line = [above[1]] + [None] * places + [above[places]]
                for row, column, place in sources[name]:
                    line[place + 1] = rows[row][column]
                pair.append((above2, above, line, () if bayer else spared))
                lines[name[0]] = [above, line]
            for step in range(places // 2 + 4):
                for i in ([2 * step] if 2 * step < places else []) + ([2 * step - 7] if step >= 4 else []):
                    for above2, above, line, spared in pair:
                        b, c, d = above[i + 1], above[i], above[i + 2]
                        if i % 2 == 0:
                            f = above2[i + 1]
                            cb, fb, db = abs(c - b), abs(f - b), abs(d - b)
                            two = d + f if cb > fb and cb > db else c + f if db > fb and db > cb else c + d
                            prediction = (2 * b + two) >> 2
                            if i % 4 in spared:
                                line[i + 1] = prediction
                                continue
                            gradient = 9 * q[b - f] + q[c - b]
                        else:
                            a, g = line[i], line[i + 2]
                            prediction = (a + g + 2 * b) >> 2 if (b > c and b > d) or (b < c and b < d) else (a + g) >> 1
                            gradient = 9 * q[b - c] + q[c - a]
                        state = states[group][i % 2][abs(gradient)]
                        total, n = state
                        k = 0
                        while n << k < total:
                            k += 1
                        if i < end:
                            residual = line[i + 1] - prediction if gradient >= 0 else prediction - line[i + 1]
                            residual = (residual + half) % whole - half
                            v = 2 * residual if residual >= 0 else -2 * residual - 1
                        else:
                            v = outside.take(k)
                            residual = -((v + 1) >> 1) if v & 1 else v >> 1
                            line[i + 1] = (prediction + (residual if gradient >= 0 else -residual)) % whole
                        if v >> k < most:
                            values.append((1 << k) | (v & ((1 << k) - 1)))
                            lengths.append((v >> k) + 1 + k)
                        else:
                            values.append((1 << bits) | (v - 1))
                            lengths.append(most + 1 + bits)
                        if n == 64:
                            total, n = (state[0] + abs(residual)) >> 1, 32
                        else:
                            total += abs(residual)
                        state[0], state[1] = total, n + 1
        stream.append(join_bits(values, lengths))
        values, lengths = [], []
    return np.concatenate(stream)


# ------------------------------------------------------------------------------------------------------------- FORMAT 6.13: Olympus


def olympus(form, mosaic, rest):
    columns, rows = form.varint(), form.varint()
    p = [form.varint() for _ in range(14)]
    check((rows, columns) == mosaic.shape, "does not fit the mosaic")
    header = rest.counted() or (1).to_bytes(p[13], "big")[:p[13]] + b"\0\0" if p[13] else rest.counted() or b"\0\0"
    needless = set(rest.places())
    idle, other = rest.u8(), set(rest.places())
    padding, tail = rest.u8(), rest.counted()
    tail += bytes(rest.varint())

    plain, steep, fixed, least_k = p[0], 1 << p[1], p[3], min(p[9], p[11])
    factor = 3 if fixed == 2 else 1
    border = [p[2]] * columns
    lines = [border, border]
    stream = []
    for r in range(rows):
        samples = mosaic[r].tolist()
        shifted = [s >> plain for s in samples]
        above, contexts, values, lengths = lines[0], [[0, 0, least_k], [0, 0, least_k]], [], []
        for i, s in enumerate(samples):
            carry, small, k = contexts[i & 1]
            n = above[i]
            w, x = (shifted[i - 2], above[i - 2]) if i > 1 else (p[2], p[2])
            if w < x < n or n < x < w:
                prediction = w + n - x if abs(w - x) > steep or abs(n - x) > steep else (w + n) >> 1
            else:
                prediction = w if abs(w - x) > abs(n - x) else n
            d = shifted[i] - prediction
            u = d >> fixed
            t = u - carry
            z = -t - 1 if t < 0 else t
            value = ((((t < 0) << fixed) | (d & ((1 << fixed) - 1))) << plain) | (s & ((1 << plain) - 1))
            length = 1 + fixed + plain
            h, number = z >> k, r * columns + i
            if h < p[12] and number not in needless:
                value, length = (value << (h + 1)) | 1, length + h + 1
            else:
                check(h < 1 << (15 - k), "an escape is too large")
                value = (value << (p[12] + 16 - k)) | (h << 1) | (idle ^ (number in other))
                length += p[12] + 16 - k
            values.append((value << k) | (z & ((1 << k) - 1)))
            lengths.append(length + k)
            carry = 0 if fixed == 0 or p[4] == 15 else (factor * u + carry) >> p[4]
            small = small + 1 if z <= 1 << p[5] else 0
            a, g = (p[7], p[8]) if small >= p[6] else (p[9], p[10])
            k = min(p[11], a + max((z & 65535).bit_length() - g, -1) + 1)
            contexts[i & 1] = [carry, small, k]
        lines = [lines[1], shifted]
        stream.append(join_bits(values, lengths))
    return header + padded_bytes(np.concatenate(stream), padding) + tail


# ------------------------------------------------------------------------------------------------------------- FORMAT 6.14: Panasonic


def panasonic(form, mosaic, rest):
    columns, rows, layout, rotation = (form.varint() for _ in range(4))
    check((rows, columns) == mosaic.shape and layout <= 4 and rotation <= 1, "does not fit the mosaic")
    samples = mosaic.reshape(-1, (14, 10, 9, 11, 14)[layout])
    count = len(samples)

    def listed(wide):                                                                                             # 6.14.4
        number, values = rest.varint(), np.zeros(count, np.int64)
        places = np.cumsum([rest.varint() + 1 for _ in range(number)], dtype=np.int64) - 1
        values[places] = rest.array("u1", number)
        if wide:
            values[places] += rest.array("u1", number) << 8
        return values

    usual, odd_shifts, odd_rests, spare = rest.u8(), listed(False), listed(True), listed(False)
    tail = rest.counted()
    tail += bytes(rest.varint())

    if layout in (1, 2):                                                                                          # 6.14.2
        fields = [to_bits(column, 12 if layout == 1 else 14)[:, ::-1] for column in samples.T]
        fields.append(to_bits(spare, 8 if layout == 1 else 2)[:, ::-1])
        stream = np.packbits(np.hstack(fields), axis=1, bitorder="little")
    else:
        values, lengths = panasonic_differences(samples, layout, usual, odd_shifts, odd_rests)
        if layout == 3:
            values.append(spare)
            lengths.append(np.full(count, 4))
        bits = join_bits(np.stack(values, 1).reshape(-1), np.stack(lengths, 1).reshape(-1))
        check(len(bits) == 128 * count, "a block of another length")
        stream = np.packbits(bits.reshape(-1, 128), axis=1)[:, ::-1]
    stream = stream.reshape(-1)
    if not rotation:
        return stream.tobytes() + tail
    place = np.arange(len(stream))                                                                                # 6.14.1
    place = place // 16384 * 16384 + (place + 8184) % 16384
    whole, idle = np.zeros(len(stream) + len(tail), np.uint8), np.ones(len(stream) + len(tail), bool)
    whole[place], idle[place] = stream, False
    whole[idle] = np.frombuffer(tail, np.uint8)
    return whole.tobytes()


def panasonic_differences(samples, layout, usual, odd_shifts, odd_rests):
    """FORMAT 6.14.2 and 6.14.3: what blocks of layouts 0, 3 and 4 hold, field by field for all blocks at once: values and lengths."""
    count = len(samples)
    width = {0: 8, 3: 10, 4: 8}[layout]                                  # bits of v
    values, lengths = [], []

    def put(value, length):
        values.append(np.broadcast_to(value, count))
        lengths.append(np.broadcast_to(length, count))

    def other(x, p, shift):
        """v and r of a sample x behind p, and whether v is one that the field can hold."""
        if layout == 0:
            r = np.where((shift == 4) | (p < 128 << shift), p & ((1 << shift) - 1), p - (128 << shift))
            v, least = (x - r) >> shift, 1
        else:
            r = np.where((shift < 4) & (p > 1 << (width - 1 + shift)), p - (1 << (width - 1 + shift)), 0)
            v, least = (x - r) >> shift, 0
        return v, (v << shift == x - r) & (v >= least) & (v < 1 << width)

    started = [np.zeros(count, bool), np.zeros(count, bool)]             # of each series: was a sample not 0
    for i, x in enumerate(samples.T):
        begun, p = started[i & 1], samples[:, i - 2] if i > 1 else x
        if i % 3 == 2:
            # The least shift for this and the next two samples.
            f = np.full(count, 3)
            ahead = [begun, started[1 - (i & 1)], begun | (x != 0)]
            for candidate in (2, 1, 0):
                fits = np.ones(count, bool)
                for j in range(i, min(i + 3, samples.shape[1])):
                    y, before = samples[:, j], samples[:, j - 2]
                    fit = other(y, before, np.full(count, candidate))[1]
                    if layout == 0:
                        fit |= y == before
                    fits &= fit | ~ahead[j - i]
                f[fits] = candidate
            f ^= (odd_shifts >> 2 * (i // 3)) & 3
            shift = np.array([0, 1, 2, 4])[f]
            put(f, 2)
        if layout != 0:
            if i < 2:
                put(x, 14 if layout == 3 else 12)
            else:
                v, good = other(x, p, shift)
                check((good | ~begun).all(), "a sample that no value gives")
                put(np.where(begun, v, x), width)
        else:
            last = i >= 12
            if i < 2:
                v = good = np.zeros(count, np.int64)
            else:
                v, good = other(x, p, shift)
                kind = np.where((shift < 4) & (p >= 128 << shift), 0, 1)
                as_zero = ((usual >> kind) & 1) ^ ((odd_rests >> i) & 1)
                still = (x == p) & (~good | (as_zero == 1))
                check((good | still | ~begun).all(), "a sample that no value gives")
                v = np.where(still, 0, v)
            # A series that was all 0: eight bits, and four more unless they are 0; the last samples have the four bits always.
            more = (x >= 16) | last
            first = np.where(more, x, 0)
            check((begun | last | (x == 0) | (x >= 16)).all(), "a sample that no value gives")
            put(np.where(begun, v, first), np.where(begun, 8, np.where(more, 12, 8)))
        started[i & 1] = begun | (x != 0)
    return values, lengths


# ------------------------------------------------------------------------------------------------------------- FORMAT 6.15: Canon CRX

CRX_J = [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 9, 10, 11, 12, 13, 14, 15]


def crx(form, mosaic, rest):
    version, columns, rows, tile_columns, tile_rows = form.u8(), *(form.varint() for _ in range(4))
    bits, mode, _, header_bytes = form.u8(), form.u8(), form.u8(), form.varint()
    layout, encoding = mode & 15, mode >> 4
    check((rows, columns) == mosaic.shape and version in (1, 2) and tile_rows > 0 and tile_columns > 0, "does not fit the mosaic")
    header = rest.counted()                                                                                       # 6.15.2
    odd, row = {}, -1
    for _ in range(rest.varint()):
        row += rest.varint() + 1
        count = rest.varint()
        odd[row] = np.unpackbits(np.frombuffer(rest.take((count + 7) // 8), np.uint8))[:count].tolist()
    ends, band = {}, -1
    for _ in range(rest.varint()):
        band += rest.varint() + 1
        ends[band] = rest.u8(), rest.counted()
    trailer = rest.counted()

    values = mosaic - (1 << (bits + 1 if encoding == 3 else bits - 1))
    bands, usual, first_row = [], [], 0
    for tile_row in range(0, rows, tile_rows):
        for tile_column in range(0, columns, tile_columns):
            tile = values[tile_row:tile_row + tile_rows, tile_column:tile_column + tile_columns]
            headers, total = [], 0
            for plane in range(4):
                position = plane ^ layout
                band = tile[position >> 1::2, position & 1::2]
                stream = crx_band(band.tolist(), odd, first_row)
                first_row += len(band)
                padding, after = ends.get(len(bands), (0, None))
                data = padded_bytes(stream, padding)
                used = len(data)
                data += bytes(-len(data) % 8) if after is None else after
                bands.append(data)
                total += len(data)
                unused = len(data) - used
                headers.append(struct.pack(">HHIB3x", 0xFF02 if version == 1 else 0xFF12, 8, len(data), plane * 16 + 8))
                headers.append(struct.pack(">HHII", 0xFF03, 8, len(data), (4 << 19) + unused % (1 << 19)) if version == 1 else
                               struct.pack(">HHI8xHH", 0xFF13, 16, len(data), unused % 65536, 0))
            usual.append(struct.pack(">HHIHH", 0xFF01 if version == 1 else 0xFF11, 8, total, len(usual), 0) + b"".join(headers))
    header = header or b"".join(usual).ljust(header_bytes, b"\0")
    check(len(header) == header_bytes, "headers of another length")
    return header + b"".join(bands) + trailer


class CRXState:
    """What one band keeps from value to value."""

    def __init__(self):
        self.k = self.s = 0

    def adapt(self, m, row, above, c):
        k = self.k
        t = m if row == 0 or c == len(above) - 1 else (m + 2 * abs(above[c + 1] - above[c])) >> 1
        self.k = min(15, k - (t < 1 << k >> 1) + (t >> k > 2) + (t >> k > 5))


def crx_prediction(line, above, corner, c):
    """The median for place c, or None and the left value where a run begins (FORMAT 6.15.1)."""
    a, b = line[c - 1] if c else above[0], above[c]
    if c < len(above) - 1 and a == b == above[c + 1]:
        return None, a
    d = above[c - 1] if c else corner
    return sorted((a, b, a + b - d))[1], a


def crx_band(rows, odd, first_row):
    """The bits of a band."""
    state, width = CRXState(), len(rows[0])
    above, corner, stream = [0] * width, 0, []
    for number, line in enumerate(rows):
        if first_row + number in odd:
            taken = odd[first_row + number]
            crx_read_row(taken, line, number, above, corner, state)
            stream.append(np.array(taken, np.uint8))
        else:
            values, lengths = crx_row(line, number, above, corner, state)
            stream.append(join_bits(values, lengths))
        # v(r, −1) = v(r − 1, 0): what the next row's corner is.
        above, corner = line, above[0]
    return np.concatenate(stream)


def crx_row(line, row, above, corner, state):
    values, lengths, width, c = [], [], len(line), 0

    def put(value, length):
        values.append(value)
        lengths.append(length)

    while c < width:
        prediction, a = crx_prediction(line, above, corner, c)
        if prediction is None:
            n = 0
            while c + n < width and line[c + n] == a:
                n += 1
            c += n
            if n == 0:
                put(0, 1)
            else:
                put(1, 1)
                left = n - 1
                while left >= 1 << CRX_J[state.s]:
                    put(1, 1)
                    left -= 1 << CRX_J[state.s]
                    state.s = min(31, state.s + 1)
                if c < width:
                    put(left, 1 + CRX_J[state.s])
                    state.s = max(0, state.s - 1)
                elif left > 0:
                    put(1, 1)
            if c == width:
                break
            prediction = above[c]
        error = line[c] - prediction
        m = 2 * error if error >= 0 else -2 * error - 1
        if m >> state.k <= 40:
            put((1 << state.k) | (m & ((1 << state.k) - 1)), (m >> state.k) + 1 + state.k)
        else:
            put((1 << 21) | m, 41 + 1 + 21)
        state.adapt(m, row, above, c)
        c += 1
    return values, lengths


def crx_read_row(taken, line, row, above, corner, state):
    """Reads an odd row's bits, for the state behind it."""
    at, c, width = 0, 0, len(line)

    def take(count):
        nonlocal at
        check(at + count <= len(taken), "an odd row ends too early")
        at += count
        return int("0" + "".join(map(str, taken[at - count:at])), 2)

    while c < width:
        prediction, a = crx_prediction(line, above, corner, c)
        if prediction is None:
            n = take(1)
            while 0 < n < width - c:
                if take(1) == 0:
                    n += take(CRX_J[state.s])
                    state.s = max(0, state.s - 1)
                    break
                if n + (1 << CRX_J[state.s]) > width - c:
                    n = width - c
                else:
                    n += 1 << CRX_J[state.s]
                    state.s = min(31, state.s + 1)
            check(n <= width - c and all(value == a for value in line[c:c + n]), "an odd row that is not that of the samples")
            c += n
            if c == width:
                break
            prediction = above[c]
        zeros = 0
        while take(1) == 0:
            zeros += 1
        m = (zeros << state.k) | take(state.k) if zeros < 41 else take(21)
        check(line[c] == prediction + (-((m + 1) >> 1) if m & 1 else m >> 1), "an odd row that is not that of the samples")
        state.adapt(m, row, above, c)
        c += 1
    check(at == len(taken), "an odd row has bits left over")


STREAMS = {2: None, 3: crw, 4: nikon_pentax, 5: arw2, 6: arw1, 7: fuji, 8: olympus, 9: panasonic, 10: crx}  # 2: lossless_jpeg, by tile


# ------------------------------------------------------------------------------------------------------------- the program


def find_units(paths):
    """Units as named; of folders the newest version of each path. And what is wrong with those that cannot be read."""
    units, problems = [], []
    for path in paths:
        places = [path]
        if os.path.isdir(path):
            places = [os.path.join(folder, name) for folder, _, names in os.walk(path) for name in names if name.endswith(".glsn")]
        newest = {}
        for place in sorted(places):
            try:
                with within(place):
                    unit = Unit(place)
                    old = newest.get(unit.path())
                    if old is None or old.record["version"] < unit.record["version"]:
                        newest[unit.path()] = unit
            except Problem as problem:
                problems.append(problem)
        units += [newest[path] for path in sorted(newest)]
    return units, problems


def facts(unit):
    """What --list says: path, kind, tier, bytes, version, and how the parts are coded."""
    record = unit.record
    methods = [("stored", "jxl", "mlp", "lcfd")[unit.section("PLNE", index)[0]] for index in unit.indices("PLNE")]
    kinds = [str(kind) for kind, _ in read_recipe(Reader(unit.wrapped("RECP")))[2]] if unit.indices("RECP") else []
    return (unit.path().decode(errors="replace"), record["kind"], record.get("tier", ""), record["size"], f"version {record['version']}",
            " ".join(["planes", *methods] if methods else []), " ".join(["kinds", *kinds] if kinds else []))


def write_mosaic(path, mosaic):
    if path.endswith(".npy"):
        np.save(path, mosaic.astype(np.uint16))
    else:
        with open(path, "xb") as file:
            file.write(b"P5\n%d %d\n65535\n" % mosaic.shape[::-1] + mosaic.astype(">u2").tobytes())


def restore(unit, folder, profiles):
    """Writes what the unit holds below the folder; nothing is replaced."""
    record = unit.record
    target = os.path.join(os.fsencode(folder), unit.path())
    parent = os.path.dirname(target)
    os.makedirs(parent, exist_ok=True)
    # No link that was there before, or that another unit brought, may lead out of the folder (FORMAT 8).
    inside = os.path.join(os.path.realpath(os.fsencode(folder)), os.path.dirname(unit.path()))
    check(os.path.realpath(parent) == inside.rstrip(b"/"), "a link leads out of the folder")
    if record["kind"] == "folder":
        os.makedirs(target, exist_ok=True)
        return
    check(not os.path.lexists(target), "there is such a file already")
    if record["kind"] == "symlink":
        os.symlink(bytes.fromhex(record["linkTarget"]), target)
        return
    if record["tier"] == "sensor-exact":
        # The original is not there: its mosaic and metadata are, and get names of their own.
        write_mosaic(os.fsdecode(target) + ".pgm", linear_mosaic(unit, profiles))
        with open(target + b".meta.json", "xb") as file:
            file.write(unit.wrapped("META", otherwise=b"{}"))
        return
    data = original(unit, profiles)
    with open(target, "xb") as file:
        file.write(data)


def set_facts(unit, folder):
    """Permissions and modification time."""
    record, target = unit.record, os.path.join(os.fsencode(folder), unit.path())
    if os.path.lexists(target):
        if record["kind"] != "symlink" and "permissions" in record:
            os.chmod(target, record["permissions"] & 0o7777)
        if "modifiedSeconds" in record:
            time = record["modifiedSeconds"] * 10**9 + record.get("modifiedNanoseconds", 0)
            os.utime(target, ns=(time, time), follow_symlinks=False)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("units", nargs="+", metavar="UNIT")
    parser.add_argument("--to", metavar="FOLDER")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--mosaic", metavar="OUT")
    parser.add_argument("--profiles", metavar="FOLDER")
    arguments = parser.parse_args()
    here = os.path.dirname(os.path.abspath(__file__))
    profiles = Profiles([arguments.profiles] if arguments.profiles else [here, os.path.join(here, "profiles"), os.path.join(here, "..", "Profiles")])
    units, problems = find_units(arguments.units)
    total = len(units) + len(problems)
    for problem in problems:
        print(problem, file=sys.stderr)
    restored = []
    # Links after all files.
    for unit in sorted(units, key=lambda unit: unit.record["kind"] == "symlink"):
        try:
            with within(unit.place):
                if arguments.list or not (arguments.to or arguments.mosaic):
                    print(*facts(unit), sep="\t")
                if arguments.mosaic:
                    write_mosaic(arguments.mosaic, linear_mosaic(unit, profiles))
                if arguments.to:
                    restore(unit, arguments.to, profiles)
                    restored.append(unit)
        except Problem as problem:
            problems.append(problem)
            print(problem, file=sys.stderr)
    # A folder's time after what is in it.
    for unit in sorted(restored, key=Unit.path, reverse=True):
        set_facts(unit, arguments.to)
    if problems:
        sys.exit(f"{len(problems)} of {total} units failed")


if __name__ == "__main__":
    main()
