"""Sentences with words of others; tests/browser/test_morph.py looks at what the browser makes of them."""

import re

import pytest
from pages import app

from dashboard import notices

ACTIVE = re.compile(r"(?<!\\)[`*_\[\]<~$&]|:(?=[^\s\u2060])|@(?!\u2060)|www\.", re.IGNORECASE)
MARKUP = {
    "a link": "[Sign in here](https://evil.example/x)",
    "an image": "![](https://evil.example/t.png)",
    "an address": "https://evil.example WWW.evil.example me@evil.example",
    "a colour": ":red[x]",
    "a formula": "$x$",
    "an icon": ":material/home: :smile:",
    "HTML": "<b>x</b> &lt;",
    "emphasis": "**x** _y_ ~~z~~ `code`",
    "an escape": r"\[x](y)",
}


@pytest.mark.parametrize("text", MARKUP.values(), ids=MARKUP)
def test_no_mark_up_of_others_is_left_and_the_words_are(text: str) -> None:
    assert ACTIVE.search(text)
    made = notices.plain(text)
    assert not ACTIVE.search(made.replace(r"\\", ""))
    assert re.sub(r"\\(.)", r"\1", made).replace("\u2060", "") == text


@pytest.mark.parametrize("text", ["# x", "> x", "- x", "+ x", "=== x", "1. x", "2) x"])
def test_no_block_begins(text: str) -> None:
    assert notices.plain(f"  {text}") != text
    assert notices.plain(f"a\n\n{text}") == f"a {text}"


def test_our_own_sentences_stay_as_they_are() -> None:
    sentence = "cannot use '7x' as a number; enter 1 to 8 digits, such as 32: 5 → 6, 1,000 (or 3-4)."
    assert notices.plain(sentence) == sentence


@pytest.mark.parametrize("text", MARKUP.values(), ids=MARKUP)
def test_a_links_number_is_shown_as_words(text: str) -> None:
    (error,) = app(model="mlp20", start_number=text).error
    assert error.value == notices.plain(f"cannot use '{text}' as a number; enter 1 to 8 digits, such as 32")
