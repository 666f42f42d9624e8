"""The dashboard: its pages and the code they share."""
