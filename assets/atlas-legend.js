/* The legend and the tooltip. All words arrive as data and become text nodes, never markup. */
"use strict";

(function legend(atlas) {
  const ROLES = ["combat", "strike", "control", "diplomacy", "humanitarian", "other"];
  const NARROW = 800; // below this width in pixels the legend starts folded
  let box = null; // {details, body}
  let signature = "";

  const say = (key) => atlas.words?.[key] ?? key;

  function element(name, className, text) {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  /** A small canvas with one symbol, drawn by the code that draws the map. */
  function swatch(symbol, size = 19) {
    const canvas = element("canvas", "atlas-swatch");
    const ratio = Math.min(window.devicePixelRatio || 1, 2);
    canvas.width = size * ratio;
    canvas.height = size * ratio;
    canvas.style.width = `${size}px`;
    canvas.style.height = `${size}px`;
    canvas.setAttribute("aria-hidden", "true");
    const context = canvas.getContext("2d");
    context.scale(ratio, ratio);
    const at = { x: size / 2, y: size / 2, radius: 5.5, basis: "named", role: "other", area: false };
    atlas.drawSymbol(context, { ...at, ...symbol }, atlas.colors);
    return canvas;
  }

  function row(symbol, text) {
    const made = element("div", "atlas-legend-row");
    made.append(swatch(symbol), element("span", "", text));
    return made;
  }

  /** Numbers of mentions for the key of sizes: 1 and two round numbers up to the most that is drawn. */
  function sizeSteps(most) {
    const round = (value) => {
      const power = 10 ** Math.floor(Math.log10(value));
      return Math.max(1, [5, 2, 1].find((step) => step * power <= value) * power);
    };
    return [...new Set([1, round(Math.max(1, most / 5)), round(Math.max(1, most))])];
  }

  function sizeKey(most, zoom) {
    const made = element("div", "atlas-legend-sizes");
    const format = new Intl.NumberFormat(atlas.lang || "en");
    for (const mentions of sizeSteps(most)) {
      const radius = atlas.radiusOf(mentions, most, zoom);
      const item = element("span", "atlas-legend-size");
      item.append(swatch({ shape: "dot", radius }, Math.ceil(radius * 2) + 4), element("span", "", format.format(mentions)));
      made.append(item);
    }
    return made;
  }

  function ensureBox() {
    if (box) return;
    const control = L.control({ position: "bottomleft" });
    control.onAdd = () => {
      const container = element("div", "atlas-legend leaflet-control");
      const details = element("details");
      details.open = atlas.map.getSize().x >= NARROW;
      const title = element("summary");
      const body = element("div", "atlas-legend-body");
      details.append(title, body);
      container.append(details);
      L.DomEvent.disableClickPropagation(container);
      L.DomEvent.disableScrollPropagation(container);
      box = { title, body };
      return container;
    };
    control.addTo(atlas.map);
  }

  /** Draw the legend for the places that are shown; cheap where nothing has changed. */
  function drawLegend() {
    const data = atlas.shown;
    if (!data) return;
    ensureBox();
    const zoom = atlas.map.getZoom();
    const bases = new Set(data.basis);
    const largest = atlas.radiusOf(data.most, data.most, zoom);
    const now = JSON.stringify([atlas.words, atlas.dark, data.most, largest, [...bases].sort(), data.compares]);
    if (now === signature) return;
    signature = now;
    box.title.textContent = say("legend");
    const rows = [element("h4", "", say(data.compares ? "changes" : "roles"))];
    const colors = element("div", "atlas-legend-roles");
    if (data.compares) colors.append(...atlas.CHANGES.map((change) => row({ shape: "dot", change }, say(change))));
    else colors.append(...ROLES.map((role) => row({ shape: "dot", role }, say(role))));
    rows.push(colors);
    // The same three where the shape says the change: filled, dashed and hollow.
    const change = data.compares ? "steady" : undefined;
    rows.push(element("h4", "", say("symbols")));
    rows.push(row({ shape: "dot", change }, say("point")));
    rows.push(row({ shape: "ring", area: true, change }, say("area")));
    rows.push(row({ shape: "diamond", change }, say("inferred")));
    for (const basis of ["given", "manual"]) if (bases.has(basis)) rows.push(row({ shape: "dot", basis }, say(basis)));
    rows.push(element("h4", "", say("mentions")), sizeKey(data.most, zoom));
    box.body.replaceChildren(...rows);
  }

  let tooltip = null;

  /** Show `lines` at a distance from the point (frame pixels), or hide the tooltip where there are none. */
  function showTooltip(lines, x, y, distance) {
    if (!tooltip) {
      tooltip = element("div", "atlas-tooltip");
      tooltip.hidden = true;
      atlas.map.getContainer().append(tooltip);
    }
    if (!lines) {
      tooltip.hidden = true;
      return;
    }
    tooltip.replaceChildren(...lines.map((line, i) => element("div", i ? "atlas-tooltip-more" : "atlas-tooltip-name", line)));
    tooltip.hidden = false;
    const size = atlas.map.getSize();
    const right = x + distance;
    const left = right + tooltip.offsetWidth > size.x - 4 ? x - distance - tooltip.offsetWidth : right;
    const top = Math.min(Math.max(4, y - tooltip.offsetHeight / 2), size.y - tooltip.offsetHeight - 4);
    tooltip.style.transform = `translate(${Math.max(4, Math.round(left))}px, ${Math.round(top)}px)`;
  }

  Object.assign(atlas, { drawLegend, showTooltip, say });
})(window.atlas);
