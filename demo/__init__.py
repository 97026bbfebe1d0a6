"""The demonstration of `make run`: the sample programme, invented people, phones and scenes."""
