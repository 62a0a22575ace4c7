/*
 * The timeline: bars, the chosen period as a window that is drawn, dragged or moved by keys, presets, and play.
 *
 * A component of Streamlit. The page gives `data`: counts (see timeline-bars.js), extent and period ([first, last] days), newest,
 * seq (number of the last choice that it knows of), colours, words, lang, channel, small (little room,
 * as in another page). It hears `period`: {start, end, seq}.
 */
const COMMIT_MS = 250; // keys repeat; the page hears of the last

// Drawn for a box of 16 by 16.
const ICONS = {
  back: "M3 3h2v10H3zM13 3v10L6 8z",
  on: "M11 3h2v10h-2zM3 3v10l7-5z",
  play: "M4 2.5v11L13 8z",
  pause: "M4 3h3v10H4zM9 3h3v10H9z",
};

const HTML = `
  <div class="bar" role="group">
    <label><span class="unseen" data-word="from"></span><input type="date" class="from"></label>
    <span aria-hidden="true">–</span>
    <label><span class="unseen" data-word="until"></span><input type="date" class="until"></label>
    <span class="presets"><button data-days="7"></button><button data-days="30"></button><button data-days="0"></button></span>
    <span class="grow"></span>
    <select class="unit"></select>
    <span class="player" role="group">
      <button class="back"></button><button class="play"></button><button class="on"></button>
      <select class="mode"></select><select class="speed"></select>
    </span>
  </div>
  <div class="chart">
    <canvas role="img"></canvas>
    <div class="window" role="slider" tabindex="0"></div>
    <div class="edge start" role="slider" tabindex="0"></div>
    <div class="edge end" role="slider" tabindex="0"></div>
    <div class="tip" hidden></div>
  </div>
  <p class="said" role="status"></p>`;

function draw(button, path) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  svg.append(document.createElementNS(svg.namespaceURI, "path"));
  svg.firstChild.setAttribute("d", path);
  button.replaceChildren(svg);
}

const mounted = new WeakMap();

/** Called by Streamlit whenever the page has run; the elements are made once. */
export function mount(component) {
  const root = component.parentElement;
  if (!mounted.has(root)) mounted.set(root, new Timeline(root));
  mounted.get(root).update(component);
  return () => {};
}

class Timeline {
  constructor(root) {
    const holder = root.querySelector(".timeline");
    holder.innerHTML = HTML;
    this.find = (selector) => holder.querySelector(selector);
    this.canvas = this.find("canvas");
    this.frame = this.find(".window");
    this.seq = 0;
    this.committing = null; // the timer of a choice that is still to be told
    this.unit = null; // as the width allows, until the reader chooses
    this.player = new Player((window) => this.preview(...window), () => this.finish());
    new ResizeObserver(() => this.paint()).observe(this.canvas);
    this.listen(holder);
  }

  update({ data, setStateValue }) {
    this.data = data;
    this.tell = setStateValue;
    if (this.channelName !== data.channel) {
      this.channel?.close();
      this.channelName = data.channel;
      this.channel = new BroadcastChannel(data.channel);
    }
    // A choice that the keys have not yet come to rest on is newer than what the server knows of.
    const isChoosing = this.player.isPlaying || this.dragged || this.committing;
    if (data.seq >= this.seq && !isChoosing) {
      this.seq = data.seq;
      [this.start, this.end] = data.period;
    }
    this.find(".chart").parentElement.classList.toggle("small", Boolean(data.small));
    this.speak();
    this.paint();
  }

