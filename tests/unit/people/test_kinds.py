from __future__ import annotations

import pytest

from inboxnet.people.identity import Sighting, build_people


@pytest.mark.parametrize(
    ("address", "name", "authored", "received", "kinds", "expected"),
    [
        ("kim.doe@acme.example", "Kim Doe", 4, 1, {"bulk": 3}, "person"),
        ("kim.doe@acme.example", "Kim Doe", 4, 1, {"bulk": 4}, "automated"),
        ("kim.doe@acme.example", "Kim Doe", 3, 1, {"auto-reply": 3}, "person"),
        ("kim.doe@acme.example", "Kim Doe", 2, 1, {"calendar": 1}, "person"),
        ("news@shop.example", "Shop News", 8, 0, {"bulk": 3}, "automated"),
        ("news@shop.example", "Shop News", 8, 0, {"bulk": 1}, "person"),
        ("support@acme.example", "Acme Support", 4, 3, {"notification": 2}, "role"),
        ("support@acme.example", "Acme Support", 4, 0, {"notification": 2}, "automated"),
        ("no-reply@acme.example", "Acme", 2, 0, {"auto-reply": 2}, "automated"),
        ("no-reply@ats.example", "Kim Doe", 1, 0, {}, "person"),
        ("no-reply@acme.example", "Acme", 0, 1, {}, "automated"),
        ("kd77@acme.example", "", 4, 0, {"bulk": 2}, "person"),
        ("coach-list@club.example", "Youth Soccer", 1, 1, {}, "list"),
        ("users@lists.club.example", "", 0, 3, {}, "list"),
        ("office@quillworks.example", "Ann Moss", 2, 1, {}, "person"),
        ("office@quillworks.example", "Ann Moss", 1, 1, {}, "role"),
        ("office@quillworks.example", "Quill Works", 2, 1, {}, "role"),
        ("office@quillworks.example", "Front Desk", 2, 1, {}, "role"),
        ("news@lists.club.example", "", 2, 0, {"bulk": 2}, "automated"),
        ("kim.doe@lists.club.example", "Kim Doe", 1, 1, {}, "person"),
        ("kd77@acme.example", "", 4, 0, {"bulk": 3}, "automated"),
    ],
)
def test_kind_of_who_writes_both(
    address: str, name: str, authored: int, received: int, kinds: dict[str, int], expected: str
) -> None:
    sighting = Sighting(
        1,
        address,
        names={name: 1} if name else {},
        authored=authored,
        automatic=kinds,
        received=received,
    )
    assert [person.kind for person in build_people([sighting], [], {})] == [expected]
