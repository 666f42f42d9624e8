"""HTTP and WebSocket routes, and files held for browsers to download."""
