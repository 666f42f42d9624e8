"""Keys of the session in which parts of a page keep their values."""


def kept_key(key: str) -> str:
    """Where the value of the widget ``key`` stays while the widget is not on the page."""
    return f"{key}_kept"
