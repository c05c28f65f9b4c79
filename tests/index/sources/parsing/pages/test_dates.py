import pytest

from index.sources.parsing.pages import dates


@pytest.mark.parametrize(
    "written",
    [
        "2024-09-02",
        "2024-9-2",
        "2024/09/02 10:15",
        "20240902T101500Z",
        "02.09.2024",
        "2.9.2024, 10:15 Uhr",
        "Mon, 02 Sep 2024 10:00:00 GMT",
        "Mon Sep 02 2024 10:00:00 GMT+0000 (UTC)",
        "September 2, 2024",
        "Posted on Monday, 2nd September 2024 at noon",
        "2 сентября 2024 года",
        "2 вересня 2024",
        "2. September 2024",
        "2 septembre 2024",
        "2 de septiembre de 2024",
        "2 września 2024",
    ],
)
def test_a_date_is_read_as_pages_write_it(written: str) -> None:
    assert dates.read(written) == "2024-09-02"


@pytest.mark.parametrize(
    "written",
    [
        "03/04/2024",
        "2024-13-02",
        "31.02.2024",
        "2 listopada 2024",
        "4 hours ago",
        "",
        "1/2/24",
        "0000",
    ],
)
def test_what_is_no_certain_date_is_not_read(written: str) -> None:
    assert dates.read(written) is None
