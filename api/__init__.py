"""The web door: JSON and pages over the actions."""
