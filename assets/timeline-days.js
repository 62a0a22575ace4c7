/*
 * The timeline, first part: days as numbers, and words for them.
 *
 * The parts are joined by set-up into one module, in this order: timeline-days.js (this), timeline-bars.js,
 * timeline-play.js, timeline-pointer.js, timeline.js. A day is the number of days since 1970-01-01, in no time zone.
 */
const MS = 86_400_000;
const UNITS = ["day", "week", "month"];

const dateOf = (day) => new Date(day * MS);
const dayOf = (text) => Math.round(Date.parse(`${text}T00:00:00Z`) / MS);
const isoOf = (day) => dateOf(day).toISOString().slice(0, 10);
const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

/** First day of the day, week (from Monday) or month that holds a day. */
function startOf(unit, day) {
  if (unit === "week") return day - ((((day + 3) % 7) + 7) % 7);
  if (unit === "month") return day - dateOf(day).getUTCDate() + 1;
  return day;
}

/** First day of the unit after the one that holds a day; `count` units on, or back where it is negative. */
function shifted(unit, day, count = 1) {
  if (unit === "month") {
    const date = dateOf(day);
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + count, 1) / MS;
  }
  return startOf(unit, day) + count * (unit === "week" ? 7 : 1);
}

/** Formats of days in the reader's language, made once for each language. */
function dayWords(lang) {
  const format = (options) => new Intl.DateTimeFormat(lang, { timeZone: "UTC", ...options });
  const full = format({ day: "numeric", month: "short", year: "numeric" });
  return {
    full: (day) => full.format(dateOf(day)),
    range: (start, end) => (start === end ? full.format(dateOf(start)) : full.formatRange(dateOf(start), dateOf(end))),
    dayTick: format({ day: "numeric", month: "short" }),
    monthTick: format({ month: "short" }),
    yearTick: format({ year: "numeric" }),
    number: new Intl.NumberFormat(lang),
  };
}
// "20 Dec 2022" as elsewhere on the page, rather than the American "Dec 20, 2022".
const WRITTEN = { en: "en-GB" };
const wordsByLanguage = new Map();
function wordsOf(lang) {
  if (!wordsByLanguage.has(lang)) wordsByLanguage.set(lang, dayWords(WRITTEN[lang] ?? lang));
  return wordsByLanguage.get(lang);
}

/** Ticks of an axis from `first` to `last` with room for one every `apart` pixels: [{day, text}]. */
function ticks(first, last, width, lang, apart = 74) {
  const words = wordsOf(lang);
  const span = last - first + 1;
  const most = Math.max(2, Math.floor(width / apart));
  const step = [1, 2, 7, 14].find((days) => span / days <= most);
  const found = [];
  if (step) {
    const from = step >= 7 ? startOf("week", first + 6) : first;
    for (let day = from; day <= last; day += step) found.push({ day, text: words.dayTick.format(dateOf(day)) });
    return found;
  }
  const months = [1, 2, 3, 6, 12, 24, 60, 120].find((count) => span / (30.44 * count) <= most) ?? 240;
  for (let day = shifted("month", first - 1); day <= last; day = shifted("month", day)) {
    const date = dateOf(day);
    const month = date.getUTCFullYear() * 12 + date.getUTCMonth();
    if (month % months) continue;
    found.push({ day, text: month % 12 ? words.monthTick.format(date) : words.yearTick.format(date) });
  }
  return found;
}
