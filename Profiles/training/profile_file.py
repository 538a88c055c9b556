"""The profile file: the integer networks of a coder, one a slot, little endian. Its name is the SHA-256 of its bytes.

"GLSPROF1", u16 version = 1, u16 0, u32 networks; each network: u16 slot, u16 n, u16 m, u16 layers; each layer: u16 outputs, u16 inputs,
u8 shift, 3 zero bytes, i32 bias[outputs], i16 weights[outputs][inputs].

    python3 profile_file.py show FILE
    python3 profile_file.py merge OUT-FOLDER FILE FILE...
"""

import hashlib
import struct
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

MAGIC = b"GLSPROF1"
SUFFIX = ".profile"
INPUT_LIMIT = (1023, 32767)  # largest input of the first and of later layers


class ProfileError(Exception):
    """Networks that break the format's bounds, or bytes that are no profile."""


@dataclass
class Layer:
    """`weights` is outputs x inputs, unit 2^-10; `bias` has the unit of the sum; a sum is shifted right by `shift`."""

    shift: int
    bias: np.ndarray
    weights: np.ndarray


@dataclass
class Network:
    slot: int
    row_inputs: int
    serial_inputs: int
    layers: list[Layer]

    def check(self) -> None:
        """Throws ProfileError unless sizes fit and no sum can leave 32 bits."""
        inputs = self.row_inputs + self.serial_inputs
        for index, layer in enumerate(self.layers):
            where = f"slot {self.slot}, layer {index}"
            if layer.weights.shape != (len(layer.bias), inputs):
                raise ProfileError(f"{where}: {layer.weights.shape} weights for {inputs} inputs and {len(layer.bias)} outputs")
            if np.abs(layer.weights).max(initial=0) > 32767:
                raise ProfileError(f"{where}: a weight does not fit 16 bits")
            worst = np.abs(layer.weights).sum(axis=1) * INPUT_LIMIT[index > 0] + np.abs(layer.bias)
            if worst.max(initial=0) >= 1 << 31:
                raise ProfileError(f"{where}: a sum may leave 32 bits")
            inputs = len(layer.bias)
        if not self.layers or inputs != 2:
            raise ProfileError(f"slot {self.slot}: a network has two outputs")


def encode(networks: list[Network]) -> bytes:
    out = bytearray(MAGIC + struct.pack("<HHI", 1, 0, len(networks)))
    if [n.slot for n in networks] != sorted({n.slot for n in networks}):
        raise ProfileError("networks are sorted by slot, one a slot")
    for network in networks:
        network.check()
        out += struct.pack("<4H", network.slot, network.row_inputs, network.serial_inputs, len(network.layers))
        for layer in network.layers:
            out += struct.pack("<HHB3x", *layer.weights.shape, layer.shift)
            out += layer.bias.astype("<i4").tobytes() + layer.weights.astype("<i2").tobytes()
    return bytes(out)


def decode(data: bytes) -> list[Network]:
    try:
        if data[:8] != MAGIC or struct.unpack_from("<HH", data, 8) != (1, 0):
            raise ProfileError("not a profile of version 1")
        count, at, networks = struct.unpack_from("<I", data, 12)[0], 16, []
        for _ in range(count):
            slot, n, m, layers = struct.unpack_from("<4H", data, at)
            at += 8
            network = Network(slot, n, m, [])
            for _ in range(layers):
                outputs, inputs, shift = struct.unpack_from("<HHB", data, at)
                bias = np.frombuffer(data, "<i4", outputs, at + 8).astype(np.int64)
                weights = np.frombuffer(data, "<i2", outputs * inputs, at + 8 + 4 * outputs).astype(np.int64)
                network.layers.append(Layer(shift, bias, weights.reshape(outputs, inputs)))
                at += 8 + 4 * outputs + 2 * outputs * inputs
            network.check()
            networks.append(network)
    except (struct.error, ValueError) as error:
        raise ProfileError(f"a damaged profile: {error}") from error
    if at != len(data):
        raise ProfileError("bytes after the last network")
    return networks


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def write(folder: Path, networks: list[Network]) -> Path:
    """Write the profile under its digest."""
    data = encode(networks)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / (digest(data) + SUFFIX)
    path.write_bytes(data)
    return path


def main() -> None:
    if len(sys.argv) == 3 and sys.argv[1] == "show":
        data = Path(sys.argv[2]).read_bytes()
        print(digest(data), len(data), "bytes")
        for n in decode(data):
            shape = " -> ".join(str(s) for s in [n.row_inputs + n.serial_inputs, *(len(layer.bias) for layer in n.layers)])
            print(f"slot {n.slot:2d}  {n.row_inputs} row + {n.serial_inputs} serial inputs  {shape}")
    elif len(sys.argv) > 4 and sys.argv[1] == "merge":
        networks = [n for file in sys.argv[3:] for n in decode(Path(file).read_bytes())]
        print(write(Path(sys.argv[2]), sorted(networks, key=lambda n: n.slot)))
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
