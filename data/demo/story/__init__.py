"""The demo company's story: what its files say, written once by make_files."""
