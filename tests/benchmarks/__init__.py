"""The benchmarks run end to end, with counts too small to time anything."""
