"""JPEG of grey planes in tensors: tables, quantised coefficients and the pixels a decoder shows (ITU-T T.81, annexes A and K).

Planes are uint8-valued float tensors, N x H x W, whose sides are multiples of 8. Coefficients are N x 64 x H/8 x W/8, one map a frequency in
row-major (not zigzag) order, in units of pixel values.
"""

import torch
import torch.nn.functional as F

# Table K.1 and K.2 of the standard, row-major.
LUMINANCE = torch.tensor([
    16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62,
    18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
], dtype=torch.float32)
CHROMINANCE = torch.tensor([
    17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99, 99, 99, 99,
    *([99] * 32),
], dtype=torch.float32)


def scaled(table: torch.Tensor, quality: torch.Tensor) -> torch.Tensor:
    """The table at libjpeg's qualities (N): N x 64, steps 1 to 255."""
    quality = quality.float()
    percent = torch.where(quality < 50, torch.floor(5000 / quality), 200 - 2 * quality)
    return torch.floor((table[None] * percent[:, None] + 50) / 100).clamp(1, 255)


def basis() -> torch.Tensor:
    """The orthonormal DCT: 64 x 64, a row for each frequency, a column for each pixel of a block."""
    n = torch.arange(8, dtype=torch.float64)
    one = torch.cos((2 * n[None] + 1) * n[:, None] * torch.pi / 16) / 2
    one[0] /= 2 ** 0.5
    return torch.einsum("ux,vy->uvxy", one, one).reshape(64, 64).float()


BASIS = basis()


def blocks(planes: torch.Tensor) -> torch.Tensor:
    """N x H x W to N x 64 x H/8 x W/8, a channel for each pixel of a block."""
    return F.pixel_unshuffle(planes[:, None], 8)


def pixels(values: torch.Tensor) -> torch.Tensor:
    """The inverse of `blocks`."""
    return F.pixel_shuffle(values, 8)[:, 0]


def forward(planes: torch.Tensor) -> torch.Tensor:
    """Coefficients of planes of values 0 to 255."""
    return torch.einsum("fp,nphw->nfhw", BASIS.to(planes.device), blocks(planes - 128))


def inverse(coefficients: torch.Tensor) -> torch.Tensor:
    """Planes of coefficients, neither rounded nor clipped."""
    return pixels(torch.einsum("fp,nfhw->nphw", BASIS.to(coefficients.device), coefficients)) + 128


def quantised(planes: torch.Tensor, tables: torch.Tensor) -> torch.Tensor:
    """What a JPEG keeps: coefficients times their steps."""
    steps = tables[:, :, None, None]
    return torch.round(forward(planes) / steps) * steps


def shown(coefficients: torch.Tensor) -> torch.Tensor:
    """The pixels a decoder shows: rounded and clipped."""
    return inverse(coefficients).round().clamp(0, 255)


def within(planes: torch.Tensor, coefficients: torch.Tensor, tables: torch.Tensor) -> torch.Tensor:
    """The nearest planes whose coefficients round to the same JPEG.

    The original is one of them, and they form a convex set, so this never takes a plane further from the original.
    """
    half = tables[:, :, None, None] / 2
    return inverse(forward(planes).clamp(coefficients - half, coefficients + half))