  /** All words in the reader's language. */
  speak() {
    const { words } = this.data;
    const named = (selector, text) => {
      const element = this.find(selector);
      element.setAttribute("aria-label", text);
      if (element.tagName === "BUTTON") element.title = text;
    };
    for (const label of [".from", ".until"]) this.find(label).previousElementSibling.textContent = words[label.slice(1)];
    named(".bar", words.timeline);
    named(".player", words.playing);
    named("canvas", words.bars);
    for (const [days, word] of [[7, "last7"], [30, "last30"], [0, "all"]]) this.find(`[data-days="${days}"]`).textContent = words[word];
    const options = (selector, values, word, chosen) => {
      const select = this.find(selector);
      named(selector, words[word]);
      select.replaceChildren(...values.map(([value, text]) => new Option(text, value, false, String(value) === String(chosen))));
    };
    options(".unit", UNITS.map((unit) => [unit, words[`per_${unit}`]]), "unit", this.unitShown());
    options(".mode", MODES.map((mode) => [mode, words[`mode_${mode}`]]), "mode", this.player.mode);
    const number = wordsOf(this.data.lang).number;
    options(".speed", SPEEDS.map((speed) => [speed, words.speed_days.replace("{n}", number.format(speed))]), "speed", this.player.speed);
    named(".back", words.back);
    named(".on", words.on);
    for (const name of ["back", "on"]) draw(this.find(`.${name}`), ICONS[name]);
    this.speakPlay();
  }

  speakPlay() {
    const { words } = this.data;
    const play = this.find(".play");
    draw(play, this.player.isPlaying ? ICONS.pause : ICONS.play);
    this.find(".bar").classList.toggle("plays", this.player.range !== null);
    play.title = this.player.isPlaying ? words.pause : words.play;
    play.setAttribute("aria-label", play.title);
  }

  unitShown() {
    const [first, last] = this.data.extent;
    return this.unit ?? unitFor(last - first + 1, this.canvas.getBoundingClientRect().width || 900);
  }

  paint() {
    if (!this.data || !this.canvas.isConnected) return;
    const { data } = this;
    const [first, last] = data.extent;
    const unit = this.unitShown();
    const key = `${data.stamp} ${unit}`;
    if (this.barsKey !== key) [this.barsKey, this.bars] = [key, gathered(data.counts, unit, first, last)];
    this.find(".unit").value = unit;
    const style = getComputedStyle(this.frame);
    const look = { ...data.colours, text: style.color, line: style.borderTopColor, font: style.fontFamily, lang: data.lang };
    this.view = { first, last, start: this.start, end: this.end };
    paintBars(this.canvas, this.bars, this.view, look);
    const { width } = this.canvas.getBoundingClientRect();
    const [left, right] = [this.start, this.end + 1].map((day) => clamp(placeOf(day, this.view, width), 0, width));
    Object.assign(this.frame.style, { left: `${left}px`, width: `${Math.max(right - left, 2)}px` });
    this.find(".edge.start").style.left = `${left}px`;
    this.find(".edge.end").style.left = `${right}px`;
    const words = wordsOf(data.lang);
    const slider = (element, label, low, high, now, text) => {
      for (const [name, value] of [["label", label], ["valuemin", low], ["valuemax", high], ["valuenow", now], ["valuetext", text]]) {
        element.setAttribute(`aria-${name}`, value);
      }
    };
    const range = words.range(this.start, this.end);
    slider(this.frame, data.words.period, first, last, this.start, range);
    slider(this.find(".edge.start"), data.words.from, first, this.end, this.start, words.full(this.start));
    slider(this.find(".edge.end"), data.words.until, this.start, last, this.end, words.full(this.end));
    for (const [selector, day] of [[".from", this.start], [".until", this.end]]) {
      const input = this.find(selector);
      if (document.activeElement !== input && input.getRootNode().activeElement !== input) input.value = isoOf(day);
    }
    this.find(".said").textContent = `${data.words[`per_${unit}_long`]} ${data.words.chosen.replace("{days}", range)}`;
  }

  /** Show a window on the bars and, from what it has fetched, on the map; the server hears nothing of it. */
  preview(start, end) {
    [this.start, this.end] = [start, end];
    this.channel.postMessage({ start, end });
    this.paint();
  }

