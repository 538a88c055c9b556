#!/usr/bin/env python3
"""Repairs files with a parity file, without Glassine: docs/FORMAT.md, section 10, in plain Python, slowly. All of a group is held in memory.

usage: unparity.py PARITY FOLDER OUTPUT

Members are read from FOLDER under their paths, as they are now, and written to OUTPUT. Ends with 1 where something stays lost.
"""
import hashlib
import os
import sys

BLOCK, PIECE = 4096, 3920
MAGIC = bytes.fromhex("89474c53500d0a1a")

POWERS, LOGARITHMS = [0] * 510, [0] * 256
element = 1
for exponent in range(255):
    POWERS[exponent] = POWERS[exponent + 255] = element
    LOGARITHMS[element] = exponent
    element = element << 1 ^ (0x11D if element & 0x80 else 0)


def product(a, b):
    return POWERS[LOGARITHMS[a] + LOGARITHMS[b]] if a and b else 0


def inverse(a):
    return POWERS[255 - LOGARITHMS[a]]


def coefficient(row, column):
    return inverse((255 - row) ^ column)


TIMES = [bytes(product(a, value) for value in range(256)) for a in range(256)]


def combine(coefficients, blocks, length=BLOCK):
    total = 0
    for factor, block in zip(coefficients, blocks):
        total ^= int.from_bytes(block.translate(TIMES[factor]), "little")
    return total.to_bytes(length, "little")


def solve(rows, columns, right):
    """The blocks x with, for each row, the sum over columns of coefficient * x = right."""
    length = len(right[0])
    matrix = [[coefficient(row, column) for column in columns] for row in rows]
    for pivot in range(len(rows)):
        swap = next(row for row in range(pivot, len(rows)) if matrix[row][pivot])
        matrix[pivot], matrix[swap], right[pivot], right[swap] = matrix[swap], matrix[pivot], right[swap], right[pivot]
        factor = inverse(matrix[pivot][pivot])
        matrix[pivot] = [product(factor, value) for value in matrix[pivot]]
        right[pivot] = right[pivot].translate(TIMES[factor])
        for row in range(len(rows)):
            factor = matrix[row][pivot]
            if row != pivot and factor:
                matrix[row] = [value ^ product(factor, other) for value, other in zip(matrix[row], matrix[pivot])]
                right[row] = combine([1, factor], [right[row], right[pivot]], length)
    return right


def number(run):
    return int.from_bytes(run, "little")


