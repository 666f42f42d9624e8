"""Session-state keys for the values of widgets that leave the page."""


def kept_key(key: str) -> str:
    """Return the key that stores the value of the widget ``key`` while the widget is off the page."""
    return f"{key}_kept"
