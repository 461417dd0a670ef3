"""A package: outside of one, pytest keeps what is of package scope until the session ends."""
