"""The first page of a survey on a slow phone with an empty cache: few requests, little data, nobody else asked."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser

from tests.bench_school import prepare
from tests.journeys.first_page import first_page
from tests.journeys.stage import running

pytestmark = pytest.mark.browser
MOST_REQUESTS, MOST_BYTES = 12, 60_000


async def test_the_first_page_of_a_survey_is_light(browser: Browser) -> None:
    async with running("quorate_first_page", browser, javascript=True) as stage:
        school = await prepare(1)
        for path in (f"/s/{school.survey_code}", f"/s/{school.survey_code}/1"):
            found = await first_page(browser, f"{stage.site.url}{path}")
            assert found.hosts == {urlsplit(stage.site.url).netloc}
            assert found.requests <= MOST_REQUESTS, found
            assert found.bytes <= MOST_BYTES, found
