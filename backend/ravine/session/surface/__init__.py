"""The Surface place: lanes are points that optimizers move on the same surface."""
