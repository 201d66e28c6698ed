"""Backups that prove themselves: database, files and a manifest with counts and digests; and bringing one back."""
