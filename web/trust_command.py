"""`quorate trust`: which schools of this server belong together."""

from __future__ import annotations

from collections.abc import Sequence

import click

from common import db
from people.trusts.services import make_trust


async def put_together(name: str, hosts: Sequence[str]) -> None:
    """Makes the trust, or adds to it. Raises ClickException where there is no school at a host, changing nothing."""
    found = {
        line["host"]: line
        for line in await db.rows("SELECT id, name, host FROM school WHERE host = ANY($1)", list(hosts))
    }
    unknown = [host for host in hosts if host not in found]
    if unknown:
        raise click.ClickException(f"there is no school at: {', '.join(unknown)}")
    await make_trust(name, [found[host]["id"] for host in hosts])
    click.echo(f"{name}: {', '.join(found[host]['name'] for host in hosts)}. Each school agrees at /trust.", err=True)