class ParityFile:
    def __init__(self, path):
        self.bytes = open(path, "rb").read()
        header, pieces = self.find_index()
        self.block_count, length = number(header[32:40]), number(header[40:48])
        self.lanes, stripes = number(header[56:60]), number(header[60:64])
        self.depth, self.positions, self.stored, self.rows, width, spares = (number(header[o:o + 2]) for o in range(64, 76, 2))
        self.outer = header[96:96 + self.rows - self.stored]
        self.stripes = self.lanes * self.depth
        self.parity_count = self.lanes * (self.depth * self.stored + sum(self.outer))
        self.clusters = [sum(1 for place in range(width + spares) if place % 3 == cluster) * stripes for cluster in range(3)]
        for stripe in range(stripes):
            lost = [x for x in range(width) if x * stripes + stripe not in pieces]
            known = [x for x in range(width) if x not in lost]
            rows = [y for y in range(spares) if (width + y) * stripes + stripe in pieces][:len(lost)]
            assert len(rows) == len(lost), "too little of the index is left"
            right = [combine([1] + [coefficient(y, x) for x in known],
                             [pieces[(width + y) * stripes + stripe]] + [pieces[x * stripes + stripe] for x in known], PIECE) for y in rows]
            for x, piece in zip(lost, solve(rows, lost, right) if lost else []):
                pieces[x * stripes + stripe] = piece
        self.index = b"".join(pieces[g] for g in range(stripes * width))[:length]
        assert hashlib.sha256(self.index).digest()[:16] == header[16:32], "the index is not what its blocks name"

    def find_index(self):
        """The header that most index blocks have, and their pieces."""
        found = {}
        for start in range(0, len(self.bytes) - BLOCK + 1, BLOCK):
            block = self.bytes[start:start + BLOCK]
            if block[:8] == MAGIC and hashlib.sha256(block[:4080]).digest()[:16] == block[4080:]:
                found.setdefault(block[:12] + bytes(4) + block[16:160], {}).setdefault(number(block[12:16]), block[160:4080])
        assert found, "this is no parity file"
        return max(found.items(), key=lambda entry: len(entry[1]))

    def digest(self, place):
        return self.index[8 * place:8 * place + 8]

    def parity(self, place):
        """A parity block; None where it is damaged."""
        start = (self.clusters[0] + place + (0 if place < self.parity_count // 2 else self.clusters[1])) * BLOCK
        block = self.bytes[start:start + BLOCK]
        return block if len(block) == BLOCK and hashlib.sha256(block).digest()[:8] == self.digest(self.block_count + place) else None

    def first_outer(self, row):
        return self.stored * self.stripes + self.lanes * sum(self.outer[:row - self.stored])

    def members(self):
        """Path, size and extents of each."""
        place = 8 * (self.block_count + self.parity_count)

        def varint():
            nonlocal place
            value = shift = 0
            while True:
                byte = self.index[place]
                place += 1
                value |= (byte & 0x7F) << shift
                shift += 7
                if byte < 0x80:
                    return value

        for _ in range(varint()):
            length = varint()
            path = self.index[place:place + length]
            place += length
            size = varint()
            digest = self.index[place:place + 32]
            place += 32
            yield path, size, digest, [(varint(), varint()) for _ in range(varint())]


def repair_lane(file, lane, blocks):
    """Fills in what can be rebuilt of a lane's blocks."""
    def data(stripe, position):
        place = position * file.stripes + stripe
        return blocks[place] if place < file.block_count else bytes(BLOCK)

    def row_sum(stripe, row):
        known = [position for position in range(file.positions) if data(stripe, position) is not None]
        return combine([coefficient(row, position) for position in known], [data(stripe, position) for position in known])

    lost = {}
    for stripe in range(lane, file.stripes, file.lanes):
        missing = [position for position in range(file.positions) if data(stripe, position) is None]
        if missing:
            lost[stripe] = missing
    rows = {stripe: {row: file.parity(row * file.stripes + stripe) for row in range(file.stored)} for stripe in lost}
    taken = set()
    while lost:
        for stripe, missing in list(lost.items()):
            usable = [row for row, block in rows[stripe].items() if block is not None][:len(missing)]
            if len(usable) < len(missing):
                continue
            right = [combine([1, 1], [rows[stripe][row], row_sum(stripe, row)]) for row in usable]
            for position, block in zip(missing, solve(usable, missing, right)):
                place = position * file.stripes + stripe
                assert hashlib.sha256(block).digest()[:8] == file.digest(place), "a block was rebuilt wrongly"
                blocks[place] = block
            del lost[stripe]
        for row in range(file.stored, file.rows):
            outer = {i: file.parity(file.first_outer(row) + i * file.lanes + lane) for i in range(file.outer[row - file.stored])}
            usable = [i for i, block in outer.items() if block is not None][:len(lost)]
            if row not in taken and len(usable) == len(lost):
                break
        else:
            return
        if not lost:
            return
        taken.add(row)
        whole = [s for s in range(file.depth) if s * file.lanes + lane not in lost]
        sums = [row_sum(s * file.lanes + lane, row) for s in whole]
        right = [combine([1] + [coefficient(i, s) for s in whole], [outer[i]] + sums) for i in usable]
        for stripe, block in zip(lost, solve(usable, [stripe // file.lanes for stripe in lost], right)):
            rows[stripe][row] = block


def main(parity_path, folder, output):
    file = ParityFile(parity_path)
    contents, places, blocks = [], [], []
    for path, size, digest, extents in file.members():
        assert not path.startswith(b"/") and b".." not in path.split(b"/"), "a path leads out of the folder"
        place = os.path.join(os.fsencode(folder), path)
        content = bytearray(open(place, "rb").read()[:size] if os.path.exists(place) else b"")
        content += bytes(size - len(content))
        for first, count in extents:
            for start in range(first * BLOCK, (first + count) * BLOCK, BLOCK):
                block = bytes(content[start:start + BLOCK]).ljust(BLOCK, b"\0")
                is_sound = hashlib.sha256(block).digest()[:8] == file.digest(len(blocks))
                places.append((len(contents), start))
                blocks.append(block if is_sound else None)
        contents.append((path, size, digest, content))
    bad = [index for index, block in enumerate(blocks) if block is None]
    for lane in sorted({index % file.stripes % file.lanes for index in bad}):
        repair_lane(file, lane, blocks)
    for index in bad:
        member, start = places[index]
        if blocks[index] is not None:
            contents[member][3][start:start + BLOCK] = blocks[index][:contents[member][1] - start]
    for path, _, digest, content in contents:
        place = os.path.join(os.fsencode(output), path)
        os.makedirs(os.path.dirname(place), exist_ok=True)
        open(place, "wb").write(content)
    left = sum(blocks[index] is None for index in bad)
    whole = sum(hashlib.sha256(content).digest() == digest for _, _, digest, content in contents)
    print(f"{len(bad)} bad blocks, {left} stay lost; {whole} of {len(contents)} files are whole")
    return 1 if left else 0


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
