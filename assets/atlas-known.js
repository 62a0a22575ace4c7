/*
 * From what the page sends to the places that are drawn. What is the same for every filter is fetched once, and then picked:
 * for each place that it shows the page sends some bytes of numbers.
 *
 * `data` of a layer that picks (geo/drawn.py): file (address of a JSON file with the columns of all places, see atlas-places.js),
 * rows and mentions (uint32), role and basis (uint8) as base64, one number a place.
 */
"use strict";

(function known(atlas) {
  const NEAR_CAPITAL = 0.12; // degrees within which a country's point and its capital's are the same
  const PICKED = ["ids", "names", "labels", "codes", "lat", "lon", "km", "level"];
  let file = null; // {url, columns, coming}: of the language and state that is shown

  const numbers = (Numbers, text) => [...new Numbers(Uint8Array.from(atob(text), (byte) => byte.charCodeAt(0)).buffer)];

  function picked(data, columns) {
    const rows = numbers(Uint32Array, data.rows);
    const own = Object.fromEntries(PICKED.map((name) => [name, rows.map((row) => columns[name][row])]));
    const [role, basis] = [data.role, data.basis].map((text) => numbers(Uint8Array, text));
    return { ...data, ...own, role, basis, mentions: numbers(Uint32Array, data.mentions) };
  }

  async function fetched(url) {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
    return answer.json();
  }

  /** Hand `data` with the columns of its places to `use`: at once where they are here, else when they have come. */
  atlas.withColumns = function withColumns(data, use) {
    if (!data.file) {
      use(data);
      return;
    }
    if (file?.url !== data.file) file = { url: data.file, columns: null, coming: null };
    const own = file;
    if (own.columns) {
      use(picked(data, own.columns));
      return;
    }
    own.coming ??= fetched(own.url).then((columns) => {
      own.columns = columns;
    });
    own.coming.then(
      () => use(picked(data, own.columns)),
      () => {
        own.coming = null; // the next layer tries again
      },
    );
  };

  /** Columns to places with Mercator coordinates, in their order; `row` is the place's number. */
  function readPlaces(data) {
    const crs = L.CRS.EPSG3857;
    const size = crs.scale(0);
    return data.ids.map((id, i) => {
      const at = crs.latLngToPoint(L.latLng(data.lat[i], data.lon[i]), 0);
      const level = data.levels[data.level[i]];
      const basis = data.bases[data.basis[i]];
      return {
        id,
        row: i,
        name: data.names[i],
        label: data.labels[i],
        code: data.codes[i],
        at: [at.x / size, at.y / size],
        lat: data.lat[i],
        lon: data.lon[i],
        km: data.km[i],
        role: data.role ? data.roles[data.role[i]] : "other",
        mentions: data.mentions ? data.mentions[i] : 0,
        change: data.change ? data.changes[data.change[i]] : null,
        counts: data.change ? [data.before[i], data.after[i]] : null,
        level,
        basis,
        shape: atlas.shapeOf(level, basis),
        area: atlas.AREAS.has(level),
      };
    });
  }

  function readLayer(data) {
    const items = withCapitals(readPlaces(data));
    items.sort((a, b) => b.mentions - a.mentions || (a.id < b.id ? -1 : 1));
    return { items, most: items[0]?.mentions ?? 1 };
  }

  function withCapitals(items) {
    for (const country of items) {
      if (country.level !== "country") continue;
      country.capital = items.find(
        (place) =>
          place.shape === "dot" &&
          Math.abs(place.lat - country.lat) < NEAR_CAPITAL &&
          Math.abs(place.lon - country.lon) < NEAR_CAPITAL,
      );
    }
    return items;
  }

  Object.assign(atlas, { readLayer, readPlaces: (data) => withCapitals(readPlaces(data)) });
})(window.atlas);
