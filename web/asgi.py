"""What an ASGI server imports."""

from web.app import create_app

app = create_app()
