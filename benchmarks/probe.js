/*
 * Put into a measured page: when the pointer was let go in it or in one of its frames, and when what followed was presented.
 *
 * All times are milliseconds since 1970, so that those of different frames can be compared. Once there is a frame the page is
 * looked at before each paint; what is found then is written down behind that paint.
 */
"use strict";

(() => {
  if (window.top !== window) return;
  const probe = { clicks: [], paints: [], markers: [], panels: [] };
  window.atlasProbe = probe;
  const { port1, port2 } = new MessageChannel();
  const waiting = [];
  port1.onmessage = () => {
    for (const [list, what] of waiting.splice(0)) list.push([performance.timeOrigin + performance.now(), ...what]);
  };
  const note = (list, ...what) => {
    waiting.push([list, what]);
    port2.postMessage(null);
  };

  const heard = new WeakSet(); // documents
  function listen(view) {
    if (heard.has(view.document)) return;
    heard.add(view.document);
    const released = (event) => probe.clicks.push([view.performance.timeOrigin + event.timeStamp]);
    view.document.addEventListener("pointerup", released, true);
  }

  let shown = null;
  let painted = 0;
  let markers = 0;
  let panel = "";

  function look() {
    const frames = [...document.querySelectorAll("iframe")].map((frame) => frame.contentWindow);
    // Without the map's frame there is nothing to find: a loop of frames would only take time from the page that loads.
    if (frames.length) requestAnimationFrame(look);
    else setTimeout(look, 50);
    const views = [window, ...frames.filter(Boolean)];
    views.forEach(listen);
    // The map of our page: its places have been replaced, and painted since.
    const atlas = views.find((view) => view.atlas)?.atlas;
    if (atlas?.shown && atlas.shown !== shown && atlas.painted > painted) {
      shown = atlas.shown;
      note(probe.paints, shown.items.length, shown.items.reduce((sum, place) => sum + place.mentions, 0));
    }
    painted = atlas?.painted ?? 0;
    // The naive map: its markers are elements.
    const count = Math.max(...views.map((view) => view.document.getElementsByClassName("leaflet-marker-icon").length));
    if (count !== markers) note(probe.markers, count);
    markers = count;
    // The name of the open place, and the name that its first excerpt marks; in a popup there is one name.
    const found = (selector) => views.map((view) => view.document.querySelector(selector)?.textContent).find(Boolean);
    const names = [found(".st-key-evidence :is(h2, h3)"), found(".st-key-evidence article.mention mark")];
    const popup = found(".leaflet-popup-content b");
    const now = names.every(Boolean) ? JSON.stringify(names) : popup ? JSON.stringify([popup, popup]) : "";
    if (now !== panel && now) note(probe.panels, ...JSON.parse(now));
    panel = now;
  }
  look();
})();
