"""Learners, their clock, what a page sees of them, and the threads that they run on; no sockets."""
