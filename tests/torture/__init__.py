"""Harnesses that maltreat a running server and count afterwards what it answered with 200."""
