"""What is sent: a page, a quote for another program, a way elsewhere; with headers that close it.

No script runs on a page, nothing is loaded from elsewhere, no other site may hold it in a frame or
learn where a link led from, nothing of it is kept by a browser or a search engine.
"""

from base64 import b64encode
from hashlib import sha256

from aiohttp import web

from bot.web.requests import COOKIE
from bot.web.sessions import SESSION_SECONDS
from index.checking.citing import formats
from index.checking.citing.formats import Form

_CLOSED = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Vary": "Accept, Accept-Language, Cookie",
    "Server": "pullquote",  # not which library, and which version of it
}
_POLICY = "default-src 'none'; {style}form-action 'self'; base-uri 'none'; frame-ancestors 'none'"


def page(html: str, style: str, status: int = 200) -> web.Response:
    """Send a page whose only style is the one given."""
    digest = b64encode(sha256(style.encode()).digest()).decode()
    response = web.Response(text=html, content_type="text/html", status=status)
    return close(response, f"style-src 'sha256-{digest}'; ")


def written(form: Form, text: str, name: str) -> web.Response:
    """Send a quote in a form for another program, under a file's name."""
    body = text.encode("utf-8-sig" if form == "csv" else "utf-8")  # Excel needs the mark
    response = web.Response(body=body)
    response.headers["Content-Type"] = f"{formats.media_type(form)}; charset=utf-8"
    ending = formats.suffix(form)
    response.headers["Content-Disposition"] = f'inline; filename="{name}{ending}"'
    return close(response)


def plain(text: str, status: int = 200) -> web.Response:
    """Send a text."""
    return close(web.Response(text=text, status=status))


def elsewhere(path: str) -> web.Response:
    """Send a browser to another page here."""
    return close(web.Response(status=303, headers={"Location": path}))


def with_session(response: web.Response, token: str, *, is_secure: bool) -> web.Response:
    """Give a browser the cookie of a session."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(SESSION_SECONDS),
        path="/",
        secure=is_secure,
        httponly=True,
        # Lax, as a link in a chat leads here from another site.
        samesite="Lax",
    )
    return response


def without_session(response: web.Response, *, is_secure: bool) -> web.Response:
    """Take the cookie of a session back."""
    response.del_cookie(COOKIE, path="/", secure=is_secure, httponly=True, samesite="Lax")
    return response


def close(response: web.Response, style: str = "") -> web.Response:
    """Give a response the headers that close it to other sites."""
    response.headers.update(_CLOSED)
    response.headers["Content-Security-Policy"] = _POLICY.format(style=style)
    return response
