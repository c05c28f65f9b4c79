from pathlib import Path

import pytest
import torch

from index.embedding.model import ModelChoice, find_folder
from index.embedding.reference import ReferenceModel
from index.errors import ModelRefused

pytestmark = pytest.mark.model


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return find_folder(ModelChoice().name, tmp_path)


@pytest.mark.parametrize("device", ["cuda:99", "mps:1"])
def test_a_device_that_is_not_here_is_refused_by_name(folder: Path, device: str) -> None:
    with pytest.raises(ModelRefused) as caught:
        ReferenceModel(folder, device)
    assert str(caught.value) == (
        f"PULLQUOTE_DEVICE is {device}, but PyTorch {torch.__version__} finds no such device here;"
        " take cpu, or install a PyTorch that is made for it"
    )


FULL = torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB.\nFor debugging …")
STOPPED = (
    "the model stopped on {}: CUDA out of memory. Tried to allocate 2.00 GiB.;"
    " try it again, or with another PULLQUOTE_DEVICE"
)


def run_out(*_: object, **__: object) -> None:
    raise FULL


def test_a_device_that_fails_while_it_embeds_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = ReferenceModel(folder, "cpu")
    monkeypatch.setattr(torch.nn.Module, "__call__", run_out)
    with pytest.raises(ModelRefused) as caught:
        model.encode(["Who left?"])
    assert str(caught.value) == STOPPED.format("cpu")


def test_a_device_without_room_for_the_model_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    monkeypatch.setattr(torch.nn.Module, "to", run_out)
    with pytest.raises(ModelRefused) as caught:
        ReferenceModel(folder, "cuda:1")
    assert str(caught.value) == STOPPED.format("cuda:1")
