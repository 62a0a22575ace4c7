"""What is on the page, in order: `streamlit run dashboard.py`."""

from geo.page import atlas, heading, start

start.configure()
static = start.static()
shown = start.open_articles()
heading.show(shown)
atlas.show(shown.loaded, static)
heading.foot()
start.follow(shown)
