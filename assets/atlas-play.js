/*
 * The window that the timeline plays or drags, painted from a file of all mentions without asking the server.
 *
 * The file (geo/playback.py) holds numbers place * step + role in three runs: mentions of one day by that day; those of
 * several days by their first day, and by their last. Moving a window adds what begins and takes off what is over.
 * Where filters are set, a second small file holds a bit for each number: whether it is to be played.
 */
"use strict";

(function play(atlas) {
  let channel = null;
  let source = null; // {channel, url, mask}: where the timeline speaks and what it plays
  let file = null; // {url, made}: the mentions as they were fetched, before any filter
  let loading = null;
  let loaded = null;
  let wanted = null; // the window that is to be shown once the file is here

  async function fetched(url) {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
    return answer.arrayBuffer();
  }

  function read(buffer) {
    const length = new DataView(buffer).getUint32(0, true);
    const head = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
    const Numbers = head.width === 2 ? Uint16Array : Uint32Array;
    let at = 4 + length;
    const runs = head.runs.map(({ days, ends, length: count }) => {
      const codes = new Numbers(buffer.slice(at, at + count * head.width));
      at += count * head.width;
      return { days, ends, codes };
    });
    return { ...head, runs };
  }

  /** The runs with those codes only whose bit is set. */
  function filtered(runs, buffer) {
    const bits = new Uint8Array(buffer);
    let from = 0; // byte at which the bits of the run begin
    return runs.map(({ days, ends, codes }) => {
      const kept = new codes.constructor(codes.length);
      let count = 0;
      let begun = 0;
      const shorter = ends.map((end) => {
        for (let i = begun; i < end; i += 1) if ((bits[from + (i >> 3)] >> (i & 7)) & 1) kept[count++] = codes[i];
        begun = end;
        return count;
      });
      from += Math.ceil(codes.length / 8);
      return { days, ends: shorter, codes: kept.subarray(0, count) };
    });
  }

  async function load({ url, mask }) {
    const bits = mask ? fetched(mask) : null;
    if (file?.url !== url) file = { url, made: read(await fetched(url)) };
    const { step, places, runs } = file.made;
    const chosen = bits ? filtered(runs, await bits) : runs;
    return { step, runs: chosen, counts: new Int32Array(places.ids.length * step), at: [0, 0, 0, 0], items: atlas.readPlaces(places) };
  }

  /** How many codes of a run lie on days up to and including `day`. */
  function upTo({ days, ends }, day) {
    let low = 0;
    let high = days.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (days[middle] <= day) low = middle + 1;
      else high = middle;
    }
    return low ? ends[low - 1] : 0;
  }

  /** Move one end of what is counted from where it was to `to`; `sign` is what a code passed on the way up counts. */
  function move(codes, counts, from, to, sign) {
    const change = to > from ? sign : -sign;
    for (let i = Math.min(from, to); i < Math.max(from, to); i += 1) counts[codes[i]] += change;
    return to;
  }

  function count(window) {
    const { runs, counts, at } = loaded;
    const [exact, begun, over] = runs;
    at[0] = move(exact.codes, counts, at[0], upTo(exact, window.end), 1);
    at[1] = move(exact.codes, counts, at[1], upTo(exact, window.start - 1), -1);
    at[2] = move(begun.codes, counts, at[2], upTo(begun, window.end), 1);
    at[3] = move(over.codes, counts, at[3], upTo(over, window.start - 1), -1);
  }

  /** The places of the window with their mentions and telling role, most mentioned first. */
  function placesNow() {
    const { items, counts, step } = loaded;
    const other = atlas.roleNames.indexOf("other");
    const shown = [];
    for (const item of items) {
      const from = item.row * step;
      let [total, best, role] = [0, 0, other];
      for (let i = 0; i < step; i += 1) {
        const value = counts[from + i];
        total += value;
        if (i !== other && value > best) [best, role] = [value, i];
      }
      item.mentions = total;
      if (!total) continue;
      item.role = atlas.roleNames[role];
      shown.push(item);
    }
    return shown.sort((a, b) => b.mentions - a.mentions || (a.id < b.id ? -1 : 1));
  }

  function show(window) {
    count(window);
    const items = placesNow();
    // Symbols keep one scale while a window runs: what grows on the map has grown in the news.
    loaded.most = Math.max(loaded.most ?? 1, items[0]?.mentions ?? 1);
    atlas.shown = { items, most: loaded.most };
    atlas.isPlayed = true;
    atlas.playedWindow = window;
    atlas.frontUntil?.(window.end);
    atlas.placeSheet?.request();
  }

  function prepare() {
    const asked = source;
    const isNow = () => source.url === asked.url && source.mask === asked.mask;
    loading ??= load(asked).then(
      (made) => {
        if (!isNow()) return;
        loaded = made;
        if (wanted) show(wanted);
      },
      () => {
        if (isNow()) loading = null; // the next window tries again
      },
    );
  }

  function hear({ data }) {
    if (data.start !== undefined) wanted = { start: data.start, end: data.end };
    if (loaded && wanted && data.start !== undefined) show(wanted);
    else prepare();
  }

  /** Listen to the timeline of this page; called with every layer that the server sends. */
  atlas.listen = function listen(told) {
    if (!told) return;
    if (source?.url !== told.url || source.mask !== told.mask) [loading, loaded] = [null, null];
    if (loaded) loaded.most = undefined;
    wanted = null;
    if (source?.channel !== told.channel) {
      channel?.close();
      channel = new BroadcastChannel(told.channel);
      channel.onmessage = hear;
    }
    source = told;
  };
})(window.atlas);
