"""See the architecture in the docstring of `inboxnet`."""
