"""Browser components: one folder each, with hand-written JavaScript and CSS that need no build step."""
