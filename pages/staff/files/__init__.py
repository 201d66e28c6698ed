"""All files of all clients, for staff."""
