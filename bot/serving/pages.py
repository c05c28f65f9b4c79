"""/healthz and /metrics, for whoever watches that the bot is well."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.serving.monitoring import CONTENT_TYPE, Monitoring


def monitoring_routes(
    monitoring: Monitoring, find_problem: Callable[[], Awaitable[str | None]]
) -> tuple[web.RouteDef, web.RouteDef]:
    """Make the routes; `find_problem` gives one line that says what is wrong, if anything is."""

    async def healthz(_: web.Request) -> web.Response:
        problem = await find_problem()
        return web.Response(text=problem or "ok", status=200 if problem is None else 503)

    async def metrics(_: web.Request) -> web.Response:
        return web.Response(body=monitoring.text(), headers={"Content-Type": CONTENT_TYPE})

    return web.get("/healthz", healthz), web.get("/metrics", metrics)
