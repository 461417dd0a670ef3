"""How fast the product is, beside what one would pick instead and the machine's limits."""
