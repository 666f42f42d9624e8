"""A choice among a few, as a row of which one is pressed: the link keeps it, and it is never empty."""

from collections.abc import Collection, Mapping
from typing import Literal, TypeVar

import streamlit as st

Option = TypeVar("Option", bound=str)


def choice(
    label: str,
    options: Collection[Option],
    *,
    key: str,
    default: Option | None = None,
    names: Mapping[Option, str] | None = None,
    help: str | None = None,  # noqa: A002 - what Streamlit calls it
    label_visibility: Literal["visible", "collapsed"] = "visible",
) -> Option:
    """Draw the row; returns what is chosen.

    Args:
        label: What stands above it.
        options: What there is to choose from.
        key: Its name in the session and in the link.
        default: What is chosen at first; the first option where nothing is said.
        names: What the options are called on the page and in the link; themselves where nothing is said.
        help: What is said of it when it is asked for.
        label_visibility: "collapsed" where only those who do not see it need the label.
    """
    first = next(iter(options)) if default is None else default
    chosen = st.segmented_control(
        label,
        list(options),
        key=key,
        default=first,
        required=True,
        format_func=names.__getitem__ if names else None,
        bind="query-params",
        help=help,
        label_visibility=label_visibility,
    )
    # An empty parameter of the link leaves it without a value, required or not.
    return chosen if chosen in options else first
