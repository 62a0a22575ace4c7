"""Reading is open to all; adding and correcting to those named in the settings, or to whoever sits at the one machine."""

from __future__ import annotations

import os
from typing import Any

import streamlit as st

from geo.page.words import _
from geo.writers import OpenWriting, verified_email, writers

ALONE = "this machine"  # who wrote, where nobody signs in
_open = OpenWriting()  # of this process: no session may begin it again


def may_write() -> bool:
    """Whether this session may add and correct now; asked again before each write, as the answer may have changed."""
    return _is_named() or _is_open()


def who() -> str:
    """Who writes, as the store keeps it: the e-mail address of the signed-in user, else that it was done at this machine."""
    return _email() or ALONE


def show() -> None:
    """Signing in and out, where the settings name a provider of identities."""
    if not _has_provider():
        return
    if _is_signed_in():
        st.button(
            _("Sign out"), key="sign_out", icon=":material/logout:", type="tertiary", on_click=st.logout, help=_shown()
        )
    else:
        st.button(_("Sign in"), key="sign_in", icon=":material/login:", type="tertiary", on_click=_sign_in)


def say() -> None:
    """A sentence for who might expect to write and may not."""
    if may_write():
        return
    if _is_signed_in():
        st.info(_why_not(), icon=":material/lock:")
    elif _open.ended is not None:
        st.info(refusal(), icon=":material/lock:")


def refusal() -> str:
    """Why nothing can be written in this session, and what to do."""
    if _is_signed_in():
        return _why_not()
    reasons = {
        "bound": _("the server listens to other machines too"),
        "forwarded": _("a request came through a proxy"),
        "host": _("a request was made to another address than this machine's own"),
    }
    if _open.ended is not None:
        return _(
            "Adding and correcting without signing in has ended: {reason}. It is open again after a restart."
        ).format(reason=reasons[_open.ended])
    return _("Only people named in the settings can add and correct: sign in first.")


def _why_not() -> str:
    if _email() is None:
        return _("You are signed in, but the provider does not say that your e-mail address is verified: you can read.")
    return _("You are signed in, but not named among those who may add and correct: you can read.")


def _is_named() -> bool:
    email = _email()
    return email is not None and email in writers(os.environ.get("ATLAS_WRITERS", ""))


def _is_open() -> bool:
    if os.environ.get("ATLAS_OPEN_WRITING") != "1":
        return False
    return _open.permits(str(st.get_option("server.address") or ""), st.context.headers)


def _email() -> str | None:
    return verified_email(_claims()) if _is_signed_in() else None


def _is_signed_in() -> bool:
    return _has_provider() and _claims().get("is_logged_in") is True


def _claims() -> dict[str, Any]:
    return dict(st.user.to_dict())


def _has_provider() -> bool:
    return bool(st.secrets.load_if_toml_exists()) and "auth" in st.secrets


def _sign_in() -> None:
    auth = st.secrets["auth"]
    named = [name for name in auth if hasattr(auth[name], "keys") and "client_id" in auth[name]]
    st.login(None if "client_id" in auth or not named else named[0])


def _shown() -> str:
    # Markdown is read in a button's help: an address stays one word of text.
    return "`" + str(_claims().get("email") or _claims().get("sub") or "").replace("`", "'") + "`"
