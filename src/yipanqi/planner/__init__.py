"""WORKSHOP: numpy and solvers; the only callers of solvers."""
