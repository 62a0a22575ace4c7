/*
 * The timeline, third part: a window that runs through a range of days by itself.
 *
 * The map listens on a channel of the reader's own and repaints from what it has fetched; the server is not asked until
 * the play is paused.
 */
const SPEEDS = [4, 8, 16, 30]; // days a second
const MODES = ["day", "week", "grow"];

/** The windows of a range, one for each step: [start, end] of step `step`. */
function windowAt(mode, range, step) {
  if (mode === "grow") return [range.start, Math.min(range.start + step, range.end)];
  const length = mode === "week" ? 7 : 1;
  const start = Math.min(range.start + step, Math.max(range.start, range.end - length + 1));
  return [start, Math.min(start + length - 1, range.end)];
}

function lastStep(mode, range) {
  const length = mode === "week" ? 7 : 1;
  return mode === "grow" ? range.end - range.start : Math.max(0, range.end - range.start - length + 1);
}

/** Steps through `range` at `speed` days a second; `show(window)` for each new step, `ended()` at the last. */
class Player {
  constructor(show, ended) {
    this.show = show;
    this.ended = ended;
    this.range = null;
    this.step = 0;
    this.mode = "week";
    this.speed = SPEEDS[1];
    this.timer = null;
  }

  get isPlaying() {
    return this.timer !== null;
  }

  get window() {
    return windowAt(this.mode, this.range, this.step);
  }

  play() {
    if (this.step >= lastStep(this.mode, this.range)) this.step = 0;
    this.show(this.window);
    let at = performance.now();
    const tick = (now) => {
      const steps = Math.floor(((now - at) / 1000) * this.speed);
      if (steps > 0) {
        at += (steps / this.speed) * 1000;
        this.step = Math.min(this.step + steps, lastStep(this.mode, this.range));
        this.show(this.window);
      }
      if (this.step >= lastStep(this.mode, this.range)) {
        this.pause();
        this.ended();
      } else this.timer = requestAnimationFrame(tick);
    };
    this.timer = requestAnimationFrame(tick);
  }

  pause() {
    cancelAnimationFrame(this.timer);
    this.timer = null;
  }

  by(count) {
    const unit = this.mode === "week" ? 7 : 1;
    this.step = clamp(this.step + count * unit, 0, lastStep(this.mode, this.range));
    this.show(this.window);
  }
}
