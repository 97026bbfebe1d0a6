"""The small bots that the product is compared with, each a process of its own."""
