"""A large archive is embedded ahead: on the cluster that is set, or here; how long it will take."""

from collections.abc import Sequence

import click

from bot.cli import opening
from bot.cli.settings import Settings
from index.embedding.ahead import filling
from index.embedding.ahead.estimate import BLOCK_TEXTS, Estimate
from index.embedding.ahead.tasks import GPU, Tasks, TasksHere
from index.records import Article, Progress

_MINUTE, _HOUR, _DAY = 60, 3600, 86400  # seconds
_EXACT_TO = 10  # hours or days; above, nobody plans with half of one


def embed(chosen: Settings, articles: Sequence[Article], progress: Progress | None) -> int:
    """Embed the texts of articles that are not known yet; return how many.

    Prints the estimate, and a line for each machine of the cluster that cannot embed.
    """

    def tell(estimate: Estimate) -> None:
        click.echo(worded(estimate, on_cluster=bool(chosen.ray)), err=True)

    return filling.fill(chosen.data_dir, articles, _tasks(chosen), tell, progress)


def foretell(chosen: Settings, articles: Sequence[Article], *, is_large: bool) -> list[str]:
    """Say what of articles is to be embedded and, of a large archive, how long that will take.

    Some blocks of a large one are embedded for it, and not kept.
    """
    fingerprint = opening.make_embedder(chosen).fingerprint
    foreseen = filling.foretell(chosen.data_dir, articles, fingerprint)
    lines = [
        f"To embed: {foreseen.paragraphs:,} paragraphs with their sentences, {foreseen.texts:,}"
        f" texts, of which {foreseen.texts - foreseen.new:,} are embedded already."
    ]
    estimate = filling.measure(foreseen, _tasks(chosen)) if is_large and foreseen.new else None
    if estimate is not None:
        lines.append(worded(estimate, on_cluster=bool(chosen.ray)))
    return lines


def worded(estimate: Estimate, *, on_cluster: bool) -> str:
    """Word how long embedding takes, and what that follows from."""
    where = " and ".join(
        f"{pace.workers} {'GPU' if kind == GPU else 'worker'}{'' if pace.workers == 1 else 's'}"
        f" ({pace.seconds:.2g} s for {BLOCK_TEXTS})"
        for kind, pace in estimate.paces.items()
    )
    place = f"on {where}" if on_cluster else f"here ({_pace_here(estimate)})"
    return (
        f"Embedding about {estimate.texts:,} sentences and paragraphs {place} takes about"
        f" {about(estimate.seconds)}. Whatever interrupts it, the same command goes on from there."
    )


def about(seconds: float) -> str:
    """Word a duration as people say it.

    >>> about(40), about(2700), about(10_000), about(40_000), about(500_000)
    ('a minute', '45 min', '2.8 h', '11 h', '5.8 days')
    """
    if seconds < 1.5 * _MINUTE:
        return "a minute"
    if seconds < 1.5 * _HOUR:
        return f"{seconds / _MINUTE:.0f} min"
    unit, name = (_HOUR, "h") if seconds < 2 * _DAY else (_DAY, "days")
    count = seconds / unit
    return f"{count:.0f} {name}" if count >= _EXACT_TO else f"{count:.1f} {name}"


def _pace_here(estimate: Estimate) -> str:
    (pace,) = estimate.paces.values()
    return f"{pace.seconds:.2g} s for {BLOCK_TEXTS}"


def _tasks(chosen: Settings) -> Tasks:
    embedder = opening.make_embedder(chosen)
    if not chosen.ray:
        return TasksHere(embedder)
    opening.connect(chosen)
    # Here, as only whoever has a cluster has Ray.
    from index.embedding.ahead import on_ray, recipe

    embedder.load()  # so that its export is there, for the machines that see this folder
    sent = recipe.ModelRecipe(embedder.choice, opening.exports_of(chosen).absolute())
    return on_ray.RayTasks(sent, embedder.fingerprint, _complain)


def _complain(line: str) -> None:
    click.echo(f"problem: {line}", err=True)
