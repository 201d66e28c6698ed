"""Publishing by staff: batches, items, and where a document may belong."""
