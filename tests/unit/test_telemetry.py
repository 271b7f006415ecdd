"""Logs are one JSON object a line with the id of their request; metrics are Prometheus text."""

import asyncio
import io
import logging
from collections.abc import Iterator

import msgspec
import pytest

from eduforum.telemetry import Metrics, bind_correlation_id, configure_logs


@pytest.fixture
def output() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    stream = io.StringIO()
    configure_logs("info", stream=stream)
    yield stream
    root.handlers = handlers
    root.setLevel(level)
    logging.captureWarnings(False)


def entries(output: io.StringIO) -> list[dict[str, object]]:
    return [msgspec.json.decode(line, type=dict[str, object]) for line in output.getvalue().splitlines()]


def test_a_record_is_one_object_on_one_line(output: io.StringIO) -> None:
    logging.getLogger("eduforum.test").info("두 줄\nof %s", "text", extra={"room": "r1", "people": 3})
    (entry,) = entries(output)
    assert entry["message"] == "두 줄\nof text"
    assert (entry["level"], entry["logger"], entry["room"], entry["people"]) == ("info", "eduforum.test", "r1", 3)
    assert str(entry["time"]).endswith("Z")


def test_records_below_the_level_are_not_written(output: io.StringIO) -> None:
    logging.getLogger("eduforum.test").debug("quiet")
    assert entries(output) == []


def test_an_exception_is_written_whole(output: io.StringIO) -> None:
    try:
        raise ValueError("broken")
    except ValueError:
        logging.getLogger("eduforum.test").exception("failed")
    (entry,) = entries(output)
    assert "ValueError: broken" in str(entry["exception"])


@pytest.mark.parametrize("value", [object(), "\ud800", float("nan"), {1: {2}}])
def test_a_value_that_json_has_no_word_for_costs_no_record(output: io.StringIO, value: object) -> None:
    logging.getLogger("eduforum.test").info("odd", extra={"value": value})
    (entry,) = entries(output)
    assert entry["message"] == "odd"


async def test_what_a_request_logs_carries_its_id_also_from_its_tasks(output: io.StringIO) -> None:
    log = logging.getLogger("eduforum.test")

    async def later(text: str) -> None:
        log.info(text)

    with bind_correlation_id() as first:
        task = asyncio.create_task(later("first"))
    with bind_correlation_id("given") as second:
        await later("second")
    await task
    log.info("outside")
    assert second == "given"
    by_message = {entry["message"]: entry.get("correlation_id") for entry in entries(output)}
    assert by_message == {"first": first, "second": "given", "outside": None}


def test_plain_lines_are_for_a_person(output: io.StringIO) -> None:
    configure_logs("info", json=False, stream=output)
    logging.getLogger("eduforum.test").warning("careful", extra={"room": "r1"})
    assert "warning eduforum.test: careful (room=r1)" in output.getvalue()


def test_metrics_of_two_applications_do_not_mix() -> None:
    one, other = Metrics(), Metrics()
    one.counter("things", "Things that happened", ["kind"]).labels("good").inc()
    other.observed("people", "People who are here", lambda: 3)
    text, media_type = one.render()
    assert media_type.startswith("text/plain")
    assert b'eduforum_things_total{kind="good"} 1.0' in text
    assert b"process_cpu_seconds_total" in text
    assert b"eduforum_people 3.0" in other.render()[0]
    assert b"eduforum_people" not in text
