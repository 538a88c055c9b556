"""Weights as files: safetensors, 16-bit floats.

    python3 weights.py CHECKPOINT OUT.safetensors      writes the averaged weights of a run, rounded to 16 bits
"""

import json
import struct
import sys
from pathlib import Path

import numpy as np
import torch

from networks import NETWORKS


def write(path: Path, network: torch.nn.Module) -> None:
    """The file of a network: eight bytes of length, a JSON header of that length, the numbers in the order of their names."""
    tensors = {name: value.detach().cpu().numpy().astype("<f2") for name, value in sorted(network.state_dict().items())}
    header, place = {"__metadata__": {"network": network.name, **{key: str(value) for key, value in network.size.items()}}}, 0
    for name, value in tensors.items():
        header[name] = {"dtype": "F16", "shape": list(value.shape), "data_offsets": [place, place + value.nbytes]}
        place += value.nbytes
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(value.tobytes() for value in tensors.values()))


def read(path: Path) -> torch.nn.Module:
    """The network of a file, ready to be used."""
    content = path.read_bytes()
    length = struct.unpack_from("<Q", content)[0]
    header = json.loads(content[8:8 + length])
    about = header.pop("__metadata__")
    network = NETWORKS[about.pop("network")](**{key: int(value) for key, value in about.items()})
    kinds, state = {"F16": "<f2", "F32": "<f4"}, {}
    for name, entry in header.items():
        first, last = (8 + length + offset for offset in entry["data_offsets"])
        values = np.frombuffer(content[first:last], kinds[entry["dtype"]]).astype(np.float32)
        state[name] = torch.from_numpy(values.reshape(entry["shape"]))
    network.load_state_dict(state)
    return network.eval()


def main() -> None:
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    state = torch.load(sys.argv[1], map_location="cpu", weights_only=True)
    network = NETWORKS[state["config"]["network"]](**state["config"]["size"])
    network.load_state_dict(state["average"])
    write(Path(sys.argv[2]), network)
    print(f"{sys.argv[2]}: {network.name}, step {state['step']}")


if __name__ == "__main__":
    main()
