"""The control under `/sim/`: what a page, a test or a script does and sees."""
