"""The recipe of deep learning: lessons, what they claim, and how claims are measured."""
