"""Routes, sockets, and files that wait for a browser."""
