"""How fast the product is, beside its peers: docs/benchmarks.md. Imports everything, is imported by tests alone."""
