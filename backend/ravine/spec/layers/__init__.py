"""The kinds of hidden layers, as specs: what a person sets of each."""
