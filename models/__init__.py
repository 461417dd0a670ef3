"""Tables, their vocabulary and the database session: the ground floor."""
