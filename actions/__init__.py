"""One verb per file; an action never commits and never reads the clock."""
