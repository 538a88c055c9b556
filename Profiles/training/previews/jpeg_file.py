"""Reads the quantised coefficients of grey baseline JPEG files (ITU-T T.81, annexes B and F), plainly and slowly."""

from pathlib import Path

import numpy as np

ZIGZAG = sorted(range(64), key=lambda place: (place // 8 + place % 8,
                                              place // 8 if (place // 8 + place % 8) % 2 else place % 8))


class Bits:
    """The bits of a scan, stuffed zeros and all that follows a marker left out."""

    def __init__(self, content: bytes):
        end = content.find(b"\xff\xd9")
        self.content = content[:end].replace(b"\xff\x00", b"\xff")
        self.value, self.count, self.place = 0, 0, 0

    def take(self, count: int) -> int:
        while self.count < count:
            byte = self.content[self.place] if self.place < len(self.content) else 0
            self.value, self.count, self.place = (self.value << 8 | byte) & 0xFFFFFFFF, self.count + 8, self.place + 1
        self.count -= count
        return self.value >> self.count & ((1 << count) - 1)

    def number(self, size: int) -> int:
        """A number of `size` bits, whose first one says its sign (F.12)."""
        if size == 0:
            return 0
        value = self.take(size)
        return value if value >> (size - 1) else value - (1 << size) + 1

    def symbol(self, codes: dict[tuple[int, int], int]) -> int:
        code = 0
        for length in range(1, 17):
            code = code << 1 | self.take(1)
            if (length, code) in codes:
                return codes[length, code]
        raise ValueError("no such code")


def huffman(counts: bytes, symbols: bytes) -> dict[tuple[int, int], int]:
    """Symbols by length and code (C.2)."""
    codes, code, place = {}, 0, 0
    for length, count in enumerate(counts, 1):
        for _ in range(count):
            codes[length, code] = symbols[place]
            code, place = code + 1, place + 1
        code <<= 1
    return codes


def read(path: Path) -> tuple[np.ndarray, np.ndarray, tuple[int, int]]:
    """Dequantised coefficients 64 x rows x columns of blocks, the table's 64 steps (both row-major), and the picture's height and width."""
    content = path.read_bytes()
    place, tables, codes, size = 2, {}, {}, (0, 0)
    while True:
        marker, length = content[place + 1], int.from_bytes(content[place + 2:place + 4], "big")
        body, place = content[place + 4:place + 2 + length], place + 2 + length
        if marker == 0xDB:
            while body:
                if body[0] >> 4:
                    raise ValueError("a table of 16 bits")
                tables[body[0] & 15], body = body[1:65], body[65:]
        elif marker == 0xC4:
            while body:
                count = sum(body[1:17])
                codes[body[0]], body = huffman(body[1:17], body[17:17 + count]), body[17 + count:]
        elif marker == 0xC0:
            if body[0] != 8 or body[5] != 1:
                raise ValueError("not grey of 8 bits")
            size, chosen = (int.from_bytes(body[1:3], "big"), int.from_bytes(body[3:5], "big")), body[8]
        elif marker == 0xDA:
            break
        elif 0xC1 <= marker <= 0xCF or marker == 0xDD:
            raise ValueError("not baseline, or with restarts")
    bits, dc, ac = Bits(content[place:]), codes[body[2] >> 4], codes[16 | body[2] & 15]
    steps = np.zeros(64, np.int32)
    steps[ZIGZAG] = list(tables[chosen])
    rows, columns = ((side + 7) // 8 for side in size)
    found, last = np.zeros((rows, columns, 64), np.int32), 0
    for row in range(rows):
        for column in range(columns):
            block = found[row, column]
            last += bits.number(bits.symbol(dc))
            block[0], index = last, 1
            while index < 64:
                symbol = bits.symbol(ac)
                if symbol == 0:
                    break
                index += symbol >> 4
                if symbol != 0xF0:
                    block[ZIGZAG[index]] = bits.number(symbol & 15)
                index += 1
    return (found * steps).transpose(2, 0, 1).astype(np.float32), steps.astype(np.float32), size
