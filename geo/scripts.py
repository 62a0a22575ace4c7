"""Values put into a script that folium renders: what an article says stays a value, and never becomes code."""

from __future__ import annotations

import json
import re


def script_json(value: object) -> str:
    """Return JSON that stays what it is inside a template, a script and streamlit-folium's replacements.

    Parameters
    ----------
    value : object
        Whatever `json.dumps` takes; NaN is an error.

    Returns
    -------
    str
        One line. Inside its strings no brace opens a Jinja tag, because folium reads a rendered script as a
        template once more, and would run `{{ ... }}` from an article here in Python. There is no underscore,
        because streamlit-folium rewrites `_name` wherever it finds it; no `<`, `>`, `&`, apostrophe, backtick,
        dollar or line separator, because of the page; and no lone surrogate, because it could not be sent.
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return _UNSAFE.sub(_escape, text)


# JSON itself never has one of {{ {% {#, so a brace before these stands in a string.
_UNSAFE = re.compile("[<>&'`_$\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]|\\{(?=[{%#])")


def _escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match.group()):04x}"
