"""Piccolo's configuration: the one engine, and every app that has tables."""

from piccolo.conf.apps import AppRegistry

from common.db import DB as DB

APP_REGISTRY = AppRegistry(
    apps=[
        "common.piccolo_app",
        "people.piccolo_app",
        "surveys.piccolo_app",
        "votes.piccolo_app",
        "governance.piccolo_app",
    ]
)
