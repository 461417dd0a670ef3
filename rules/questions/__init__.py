"""Kinds of question a round can ask; each is one module with its validity rule."""
