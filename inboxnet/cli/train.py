from __future__ import annotations
import click


@click.command("train")
def command() -> None:
    """Train the classifier from the training mail."""
