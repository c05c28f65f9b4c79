from importlib.metadata import PackageNotFoundError

from bot.cli import versions
from bot.cli.versions import differences

LOCK = """\
# The versions that the tests were run with.
numpy==2.4.6 \\
    --hash=sha256:0a
colorama==0.4.6 ; sys_platform == 'win32' \\
    --hash=sha256:0b
torch==2.13.0 \\
    --hash=sha256:0c
"""


def version_of(name: str) -> str:
    installed = {"numpy": "2.5.0", "torch": "2.13.0+cpu"}
    if name not in installed:
        raise PackageNotFoundError(name)
    return installed[name]


def test_what_is_installed_and_differs_is_named() -> None:
    assert list(differences(LOCK, version_of)) == ["numpy 2.5.0 where 2.4.6 was tested"]


def test_the_lock_of_the_checkout_pins_every_package_with_hashes_and_no_address() -> None:
    lock = versions._CHECKOUT.read_text(encoding="utf-8")
    assert "://" not in lock
    assert not any("index" in line for line in lock.splitlines() if line.startswith("-"))
    pinned = versions._PINNED.findall(lock)
    assert {"numpy", "torch", "faiss-cpu", "pytest"} <= {name for name, _ in pinned}
    assert lock.count("--hash=sha256:") >= len(pinned)


def test_the_versions_of_this_environment_are_compared_in_one_line() -> None:
    assert "\n" not in versions.compare()
    assert "tested" in versions.compare()
