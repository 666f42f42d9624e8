"""Rows of buttons for choosing one of a few options; the link stores the choice."""

from collections.abc import Sequence
from typing import Literal, TypeVar

import streamlit as st

from dashboard.session.parameters import MODEL, Parameter

Option = TypeVar("Option", bound=str)


def choice(
    label: str,
    parameter: Parameter[Option],
    *,
    default: Option | None = None,
    help: str | None = None,  # noqa: A002 - Streamlit's name
    label_visibility: Literal["visible", "collapsed"] = "visible",
) -> Option:
    """Draw the row of buttons and return the chosen option.

    Args:
        label: Heading of the row.
        parameter: The options, with their labels on the page and in the link.
        default: The initial choice; None uses the parameter's default.
        help: Tooltip.
        label_visibility: "collapsed" leaves the label to screen readers.
    """
    first = parameter.default if default is None else default
    chosen: Option = st.segmented_control(
        label,
        list(parameter.labels),
        key=parameter.name,
        default=first,
        required=True,
        format_func=parameter.labels.__getitem__,
        bind="query-params",
        help=help,
        label_visibility=label_visibility,
    )
    # An empty parameter in the link leaves the row without a value, even with required=True.
    return chosen if chosen in parameter.labels else first


def choose_model(models: Sequence[str], default: str) -> None:
    """Draw the model picker, which sets ``st.session_state[MODEL.name]``."""
    st.caption("Model", width="content")
    st.segmented_control(
        "Model",
        models,
        key=MODEL.name,
        default=default,
        required=True,
        bind="query-params",
        label_visibility="collapsed",
        help="The trained variational autoencoder that encodes and decodes the digits.",
    )
