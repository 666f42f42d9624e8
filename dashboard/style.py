"""The style sheet of all pages."""

from pathlib import Path

_CSS = (Path(__file__).parent / "style.css").read_text(encoding="utf-8")
STYLE = f"<style>\n{_CSS}</style>"
