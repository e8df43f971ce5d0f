"""What an ASGI server imports."""

from granian.utils.proxies import wrap_asgi_with_proxy_headers

from common.settings import settings
from web.app import create_app

app = wrap_asgi_with_proxy_headers(create_app(), trusted_hosts=list(settings().trusted_proxies))
