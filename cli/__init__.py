"""The command door and the supervisor."""
