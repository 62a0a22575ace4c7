"""Adding articles on the page: pasted, uploaded or from the web; first a preview, then the store."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import streamlit as st

from geo.articles import ENDINGS
from geo.errors import GeoError
from geo.intake import Given, preview, store_articles
from geo.page import access
from geo.page import preview as drawing
from geo.page.sharing import Work
from geo.page.start import look_at_once
from geo.page.words import _, count, plain
from geo.store import Added, open_store

_OPEN, _STAGE, _WORK, _FOUND, _TOLD = "intake_open", "intake_stage", "intake_work", "intake_found", "intake_told"
_GLANCE_S = 0.4  # between two looks at how far the work is
_MOST_PASTED = 500_000  # characters; a book belongs into a file


def button() -> None:
    """The way in, for those who may write."""
    if access.may_write():
        label = _("Add articles")
        st.button(label, key="add_articles", icon=":material/add:", type="tertiary", on_click=_begin)


def show() -> None:
    """The dialog, where it is open; it stays so while the page behind it is drawn anew."""
    if st.session_state.get(_OPEN):
        st.dialog(_("Add articles"), width="large", on_dismiss=_close)(_stage)()


def _begin() -> None:
    st.session_state.update({_OPEN: True, _STAGE: "ways", _TOLD: None})


def _close() -> None:
    """Put the dialog away; what it was doing stops at the next article or batch."""
    work = st.session_state.get(_WORK)
    if work is not None:
        work.stop.set()
    st.session_state.update({_OPEN: False, _STAGE: "ways", _WORK: None, _FOUND: None, _TOLD: None})


def _stage() -> None:
    if not access.may_write():
        st.error(access.refusal(), icon=":material/lock:")
        return
    told = st.session_state.get(_TOLD)
    if told is not None:
        kind, words = told
        (st.error if kind == "error" else st.success if kind == "stored" else st.info)(words)
    {"ways": _ways, "reading": _watch, "found": _found, "storing": _watch, "stored": _stored}[
        st.session_state[_STAGE]
    ]()


def _ways() -> None:
    paste, upload, web = st.tabs([_("Paste"), _("Upload"), _("Web address or feed")])
    with paste, st.form("paste", border=False):
        text = st.text_area(_("Text of the article"), height=220, max_chars=_MOST_PASTED, key="paste_text")
        st.text_input(_("Title (optional)"), key="paste_title")
        date, source = st.columns(2)
        date.text_input(_("Date (optional)"), placeholder="2022-12-20", key="paste_date")
        source.text_input(_("Source (optional)"), key="paste_source")
        if st.form_submit_button(_("Preview"), type="primary", key="paste_preview"):
            title, published, paper = (str(st.session_state[f"paste_{name}"]) for name in ("title", "date", "source"))
            given = Given(text=text or "", title=title, published=published, source=paper)
            _read(given, bool(given.text.strip()), _("Paste a text first."))
    with upload, st.form("upload", border=False):
        most = int(st.get_option("server.maxUploadSize"))
        files = st.file_uploader(
            _("Files of articles"), type=_endings(), accept_multiple_files=True, key="upload_files"
        )
        st.caption(
            _("At most {n} MB a file. A larger archive is added with: {command}").format(
                n=most, command="`python -m geo ingest`"
            )
        )
        if st.form_submit_button(_("Preview"), type="primary", key="upload_preview"):
            held = tuple((file.name, file.getvalue()) for file in files or [])
            _read(Given(files=held), bool(held), _("Choose a file first."))
    with web, st.form("web", border=False):
        address = (
            st.text_input(_("Address of a page, a feed or a file"), placeholder="https://", key="web_address") or ""
        )
        whole = st.toggle(
            _("Whole pages"),
            key="web_whole",
            help=_("Of a feed: fetch the page of each entry, not what the feed says of it."),
        )
        st.caption(_("The server fetches it: that site then sees this server. Private networks are refused."))
        if st.form_submit_button(_("Preview"), type="primary", key="web_preview"):
            _read(Given(address=address, whole_pages=whole), bool(address.strip()), _("Type an address first."))


def _endings() -> list[str]:
    return sorted({ending.removeprefix(".") for ending in ENDINGS} | {"htm", "xml"})


def _read(given: Given, is_something: bool, otherwise: str) -> None:
    if not is_something:
        st.warning(otherwise)
        return
    _start("reading", lambda work: preview(given, open_store(), work.tell, work.stop.is_set))


def _start(stage: str, task: Callable[[Work], Any]) -> None:
    work = Work()
    work.result = _worker().submit(task, work)
    st.session_state.update({_STAGE: stage, _WORK: work, _TOLD: None})
    st.rerun()


@st.cache_resource(show_spinner=False)
def _worker() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(2, "intake")


@st.fragment(run_every=_GLANCE_S)
def _watch() -> None:
    """How far it is; the dialog goes on as soon as it is done."""
    work: Work | None = st.session_state.get(_WORK)
    if work is None:
        return
    reading = st.session_state[_STAGE] == "reading"
    words = _("Reading, and finding the places") if reading else _("Storing")
    if work.stop.is_set():
        words = _("Stopping")
    st.progress(min(work.share, 1.0), f"{words} · {plain(work.doing)}")
    st.button(_("Cancel"), key="intake_cancel", on_click=work.stop.set, disabled=work.stop.is_set())
    if work.result.done():
        (_has_read if reading else _has_stored)(work)
        st.rerun()


def _has_read(work: Work) -> None:
    st.session_state.update({_STAGE: "ways", _WORK: None})
    result = _result(work)
    if result is None:
        if st.session_state[_TOLD] is None:
            st.session_state[_TOLD] = "info", _("Cancelled; nothing was stored.")
        return
    st.session_state.update({_STAGE: "found", _FOUND: result})


def _result(work: Work) -> Any:
    """What came of it; None where it failed, which is then told."""
    try:
        return work.result.result()
    except GeoError as error:
        st.session_state[_TOLD] = "error", plain(str(error))
        return None


def _found() -> None:
    found = st.session_state[_FOUND]
    many = len(found.articles)
    if many:
        with st.container(horizontal=True):
            label = count("Store {n} article", "Store {n} articles", many)
            if st.button(label, type="primary", key="intake_store"):
                _store(found.articles)
            st.button(_("Back"), key="intake_back", on_click=_back)
    else:
        st.info(_("There is nothing to store."))
        st.button(_("Back"), key="intake_back", on_click=_back)
    drawing.show(found)


def _back() -> None:
    st.session_state.update({_STAGE: "ways", _FOUND: None, _TOLD: None})


def _store(articles: Any) -> None:
    if not access.may_write():  # it may have ended since this was drawn
        st.error(access.refusal(), icon=":material/lock:")
        return
    who = access.who()
    _start("storing", lambda work: store_articles(open_store(), articles, who, work.tell, work.stop.is_set))


def _has_stored(work: Work) -> None:
    articles = len(st.session_state[_FOUND].articles)
    st.session_state.update({_STAGE: "stored", _WORK: None, _FOUND: None})
    result = _result(work)
    look_at_once()
    if result is not None:
        added, dealt = result
        if dealt < articles:
            words = _("Cancelled. What was stored before stays: {what}").format(what=_sums(added))
            st.session_state[_TOLD] = "info", words
        else:
            st.session_state[_TOLD] = "stored", _("Stored: {what}").format(what=_sums(added))


def _sums(added: Added) -> str:
    parts = [count("{n} new article", "{n} new articles", added.new)]
    if added.changed + added.older:
        parts.append(count("{n} replaced", "{n} replaced", added.changed + added.older))
    if added.same:
        parts.append(count("{n} was there already", "{n} were there already", added.same))
    if added.retracted:
        parts.append(count("{n} stays retracted", "{n} stay retracted", added.retracted))
    return " · ".join([*parts, count("{n} mention", "{n} mentions", added.mentions)])


def _stored() -> None:
    with st.container(horizontal=True):
        if st.button(_("Close"), type="primary", key="intake_close"):
            _close()
            st.rerun()
        st.button(_("Add more"), key="intake_more", on_click=_back)
