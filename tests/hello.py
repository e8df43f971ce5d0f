"""The least that the framework can do, to measure everything else against."""

from litestar import Litestar, get


@get("/")
async def hello() -> str:
    """A greeting."""
    return "hello"


app = Litestar([hello], openapi_config=None)
