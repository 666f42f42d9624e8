"""The browser parts: one folder each, hand-written JavaScript and CSS that need no build."""