  /** Choose a window: the page follows, at once or when the keys come to rest. */
  choose(start, end, later = false) {
    [this.start, this.end] = [Math.min(start, end), Math.max(start, end)];
    this.paint();
    clearTimeout(this.committing);
    const commit = () => {
      this.committing = null;
      this.seq += 1;
      this.tell("period", { start: this.start, end: this.end, seq: this.seq });
    };
    if (later) this.committing = setTimeout(commit, COMMIT_MS);
    else commit();
  }

  finish() {
    this.speakPlay();
    this.choose(this.start, this.end);
  }

  stop() {
    if (this.player.isPlaying) this.player.pause();
    this.player.range = null;
    this.speakPlay();
  }

  listen(holder) {
    const on = (selector, type, act) => this.find(selector).addEventListener(type, act);
    for (const selector of [".from", ".until"]) {
      on(selector, "change", () => {
        const [from, until] = [this.find(".from").value, this.find(".until").value];
        if (!from || !until) return;
        this.stop();
        this.choose(dayOf(from), dayOf(until), true);
      });
    }
    for (const button of holder.querySelectorAll("[data-days]")) {
      button.addEventListener("click", () => {
        const [first, last] = this.data.extent;
        const days = Number(button.dataset.days);
        this.stop();
        // What is appointed for the days ahead is kept, and costs none of the last seven.
        this.choose(days ? Math.max(first, this.data.newest - days + 1) : first, last);
      });
    }
    on(".unit", "change", (event) => {
      this.unit = event.target.value;
      this.paint();
    });
    on(".mode", "change", (event) => {
      this.player.mode = event.target.value;
      if (this.player.range) this.player.step = clamp(this.player.step, 0, lastStep(this.player.mode, this.player.range));
    });
    on(".speed", "change", (event) => {
      this.player.speed = Number(event.target.value);
    });
    on(".play", "click", () => this.playOrPause());
    on(".back", "click", () => this.step(-1));
    on(".on", "click", () => this.step(1));
    on(".chart", "keydown", (event) => this.press(event));
    listenToPointer(this);
  }

  /** The range that play and steps run through: what was chosen when they began. */
  range() {
    const [first, last] = this.data.extent;
    const [start, end] = this.end > this.start ? [this.start, this.end] : [first, last];
    if (!this.player.range) Object.assign(this.player, { range: { start, end }, step: 0 });
    this.channel.postMessage({ prepare: true });
  }

  playOrPause() {
    if (this.player.isPlaying) {
      this.player.pause();
      this.finish();
      return;
    }
    this.range();
    this.player.play();
    this.speakPlay();
  }

  step(count) {
    if (this.player.isPlaying) this.player.pause();
    const begun = this.player.range !== null;
    this.range();
    if (begun) this.player.by(count);
    else this.player.show(this.player.window);
    this.speakPlay();
    this.choose(this.start, this.end, true);
  }

  press(event) {
    const edge = event.target.classList.contains("start") ? "start" : event.target.classList.contains("end") ? "end" : null;
    const steps = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageUp: 30, PageDown: -30 }[event.key];
    const [first, last] = this.data.extent;
    let { start, end } = this;
    if (event.key === "Home") [start, end] = edge === "end" ? [start, start] : [first, edge ? end : first + end - start];
    else if (event.key === "End") [start, end] = edge === "start" ? [end, end] : [edge ? start : last - end + start, last];
    else if (steps === undefined) return;
    else if (edge === "start") start = clamp(start + steps, first, end);
    else if (edge === "end") end = clamp(end + steps, start, last);
    else {
      // A whole window moves by its own length with Shift, so that weeks or months follow each other.
      const by = clamp(event.shiftKey ? Math.sign(steps) * (end - start + 1) : steps, first - start, last - end);
      [start, end] = [start + by, end + by];
    }
    event.preventDefault();
    event.stopPropagation();
    this.stop();
    this.channel.postMessage({ start, end });
    this.choose(start, end, true);
  }
}
