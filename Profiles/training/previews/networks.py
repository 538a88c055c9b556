"""The two restoration networks.

Both see one plane of a JPEG and its quantisation table, and give a correction of what a decoder shows, in units of 255. Both work on maps of an
eighth or a quarter of the plane's sides with many channels: a step there sees far and costs little. Padding is with zeros.
"""

import torch
import torch.nn.functional as F
from torch import nn

import jpeg

# Rough spreads of the coefficients of photos, by which the maps are divided.
SPREAD = torch.tensor([240 / (1 + u + v) ** 1.2 for u in range(8) for v in range(8)])


class Condition(nn.Module):
    """From the table to a factor and an offset for each channel of each layer that asks for them."""

    def __init__(self, layers: int, channels: int, hidden: int = 64):
        super().__init__()
        self.shape = (layers, 2, channels)
        self.first = nn.Linear(64, hidden)
        self.second = nn.Linear(hidden, layers * 2 * channels)
        nn.init.zeros_(self.second.weight)
        nn.init.zeros_(self.second.bias)

    def forward(self, tables: torch.Tensor) -> torch.Tensor:
        values = self.second(torch.relu(self.first(torch.log2(tables) / 4 - 1)))
        return values.view(-1, *self.shape).permute(1, 2, 0, 3)[..., None, None]


def conv(inputs: int, outputs: int, dilation: int = 1) -> nn.Conv2d:
    return nn.Conv2d(inputs, outputs, 3, padding=dilation, dilation=dilation)


class Residual(nn.Module):
    """Two convolutions beside the identity; the first one's outputs are scaled and moved by the table."""

    def __init__(self, channels: int):
        super().__init__()
        self.first, self.second = conv(channels, channels), conv(channels, channels)
        self.second.weight.data.mul_(0.3)

    def forward(self, x: torch.Tensor, factor: torch.Tensor, offset: torch.Tensor) -> torch.Tensor:
        return x + self.second(torch.relu(self.first(x) * (1 + factor) + offset))


class HRCNN(nn.Module):
    """HR-CNN (Niu, arXiv 2007.00639), from the quantised coefficients.

    Channel splitting: a map for each frequency. The spectral maps are restored with more channels than there are frequencies, a transposed
    convolution reconstructs them at a quarter of the sides, where they are merged with the plain inverse transform, and residual blocks sharpen.
    """

    name = "hr-cnn"

    def __init__(self, spectral: int = 128, blocks: int = 6, spatial: int = 64, sharpeners: int = 2):
        super().__init__()
        self.size = {"spectral": spectral, "blocks": blocks, "spatial": spatial, "sharpeners": sharpeners}
        self.head = conv(64, spectral)
        self.restore = nn.ModuleList(Residual(spectral) for _ in range(blocks))
        self.reconstruct = nn.ConvTranspose2d(spectral, spatial, 2, stride=2)
        self.merge = conv(spatial + 16, spatial)
        self.sharpen = nn.ModuleList(Residual(spatial) for _ in range(sharpeners))
        self.tail = conv(spatial, 16)
        self.tail.weight.data.mul_(0.1)
        self.spectral_condition = Condition(blocks + 1, spectral)
        self.spatial_condition = Condition(sharpeners, spatial)

    def forward(self, coefficients: torch.Tensor, tables: torch.Tensor) -> torch.Tensor:
        spectral, spatial = self.spectral_condition(tables), self.spatial_condition(tables)
        x = self.head(coefficients / SPREAD.to(coefficients.device)[:, None, None])
        x = torch.relu(x * (1 + spectral[0, 0]) + spectral[0, 1])
        for index, block in enumerate(self.restore):
            x = block(x, spectral[index + 1, 0], spectral[index + 1, 1])
        x = torch.relu(self.reconstruct(x))
        plain = (jpeg.inverse(coefficients.float()) - 128) / 64
        x = torch.relu(self.merge(torch.cat([x, F.pixel_unshuffle(plain[:, None], 4).to(x.dtype)], 1)))
        for index, block in enumerate(self.sharpen):
            x = block(x, spatial[index, 0], spatial[index, 1])
        return F.pixel_shuffle(self.tail(x).float(), 4)[:, 0]


class DCSC(nn.Module):
    """DCSC (Fu and others, ICCV 2019), from the pixels.

    Dilated convolutions give features of several scales; unrolled steps of convolutional sparse coding with a stride of four pixels find the
    codes, u = relu(u + S u + G f); a dictionary turns them into the correction. Steps have their own kernels and thresholds by the table.
    """

    name = "dcsc"

    def __init__(self, features: int = 48, codes: int = 128, steps: int = 8):
        super().__init__()
        self.size = {"features": features, "codes": codes, "steps": steps}
        self.dilated = nn.ModuleList(conv(19, features, dilation) for dilation in (1, 2, 4))
        self.gather = conv(3 * features, codes)
        self.steps = nn.ModuleList(conv(codes, codes) for _ in range(steps))
        for step in self.steps:
            step.weight.data.mul_(0.3)
        self.dictionary = conv(codes, 16)
        self.dictionary.weight.data.mul_(0.1)
        self.condition = Condition(steps + 1, codes)

    def forward(self, shown: torch.Tensor, tables: torch.Tensor) -> torch.Tensor:
        condition = self.condition(tables)
        x = F.pixel_unshuffle(((shown - 128) / 64)[:, None], 4)
        x = torch.cat([x, places(x)], 1)
        drive = self.gather(torch.relu(torch.cat([layer(x) for layer in self.dilated], 1)))
        drive = drive * (1 + condition[0, 0])
        codes = torch.relu(drive + condition[0, 1])
        for index, step in enumerate(self.steps):
            codes = torch.relu(codes + step(codes) + drive * condition[index + 1, 0] + condition[index + 1, 1])
        return F.pixel_shuffle(self.dictionary(codes).float(), 4)[:, 0]


def places(x: torch.Tensor) -> torch.Tensor:
    """Three maps that say which quarter of its 8 x 8 block a cell is."""
    rows = 1 - 2.0 * (torch.arange(x.shape[2], device=x.device) % 2)
    columns = 1 - 2.0 * (torch.arange(x.shape[3], device=x.device) % 2)
    maps = torch.stack([rows[:, None].expand(x.shape[2:]), columns[None].expand(x.shape[2:]), rows[:, None] * columns[None]])
    return maps[None].expand(x.shape[0], -1, -1, -1).to(x.dtype)


NETWORKS = {network.name: network for network in (HRCNN, DCSC)}


def restored(network: nn.Module, coefficients: torch.Tensor, tables: torch.Tensor, project: bool = True) -> torch.Tensor:
    """Planes as the network restores them, within what the JPEG allows, not rounded."""
    plain = jpeg.inverse(coefficients)
    shown = plain.round().clamp(0, 255)
    change = network(coefficients, tables) if isinstance(network, HRCNN) else network(shown, tables)
    planes = plain + 255 * change.float()
    return jpeg.within(planes, coefficients, tables) if project else planes
