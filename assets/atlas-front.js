/*
 * The front: the area that a source shades as occupied and its line, for the last day on or before the end of what is shown.
 *
 * `told` of the page: url of a file that geo/front/drawing.py makes; source (a name, or null for the newest of any); end (day
 * since 1970, or null); stale (days after which a line is old); words. It moves with the timeline and with play, unasked.
 */
"use strict";

(function front(atlas) {
  const STEPS = 10000; // a degree
  const DAY_MS = 86400000;
  const COARSE_DAYS = 200; // ours are at most 189 days apart; a coarse line of years ago would only mislead
  let told = null;
  let file = null; // {url, sources, lines}
  let shown = null; // the line that is drawn
  let end = null; // last day of the window that is shown
  let box = null;
  let said = "";

  const flat = (steps) => {
    const points = new Float64Array(steps.length);
    let [x, y] = [0, 0];
    for (let i = 0; i < steps.length; i += 2) {
      x += steps[i];
      y += steps[i + 1];
      points.set(atlas.project(x / STEPS, y / STEPS), i);
    }
    return atlas.path(points);
  };

  /** The last line on or before the end, of the chosen source; of any, a coarse one only where there is no other. */
  function choose() {
    let [found, coarse] = [null, null];
    for (const line of file?.lines ?? []) {
      if (end !== null && line.day > end) break; // they come by day
      if (told.source !== null && line.source !== told.source) continue;
      if (file.sources[line.source].schematic) coarse = end !== null && end - line.day > COARSE_DAYS ? null : line;
      else found = line;
    }
    return found ?? coarse;
  }

  const ageOf = (line) => (end === null ? 0 : end - line.day);
  const isStale = (line) => ageOf(line) > told.stale;

  function hatch(context, color, stale) {
    const tile = document.createElement("canvas");
    tile.width = tile.height = 8;
    const pen = tile.getContext("2d");
    pen.strokeStyle = color;
    pen.globalAlpha = stale ? 0.16 : 0.28;
    pen.lineWidth = 1;
    for (const x of [-4, 4, 12]) {
      pen.moveTo(x - 4, 8 + 0.5);
      pen.lineTo(x + 4, 0.5);
    }
    pen.stroke();
    return context.createPattern(tile, "repeat");
  }

  function paint(context, view) {
    if (!told || !shown) return;
    shown.paths ??= { area: shown.area.map(flat), line: shown.line.map(flat) };
    const { colors } = view;
    const stale = isStale(shown);
    const schematic = file.sources[shown.source].schematic;
    context.lineJoin = "round";
    context.lineCap = "butt";
    atlas.trace(context, view, shown.paths.area, true);
    context.globalAlpha = stale ? 0.04 : 0.08;
    context.fillStyle = colors.ink;
    context.fill("evenodd");
    context.globalAlpha = 1;
    context.fillStyle = hatch(context, colors.ink, stale);
    context.fill("evenodd");
    const dash = schematic ? [2, 5] : stale ? [9, 6] : [];
    const width = view.zoom < 6 ? 2 : 2.8;
    for (const [color, alpha, wide] of [[colors.halo, 0.85, width + 2.4], [colors.ink, stale ? 0.5 : 0.9, width]]) {
      atlas.trace(context, view, shown.paths.line, false);
      context.setLineDash(color === colors.ink ? dash : []);
      context.strokeStyle = color;
      context.globalAlpha = alpha;
      context.lineWidth = wide;
      context.stroke();
    }
    context.setLineDash([]);
    context.globalAlpha = 1;
    atlas.frontPainted = (atlas.frontPainted ?? 0) + 1;
  }

  function dayName(day) {
    const lang = atlas.lang || "en";
    const form = { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" };
    return new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang, form).format(new Date(day * DAY_MS));
  }

  /** The lines of the label: what is drawn, of which day, how old, and whom to name. */
  function sentences() {
    const { words } = told;
    if (!file) return [];
    if (!shown) return [words.none];
    const age = ageOf(shown);
    const source = file.sources[shown.source];
    const old = age === 0 ? words.same : (age === 1 ? words.day : words.days).replace("{n}", new Intl.NumberFormat(atlas.lang).format(age));
    const name = source.schematic ? words.schematic : words.line.replace("{source}", shown.source);
    const lines = [name, `${dayName(shown.day)} · ${old}`];
    if (isStale(shown) && !source.schematic) lines.push(words.stale);
    lines.push(source.schematic ? words.never : source.attribution);
    return lines;
  }

  function label() {
    const lines = told ? sentences() : [];
    const style = shown && told ? `${file.sources[shown.source].schematic ? "schematic" : isStale(shown) ? "stale" : "fresh"}` : "none";
    const now = JSON.stringify([lines, style]);
    if (now === said) return;
    said = now;
    if (!box) {
      const control = L.control({ position: "topright" });
      control.onAdd = () => {
        box = document.createElement("div");
        box.className = "atlas-front leaflet-control";
        box.setAttribute("role", "note");
        return box;
      };
      control.addTo(atlas.map);
    }
    box.hidden = lines.length === 0;
    box.dataset.style = style;
    box.replaceChildren(
      ...lines.map((line) => {
        const row = document.createElement("div");
        row.textContent = line;
        row.dir = "auto";
        return row;
      }),
    );
  }

  /** Draw the line of another day; called for each window that is played or dragged. */
  function frontUntil(day) {
    if (!told) return;
    end = day;
    const now = choose();
    const before = shown && `${isStale(shown)}`;
    if (now !== shown || (now && before !== atlas.frontStyle)) atlas.frontSheet?.request();
    shown = now;
    atlas.frontStyle = shown && `${isStale(shown)}`;
    label();
  }

  async function load(url) {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(`the lines answered ${answer.status}`);
    const made = await answer.json();
    if (told?.url !== url) return;
    file = { url, ...made };
    frontUntil(end);
  }

  /** Called with every layer that the page sends; `next` is null where no line is wanted. */
  function showFront(map, next) {
    told = next;
    if (!atlas.frontSheet) {
      const pane = map.createPane("atlasFront");
      pane.style.zIndex = 250;
      pane.style.pointerEvents = "none";
      atlas.frontSheet = new atlas.Sheet(paint, { pane: "atlasFront" }).addTo(map);
    }
    atlas.frontSheet.request();
    if (!told) {
      shown = null;
      label();
      return;
    }
    end = told.end;
    if (file?.url === told.url) frontUntil(end);
    else {
      [file, shown] = [null, null];
      load(told.url).catch((error) => console.error("Frontline Atlas: no line,", error));
    }
  }

  /** What is drawn, for tests: source, day and whether it is stale; null for none. */
  const drawnFront = () => (told && shown ? { source: shown.source, day: shown.day, stale: isStale(shown) } : null);

  Object.assign(atlas, { showFront, frontUntil, front: drawnFront });
})(window.atlas);
