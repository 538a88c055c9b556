"""Random batches over the pools of all slots, as tensors."""

import numpy as np
import torch

from features import FEATURE_UNIT, Pool


class Batches:
    """All samples in two tensors, slot after slot, with inputs padded to a common number; one gather draws a batch of every slot."""

    def __init__(self, pools: list[Pool], device: torch.device):
        self.inputs = max(pool.z.shape[1] for pool in pools)
        self.slots = len(pools)
        z = np.zeros((sum(len(pool) for pool in pools), self.inputs), np.int16)
        first, at = [], 0
        for pool in pools:
            z[at : at + len(pool), : pool.z.shape[1]] = pool.z
            first.append(at)
            at += len(pool)
        self.z = torch.from_numpy(z).to(device)
        self.target = torch.from_numpy(np.concatenate([pool.target for pool in pools])).to(device)
        self.first = torch.tensor(first)[:, None]
        self.count = torch.tensor([len(pool) for pool in pools], dtype=torch.float64)[:, None]
        self.generator = torch.Generator()
        self.device = device

    def draw(self, size: int, seed: int, step: int) -> tuple[torch.Tensor, torch.Tensor]:
        """Inputs (slots x size x inputs) and targets of one step. Depends on seed and step alone, so a resumed run goes on as it was."""
        self.generator.manual_seed(seed * 1_000_003 + step)
        random = torch.rand(self.slots, size, dtype=torch.float64, generator=self.generator)
        index = (self.first + (random * self.count).long()).reshape(-1).to(self.device)
        z = self.z.index_select(0, index).float().mul_(1 / FEATURE_UNIT)
        target = self.target.index_select(0, index)
        return z.view(self.slots, size, -1), target.view(self.slots, size, -1)
