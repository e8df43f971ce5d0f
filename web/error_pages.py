"""Every refusal and every fault as a page that says what to do next."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlsplit

import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException

from common.audit import request_id
from common.errors import QuorateError, SignInNeeded, TooMany
from common.i18n import gettext as _
from common.render import page, words
from people.rules import safe_path

log = structlog.get_logger("errors")
_PART_OF = re.compile(r"(/(?:polls|elections|meetings|motions|surveys)/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/.+")
PAGES = {403, 404, 405, 409, 413, 422, 429, 500}


def _error_page(request: Request[Any, Any, Any], status: int, message: str | None = None) -> Response[str]:
    number = status if status in PAGES else 500 if status >= 500 else 404
    shown = page(
        request,
        f"errors/{number}.html",
        status=status,
        message=message,
        reference=request_id.get(),
        done=None,
        asked=request.method in ("GET", "HEAD"),
        back=_page_before(request),
        about=_page_about(request.url.path),
    )
    shown.headers["HX-Retarget"] = "body"
    return shown


def _page_before(request: Request[Any, Any, Any]) -> str | None:
    """The page of this site that the reader came from; None for another site's, and for the page that failed."""
    before = urlsplit(request.headers.get("referer", ""))
    if before.netloc != request.url.netloc or not before.path or before.path == request.url.path:
        return None
    return safe_path(before.path)


def _page_about(path: str) -> str | None:
    """The page of the vote, election, meeting … that the address is a part of; None where it is no part of one."""
    found = _PART_OF.fullmatch(path)
    return found.group(1) if found else None


def refusal(request: Request[Any, Any, Any], error: QuorateError) -> Response[Any]:
    """A refusal in its own words; somebody who is not signed in is sent to sign in and comes back."""
    if isinstance(error, SignInNeeded):
        back = request.url.path if request.method in ("GET", "HEAD") else "/"
        return Response(None, status_code=303, headers={"Location": f"/sign-in?next={quote(back)}"})
    if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return fault(request, error)
    shown = _error_page(request, int(error.status), words(error))
    if isinstance(error, TooMany):
        shown.headers["Retry-After"] = str(error.seconds)
    return shown


def http_error(request: Request[Any, Any, Any], error: HTTPException) -> Response[str]:
    """What the framework refused: no such page, too large a body, a form from another site."""
    if error.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return fault(request, error)
    message = None
    if "CSRF" in str(error.detail):
        message = _(
            "This form could not be checked: perhaps cookies are off, or the page was open for very long. "
            "Go back, reload the page and send it again."
        )
    # A malformed id in an address is simply a page that does not exist.
    status = HTTPStatus.NOT_FOUND if error.status_code == HTTPStatus.BAD_REQUEST else error.status_code
    return _error_page(request, status, message)


def fault(request: Request[Any, Any, Any], error: Exception) -> Response[str]:
    """Our own mistake: logged with its trace under a reference that the page shows, and nothing typed is in it."""
    log.error("fault", reference=request_id.get(), route=request.scope.get("path_template", "-"), exc_info=error)
    try:
        return _error_page(request, 500)
    except Exception as worse:
        log.error("error_page_failed", reference=request_id.get(), exc_info=worse)
        text = _("Something went wrong on our side. Reference: %(reference)s", reference=request_id.get())
        return Response(text, status_code=500, media_type="text/plain; charset=utf-8")


HANDLERS: dict[type[Exception] | int, Any] = {
    QuorateError: refusal,
    HTTPException: http_error,
    Exception: fault,
}
