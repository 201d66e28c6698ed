"""Publishing by staff: files put aside, decided about, published, taken back; their people told."""
