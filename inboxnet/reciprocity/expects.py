"""Does a message expect an answer?"""
from __future__ import annotations
from dataclasses import dataclass
from typing import Literal

Addressing = Literal["to", "group", "cc", "list"]

@dataclass(frozen=True, slots=True)
class Ask:
    subject: str
    text: str
    addressing: Addressing
    recipients: int
    is_reply: bool
    is_forward: bool
    automatic: str | None
    traits: tuple[str, ...]
    chaser: bool
    outgoing: bool
