"""What goes over the wire: the Bot API, its objects, its limits, the updates and the webhook."""
