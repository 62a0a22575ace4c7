/* The citable bundle: map, timeline, places and excerpts of one file, without a server. All text becomes text nodes. */
"use strict";

(function bundle(atlas) {
  const DAY_MS = 86_400_000;
  const MOST_LISTED = 500;
  const SVG = "http://www.w3.org/2000/svg";
  const data = JSON.parse(document.getElementById("data").textContent);
  const format = new Intl.NumberFormat("en");
  const byPlace = new Map();
  data.excerpts.forEach((one) => {
    if (!byPlace.has(one.place_id)) byPlace.set(one.place_id, []);
    byPlace.get(one.place_id).push(one);
  });
  const isDark = matchMedia("(prefers-color-scheme: dark)").matches;
  const colours = data.colours[isDark ? "dark" : "light"];
  let chosenBar = null; // {from, until} in days
  let chosenPlace = null;

  function element(name, text, attributes = {}) {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  }

  const iso = (day) => new Date(day * DAY_MS).toISOString().slice(0, 10);
  const overlaps = (one) => !chosenBar || (one.first !== null && one.first <= chosenBar.until && one.last >= chosenBar.from);

  function map() {
    atlas.keepView = () => {}; // the address of a file does not follow the map
    atlas.tellStreamlit = choose;
    const made = L.map("map", { minZoom: 3, maxZoom: 12, zoomControl: true }).setView(data.centre, data.zoom);
    atlas.baseMap(made, data.base, { scheme: "auto", names: true, attribution: "Leaflet · Natural Earth" });
    atlas.placeLayer(made, data.places).addTo(made);
  }

  function excerpt(one) {
    const box = element("article");
    const days = one.event ? ` · event: ${one.event}` : "";
    box.append(element("p", `${one.published || "undated"}${days}`, { class: "soft" }));
    const quote = element("blockquote", undefined, { lang: one.lang, dir: "auto" });
    const letters = [...one.excerpt]; // offsets count code points
    const [begin, end] = [one.at, one.at + one.length];
    quote.append(letters.slice(0, begin).join(""), element("mark", letters.slice(begin, end).join("")), letters.slice(end).join(""));
    box.append(quote);
    const said = element("p", `${[one.title, one.source].filter(Boolean).join(" · ")}`, { dir: "auto" });
    if (/^https?:\/\//i.test(one.url || "")) {
      said.append(" · ", element("a", "open the article", { href: one.url, rel: "noopener noreferrer" }));
    }
    box.append(said, element("p", [one.role, one.basis, one.score, one.reason].filter(Boolean).join(" · "), { class: "soft" }));
    return box;
  }

  function list() {
    const panel = document.getElementById("panel");
    panel.replaceChildren();
    if (chosenPlace === null) {
      // Where the page holds every mention, a bar narrows the places too; else their numbers are those of the whole period.
      const narrowed = data.complete && chosenBar;
      const count = (id, i) => (narrowed ? (byPlace.get(id) ?? []).filter(overlaps).length : data.places.mentions[i]);
      const places = data.places.ids.map((id, i) => ({ id, label: data.places.labels[i], mentions: count(id, i) }));
      const shown = places.filter(({ mentions }) => mentions > 0).sort((one, other) => other.mentions - one.mentions);
      panel.append(element("h2", `Places (${format.format(shown.length)})`));
      if (narrowed) panel.append(element("p", `${iso(chosenBar.from)} to ${iso(chosenBar.until)}`, { class: "soft" }));
      const rows = element("ol");
      shown.slice(0, MOST_LISTED).forEach(({ id, label, mentions }) => {
        const row = element("li");
        const button = element("button", label, { type: "button" });
        button.addEventListener("click", () => choose(id));
        row.append(button, ` ${format.format(mentions)}`);
        rows.append(row);
      });
      const lost = element("li");
      const button = element("button", "Could not be placed", { type: "button" });
      button.addEventListener("click", () => choose(""));
      lost.append(button, ` ${format.format(narrowed ? count("") : data.lost)}`);
      rows.append(lost);
      panel.append(rows);
      if (shown.length > MOST_LISTED) panel.append(element("p", "All places are in data/places.csv.", { class: "soft" }));
      return;
    }
    const at = data.places.ids.indexOf(chosenPlace);
    const back = element("button", "← All places", { type: "button" });
    back.addEventListener("click", () => choose(null));
    panel.append(back, element("h2", at < 0 ? "Could not be placed" : data.places.labels[at]));
    if (chosenBar) panel.append(element("p", `${iso(chosenBar.from)} to ${iso(chosenBar.until)}`, { class: "soft" }));
    const shown = (byPlace.get(chosenPlace) ?? []).filter(overlaps);
    shown.forEach((one) => panel.append(excerpt(one)));
    if (!shown.length) {
      const none = data.complete ? "Not mentioned in these days." : "No excerpt of these days is in this page; data/mentions.csv holds all.";
      panel.append(element("p", none, { class: "soft" }));
    }
    panel.scrollTop = 0;
  }

  function choose(id) {
    chosenPlace = id;
    atlas.selected = id;
    atlas.placeSheet?.request();
    list();
  }

  /** Days, weeks or months so that a bar stays wide enough to hit. */
  function bars() {
    const { first, roles, wide } = data.days;
    const count = wide.length;
    const width = count <= 120 ? 1 : count <= 840 ? 7 : 30;
    const made = [];
    for (let from = 0; from < count; from += width) {
      const until = Math.min(from + width, count) - 1;
      const sum = (numbers) => numbers.slice(from, until + 1).reduce((a, b) => a + b, 0);
      made.push({ from: first + from, until: first + until, roles: roles.map(sum), wide: Math.max(...wide.slice(from, until + 1)) });
    }
    return made;
  }

  function drawTimeline() {
    const svg = document.getElementById("timeline");
    svg.replaceChildren();
    if (!data.days) return;
    const all = bars();
    const most = Math.max(1, ...all.map((bar) => bar.roles.reduce((a, b) => a + b, 0)));
    svg.setAttribute("viewBox", `0 0 ${all.length * 10} 100`);
    svg.setAttribute("preserveAspectRatio", "none");
    const rect = (attributes) => {
      const shape = document.createElementNS(SVG, "rect");
      for (const [key, value] of Object.entries(attributes)) shape.setAttribute(key, value);
      return shape;
    };
    all.forEach((bar, i) => {
      const total = bar.roles.reduce((a, b) => a + b, 0);
      const isChosen = chosenBar?.from === bar.from;
      const column = document.createElementNS(SVG, "g");
      column.append(rect({ x: i * 10, y: 0, width: 10, height: 100, class: isChosen ? "bar chosen" : "bar", fill: isChosen ? "" : "transparent" }));
      let y = 100;
      bar.roles.forEach((number, role) => {
        const height = (95 * number) / most;
        y -= height;
        if (number) column.append(rect({ x: i * 10 + 1, y, width: 8, height, fill: colours[role], class: "bar" }));
      });
      const words = document.createElementNS(SVG, "title");
      words.textContent = `${iso(bar.from)}${bar.until > bar.from ? ` to ${iso(bar.until)}` : ""}: ${format.format(total)} mentions`;
      column.append(words);
      column.setAttribute("tabindex", "0");
      column.setAttribute("role", "button");
      column.setAttribute("aria-pressed", String(isChosen));
      column.setAttribute("aria-label", words.textContent);
      const press = () => {
        chosenBar = isChosen ? null : bar;
        drawTimeline();
        list();
      };
      column.addEventListener("click", press);
      column.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        press();
        svg.children[i].focus();
      });
      svg.append(column);
    });
  }

  function legend() {
    const ends = document.getElementById("days");
    const box = document.getElementById("roles");
    if (data.days) {
      ends.append(element("span", iso(data.days.first)), element("span", iso(data.days.first + data.days.wide.length - 1)));
    }
    data.places.roles.forEach((role, i) => {
      const item = element("span");
      const patch = element("i", undefined, { "aria-hidden": "true" });
      patch.style.background = colours[i];
      item.append(patch, data.places.words[role]);
      box.append(item);
    });
  }

  map();
  legend();
  drawTimeline();
  list();
})(window.atlas);
