"""The demo company: Vigil Fire & Safety, its clients in Spain, Italy and Romania, and three years of their records."""

from data.demo.seeding import SeedReport, seed

__all__ = ["SeedReport", "seed"]
