"""Reports as JSON: the same fields as the dataclasses of `inboxnet.report.model`.

The top level carries ``schema``, a number that grows when a field changes its meaning or goes;
new fields may come at any time. Times are ISO 8601 with offset ``+00:00``, durations are seconds.
The output is ASCII, every other character escaped: a terminal shows it as it is, and obeys
nothing in it.
"""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from inboxnet.report.model import SECTIONS

if TYPE_CHECKING:
    from inboxnet.report.model import Report
    from inboxnet.report.person import Person

SCHEMA: Final = 1


def render_report(report: Report) -> str:
    """Return ``{"schema": 1, "as_of": ..., "sections": {"owed": {...}, ...}}`` with a newline."""
    fields = _to_plain(report)
    sections = {name: section for name in SECTIONS if (section := fields.pop(name)) is not None}
    return _dump({"schema": SCHEMA, **fields, "sections": sections})


def render_person(person: Person) -> str:
    """Return ``{"schema": 1, "person": {...}}`` with a newline."""
    return _dump({"schema": SCHEMA, "person": _to_plain(person)})


def _to_plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: _to_plain(getattr(value, field.name)) for field in dataclasses.fields(value)
        }
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds")
    if isinstance(value, tuple | list):
        return [_to_plain(item) for item in value]
    if isinstance(value, float):
        return round(value, 4)
    return value


def _dump(value: dict[str, Any]) -> str:
    # json leaves DEL as it is, the one control character of ASCII above the space
    return json.dumps(value, indent=2, ensure_ascii=True).replace("\x7f", "\\u007f") + "\n"
