"""What one would pick instead, each in an environment of its own."""
