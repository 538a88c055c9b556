#!/usr/bin/env python3
"""The worked examples of docs/FORMAT.md, by docs/unglassine.py: they hold document and reader against each other.

usage: unglassine-examples.py UNGLASSINE
"""
import hashlib
import importlib.util
import os
import re
import sys
import tempfile

import numpy as np


def load(path):
    specification = importlib.util.spec_from_file_location("unglassine", path)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def mosaic(rows):
    return np.array(rows, np.int64)


def expect(section, made, expected):
    assert made == expected, f"FORMAT {section}: made {bytes(made)[:64].hex(' ')}, expected {bytes(expected)[:64].hex(' ')}"


def main(program):
    sys.dont_write_bytecode = True
    u = load(program)

    def stream(kind, layout, samples, remainder):
        form, rest = u.Reader(bytes.fromhex(layout)), u.Reader(bytes.fromhex(remainder))
        made = u.STREAMS[kind](form, mosaic(samples), rest)
        form.end()
        rest.end()
        return made

    # 5.10
    plane = bytes.fromhex("0000 0000 01000000 03000000 02000000 03000000 02000000" + "00" * 32 + "77cc8b628af3712926f7cde057ff1a18"
                          "02 01 00 00 03000000 400303 03000000 9cd3d99a171a1ad1 182013f84ac23099 00 640c")
    samples = u.decode_plane(plane, 1, (2, 3), (2, 2), [], None)
    assert samples.tolist() == [[64, 68, 72], [68, 64, 76]], "FORMAT 5.10"

    # 6.4: what the diagrams say
    def lines(family, bits, parameter, samples, expected):
        fields = bytes([family, bits, parameter, 0]) + varint(len(samples)) + bytes([1]) + varint(4 * len(samples)) + bytes([1, 0])
        expect("6.4", u.Lines(u.Reader(fields)).segment(mosaic([samples]), (0, 0), len(expected)), expected)

    a, b, c, d = 0x2D5, 0x1B6, 0x3C9, 0x07A
    lines(1, 12, 1, [0x123, 0x456], bytes.fromhex("123456"))
    lines(1, 8, 4, list(range(10)), bytes([3, 2, 1, 0, 7, 6, 5, 4, 8, 9]))
    lines(2, 12, 0, [0x123, 0x456], bytes.fromhex("236145"))
    lines(3, 12, 4, [0x123], bytes.fromhex("3012"))
    lines(4, 12, 4, [0x123], bytes.fromhex("1230"))
    lines(5, 10, 0, [a, b, c, d],
          bytes([a >> 2, b >> 2, c >> 2, d >> 2, (d & 3) << 6 | (c & 3) << 4 | (b & 3) << 2 | a & 3]))
    lines(5, 12, 0, [a, b], bytes([a >> 4, b >> 4, (b & 15) << 4 | a & 15]))
    lines(5, 14, 0, [a, b, c, d], bytes([
        a >> 6, b >> 6, c >> 6, d >> 6, (b & 3) << 6 | a & 63, (c & 15) << 4 | b >> 2 & 15, (d & 63) << 2 | c >> 4 & 3]))
    lines(6, 12, 0, [0x123, 0x456] * 6, bytes.fromhex("123456" * 5 + "00" + "123456"))

    # 6.6
    recipe = bytes.fromhex("01 06 02 01 01 01 01 0C 01 00 02 01 03 01 00 01 00 02 03 00 00")
    expect("6.6", u.replay(u.Reader(recipe), mosaic([[0x123, 0x456]]), {}, bytes.fromhex("ABCDEF"), b""), bytes.fromhex("ABCD123456EF"))

    # 6.8.3
    header = bytes.fromhex("FFD8 FFC40014 00 01" + "00" * 15 + "00 FFC3000B 08 0001 0002 01 011100 FFDA0008 01 0100 01 00 00")
    form = u.Reader(bytes([0, 0, 2, 1, len(header)]) + header)
    expect("6.8.3", u.lossless_jpeg(form, mosaic([[128, 128]]), (0, 0), u.Reader(bytes([0, 7, 0]))), header + bytes.fromhex("3F FFD9"))

    # 6.8: squares of 2x2 in a tile of 4 rows and 6 columns are as many rows of the frame's samples.
    def with_order(order, columns, tile):
        squares = bytes.fromhex("FFD8 FFC4001B 00 00000008" + "00" * 12 + "0001020304050607 FFC30014 08 0002 0003 04"
                                "011100 021100 031100 041100 FFDA000E 04 0100 0200 0300 0400 01 00 00")
        form = u.Reader(bytes([order, 0, columns, 1]) + varint(len(squares)) + squares)
        return u.lossless_jpeg(form, mosaic(tile), (0, 0), u.Reader(bytes([0, 7, 0])))
    tile = np.random.default_rng(1).integers(100, 150, (4, 6))
    in_rows = [[tile[2 * r + k // 2, 2 * c + k % 2] for c in range(3) for k in range(4)] for r in range(2)]
    expect("6.8", with_order(1, 6, tile), with_order(0, 12, in_rows))

    # 6.9.3
    expect("6.9.3", stream(3, "08 08 01 00", [[512] * 8] * 8, "00 00 07 02 FF D9"), bytes(514) + bytes.fromhex("DFD7 FFD9"))

    # 6.11.2
    first = [100, 101, 105, 105, 103, 100, 101, 102, 103, 104, 101, 102, 103, 101, 102, 103]
    second = [100 + step for step in (0, 1, 5, 5, 3, 0, 1, 2, 3, 4, 1, 2, 3, 1, 2, 3)]
    third = [100 + 4 * step for step in (0, 10, 20, 30, 40, 50, 60, 70, 74, 1, 2, 3, 4, 5)] + [100, 400]
    block = [bytes.fromhex(text) for text in (
        "69 20 83 40 A0 30 00 04 04 03 42 40 30 08 08 06", "69 20 C3 14 20 50 18 04 04 03 42 40 30 08 08 06",
        "90 21 C3 3B 40 41 F1 A0 64 3C A3 32 20 18 10 0A")]

    def row(*blocks):
        return [np.array(blocks).reshape(2, 2, 16).transpose(0, 2, 1).reshape(-1).tolist()]
    expect("6.11.2", stream(5, "40 01", row(first, first, first, first), "00 00 00 00"), 4 * block[0])
    expect("6.11.2", stream(5, "40 01", row(first, second, third, first), "00 04 3D FF F0 00 00 00"),
           block[0] + block[1] + block[2] + block[0])

    # 6.11.3
    expect("6.11.3", stream(6, "02 04", [[100, 101], [102, 103], [104, 105], [4095, 0]], "01 00"),
           bytes.fromhex("07 2A 92 09 80 72 29 20 07 E6 41"))

    # 6.12.2
    r = np.arange(12)[:, None]
    for width, bits, filters, size, digest in (
            (768, 12, 0, 10944, "05c02774093795cd7bc9283e0758d9aaa6bb734a3f4187bf67ea1854d798524d"),
            (768, 14, 16, 11664, "deea38858d61a4c768d615331911683e23172092dc6c3cb2a8b8c5c277bf5f87"),
            (792, 16, 17, 15008, "aa362a1440876709b8eead1ff66983f8b509ac4d35964f847ac76b23d8171cce")):
        c = np.arange(-(-width // 768) * 768)[None, :]
        whole = np.where((31 * r + 17 * c) % 257 == 0, (1 << bits) - 1, (5 * r * r + 7 * c + 40 * (c % 8)) % (1 << bits))
        whole[:, width:] = 0
        made = fuji(u, whole, width, bits, filters)
        assert len(made) == size and hashlib.sha256(made).hexdigest() == digest, f"FORMAT 6.12: {width} columns of {bits} bits"

    # 6.13.3
    parameters = "00 05 00 02 05 04 03 02 03 04 07 0F 0C 05"
    expect("6.13.3", stream(8, "02 01" + parameters, [[5, 0]], "00" * 7), bytes.fromhex("00 00 00 00 01 00 00 31 10"))

    # 6.14.5
    expect("6.14.5", stream(9, "0E 01 00 00", [[64] * 14], "00" * 6), bytes.fromhex("04004010101004040401010100404040")[::-1])

    # 6.15.4
    headers = "FF01 0008 00000020 00000000"
    for p in range(4):
        headers += f"FF02 0008 00000008 {16 * p + 8:02X} 000000 FF03 0008 00000008 00200007"
    expect("6.15.4", stream(10, "01 02 02 02 02 0E 00 0E 70", [[8192, 8192]] * 2, "00 00 00 00"),
           bytes.fromhex(headers + "00000000") + 4 * bytes.fromhex("8000000000000000"))

    # 9
    with open(os.path.join(os.path.dirname(os.path.abspath(program)), "FORMAT.md"), encoding="utf-8") as file:
        dump = re.findall(r"^[0-9a-f]{4}  ((?:[0-9a-f]{2} )+) ", file.read(), re.MULTILINE)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "=folder.glsn")
        with open(path, "wb") as file:
            file.write(bytes.fromhex("".join(dump)))
        assert u.Unit(path).record["path"] == "a", "FORMAT 9"


def fuji(u, whole, width, bits, filters):
    """The stream of a mosaic `width` columns wide; `whole` has the samples outside of it as well."""
    outside = b""
    if width % 768:
        end = (384 if filters < 16 else 512) * (width % 768) // 768
        outside = outside_codes(u, whole[:, -768:], bits, filters, end)
    count = whole.shape[1] // 768
    layout = varint(width) + varint(whole.shape[0]) + bytes([bits, filters])
    remainder = varint(count) + bytes(count) + b"\0" + varint(len(outside)) + outside + b"\0"
    return u.STREAMS[7](u.Reader(layout), whole[:, :width], u.Reader(remainder))


def outside_codes(u, strip, bits, filters, end):
    """The codes of places from `end` on: the strip is coded as if all of it lay inside, and they are picked from its codes."""
    groups, join = [], u.join_bits
    u.join_bits = lambda values, lengths: groups.append((values, lengths)) or join(values, lengths)
    u.fuji_strip(strip, bits, filters, None)
    u.join_bits = join
    places = 384 if filters < 16 else 512
    values, lengths = [], []
    for group in groups:
        codes = zip(*group)
        for _, spared1, _, spared2, _ in u.FUJI_PASSES:
            for step in range(places // 2 + 4):
                for i in ([2 * step] if 2 * step < places else []) + ([2 * step - 7] if step >= 4 else []):
                    for spared in (spared1, spared2):
                        if filters < 16 or i % 4 not in spared:
                            value, length = next(codes)
                            if i >= end:
                                values.append(value)
                                lengths.append(length)
        assert next(codes, None) is None
    return u.padded_bytes(u.join_bits(values, lengths), 0)


def varint(value):
    data = b""
    while value > 127:
        data += bytes([value & 127 | 128])
        value >>= 7
    return data + bytes([value])


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
