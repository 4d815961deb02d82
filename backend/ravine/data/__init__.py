"""Data sets: seeded generators, real images, tables from a file, and how they are split."""
