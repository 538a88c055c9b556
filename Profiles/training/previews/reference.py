"""The networks in PyTorch on a JPEG file, to compare the program with.

    python3 reference.py WEIGHTS.safetensors IN.jpg OUT.png
"""

import sys
from pathlib import Path

import numpy as np
import torch
from PIL import Image

import jpeg_file
import weights
from networks import restored


@torch.inference_mode()
def restore(network: torch.nn.Module, path: Path) -> np.ndarray:
    """The restored picture of a grey JPEG, 8 bits."""
    coefficients, steps, (height, width) = jpeg_file.read(path)
    found = restored(network, torch.from_numpy(coefficients)[None], torch.from_numpy(steps)[None])
    return found[0, :height, :width].round().clamp(0, 255).numpy().astype(np.uint8)


def main() -> None:
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    Image.fromarray(restore(weights.read(Path(sys.argv[1])), Path(sys.argv[2]))).save(sys.argv[3])


if __name__ == "__main__":
    main()
