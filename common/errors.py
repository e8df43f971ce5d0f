"""What can go wrong, as facts. Each class maps to one HTTP status; each carries a message key with its parameters."""

from __future__ import annotations

from http import HTTPStatus


class QuorateError(Exception):
    """A refusal that a person should hear of. `message` is a gettext key with %(name)s places for `parameters`."""

    status: HTTPStatus = HTTPStatus.INTERNAL_SERVER_ERROR
    message: str = "Something went wrong."

    def __init__(self, message: str | None = None, **parameters: object) -> None:
        self.message = message or type(self).message
        self.parameters = parameters
        super().__init__(self.message % parameters if parameters else self.message)


class NotFound(QuorateError):
    """There is no such thing, or the person may not know that there is."""

    status = HTTPStatus.NOT_FOUND
    message = "We could not find that page."


class NotAllowed(QuorateError):
    """The person is known, and this is not theirs to do."""

    status = HTTPStatus.FORBIDDEN
    message = "You do not have permission to do that."


class SignInNeeded(QuorateError):
    """Nobody is signed in, and somebody has to be."""

    status = HTTPStatus.UNAUTHORIZED
    message = "Sign in to see this page."


class Refused(QuorateError):
    """What was asked does not fit the state of things now (a closed poll, a seconded motion)."""

    status = HTTPStatus.CONFLICT
    message = "That cannot be done at the moment."


class AlreadyExists(Refused):
    """A unique rule of the database was met; `constraint` names it."""

    message = "That is already recorded."

    def __init__(self, constraint: str = "", message: str | None = None) -> None:
        self.constraint = constraint
        super().__init__(message)


class BrokenRule(Refused):
    """A check or foreign key of the database was met; `constraint` names it."""

    message = "That does not fit with what is already recorded."

    def __init__(self, constraint: str = "", message: str | None = None) -> None:
        self.constraint = constraint
        super().__init__(message)


class TooMany(QuorateError):
    """Asked too often; `seconds` says when to try again."""

    status = HTTPStatus.TOO_MANY_REQUESTS
    message = "That was tried too often. Wait a little and try again."

    def __init__(self, seconds: int = 60) -> None:
        self.seconds = seconds
        super().__init__()
