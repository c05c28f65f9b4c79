"""The reader's network in torch: the packaged encoder, what was trained beside it, two heads.

What was trained of the encoder is kept apart as matrices of low rank, and added to the model's own
when the network is made: so a few megabytes ship instead of ninety.
"""

import warnings
from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor, nn

_LOWEST = -1e4  # of a token that is not the passage's, where the highest of all is taken
_INPUTS = ("input_ids", "attention_mask", "token_type_ids")


class Network(nn.Module):  # torch knows no other way than to inherit
    """Reads token ids (n, t): logits that the passage answers (n,), and of each token (n, t, 2).

    A token's are that it stands in a sentence that answers, and that it is of the answer itself.
    """

    def __init__(self, encoder: nn.Module, dimensions: int) -> None:
        super().__init__()
        self.encoder = encoder
        self.answer = nn.Sequential(
            nn.Linear(2 * dimensions, dimensions // 2), nn.GELU(), nn.Linear(dimensions // 2, 1)
        )
        self.evidence = nn.Linear(dimensions, 2)

    def forward(
        self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Read; `token_type_ids` are 1 for the passage's own tokens."""
        states = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).last_hidden_state
        is_other = (token_type_ids * attention_mask == 0).unsqueeze(-1)
        highest = states.masked_fill(is_other, _LOWEST).amax(dim=1)
        answer = self.answer(torch.cat([states[:, 0], highest], dim=1)).squeeze(1)
        return answer, self.evidence(states)


def make(folder: Path) -> Network:
    """Make an untrained network from the folder of the packaged model."""
    from transformers import AutoModel
    from transformers.utils import logging

    logging.disable_progress_bar()
    logging.set_verbosity_error()
    encoder = AutoModel.from_pretrained(str(folder), local_files_only=True, add_pooling_layer=False)
    return Network(encoder.float(), int(encoder.config.hidden_size))


def load(folder: Path, weights: Path) -> Network:
    """Make a network from the folder of the packaged model and a file of what was trained."""
    from safetensors.torch import load_file

    network = make(folder)
    merge(network, load_file(str(weights)))
    return network.eval()


def merge(network: Network, trained: Mapping[str, Tensor]) -> None:
    """Add what was trained to a network: `NAME.down` (r, i) and `NAME.up` (o, r), else whole."""
    own = dict(network.named_parameters())
    with torch.no_grad():
        for name, tensor in trained.items():
            if name.endswith(".down"):
                up = trained[name.removesuffix(".down") + ".up"]
                own[name.removesuffix(".down")].add_(up.float() @ tensor.float())
            elif not name.endswith(".up"):
                own[name].copy_(tensor.float())


def export(network: Network, graph: Path) -> None:
    """Write a network as an ONNX graph, which takes and gives what `Network.forward` does."""
    examples = tuple(torch.ones((2, 8), dtype=torch.int64) for _ in _INPUTS)
    axes = {0: "n", 1: "t"}
    with warnings.catch_warnings():
        # The tracer warns of what it takes for constant; what it wrote is compared afterwards.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network,
            examples,
            str(graph),
            dynamo=False,
            input_names=list(_INPUTS),
            output_names=["answers", "tokens"],
            dynamic_axes={**dict.fromkeys(_INPUTS, axes), "answers": {0: "n"}, "tokens": axes},
        )
