"""Pure decisions: facts and `now` in, a fact or a refusal out."""
