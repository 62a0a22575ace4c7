"""What is on the page, in order: `streamlit run dashboard.py`."""

from geo.page import atlas, heading, method, start

start.configure()
if method.is_asked():
    heading.show_short()
    method.show()
else:
    static = start.static()
    shown = start.open_articles()
    heading.show(shown)
    atlas.show(shown.loaded, static)
    heading.foot()
    start.follow(shown)
