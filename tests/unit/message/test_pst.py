from __future__ import annotations

from inboxnet.message.model import Address
from inboxnet.message.pst import add_names, is_pst_export


def names(body: str, count: int) -> list[str]:
    addresses = tuple(Address(f"p{n}@x.org") for n in range(count))
    return [address.display_name for address in add_names(addresses, (body,))]


def test_the_export_is_known_by_its_fields() -> None:
    assert is_pst_export({"x-from": ("a",), "x-filename": ("a.pst",)})
    assert not is_pst_export({"x-from": ("a",)})


def test_names_of_all_forms() -> None:
    assert names("Doe, Jane </O=ACME/OU=NA/CN=JDOE>", 1) == ["Doe, Jane"]
    assert names('"Roe, Rick-Acme" <rr@x.org>@ACME', 1) == ["Roe, Rick-Acme"]
    assert names("Jane Doe, Rick Roe@ACME", 2) == ["Jane Doe", "Rick Roe"]
    assert names("Doe, Jane </O=A/CN=J>, 'sam@x.org', \"'Sue'\" <sue@x.org>", 3) == [
        "Doe, Jane",
        "",
        "Sue",
    ]


def test_no_name_without_a_place() -> None:
    assert names("Doe, Jane, Rick Roe", 2) == ["", ""]


def test_a_name_of_the_address_field_stays() -> None:
    own = (Address("p@x.org", "Own Name"),)
    assert add_names(own, ("Other Name",)) == own
