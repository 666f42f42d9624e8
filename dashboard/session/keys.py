"""Keys of the session that several modules use and no address holds."""


def kept_key(key: str) -> str:
    """Where the value of the widget ``key`` stays while the widget is not on the page."""
    return f"{key}_kept"
