// Times in the viewer's zone, sizes, and the words for both.

const cache = new Map();

function formatter(locale, options) {
  const key = `${locale}|${JSON.stringify(options)}`;
  if (!cache.has(key)) cache.set(key, new Intl.DateTimeFormat(locale, options));
  return cache.get(key);
}

export const toDate = (ts) => new Date(Number(ts) * 1000);

export function timeOf(ts, tz, locale = "en-GB") {
  return formatter(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: tz }).format(toDate(ts));
}

export function dayKey(ts, tz) {
  return formatter("en-CA", { year: "numeric", month: "2-digit", day: "2-digit", timeZone: tz }).format(toDate(ts));
}

function dayDistance(ts, tz) {
  const there = Date.parse(`${dayKey(ts, tz)}T00:00:00Z`);
  const today = Date.parse(`${dayKey(Date.now() / 1000, tz)}T00:00:00Z`);
  return Math.round((there - today) / 86_400_000);
}

function relativeDay(distance, locale) {
  const word = new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(distance, "day");
  return word.charAt(0).toUpperCase() + word.slice(1);
}

export function dayName(ts, tz) {
  const distance = dayDistance(ts, tz);
  if (distance === 0 || distance === -1) return relativeDay(distance, "en");
  const sameYear = dayKey(ts, tz).slice(0, 4) === dayKey(Date.now() / 1000, tz).slice(0, 4);
  return formatter("en-GB", { weekday: "long", day: "numeric", month: "long",
    year: sameYear ? undefined : "numeric", timeZone: tz }).format(toDate(ts));
}

export function fullTime(ts, tz) {
  return formatter("en-GB", { dateStyle: "full", timeStyle: "medium", timeZone: tz }).format(toDate(ts));
}

export function ago(ts) {
  const seconds = Date.now() / 1000 - Number(ts);
  if (seconds < 60) return "just now";
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  const days = Math.floor(seconds / 86_400);
  return days === 1 ? "1 day ago" : `${days} days ago`;
}

export function fileSize(bytes) {
  if (!Number.isFinite(bytes)) return "";
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(bytes < 10_240 ? 1 : 0)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

const TOKENS = {
  date_num: { year: "numeric", month: "2-digit", day: "2-digit" },
  date_slash: { year: "numeric", month: "2-digit", day: "2-digit" },
  date: { year: "numeric", month: "long", day: "numeric" },
  date_short: { year: "numeric", month: "short", day: "numeric" },
  date_long: { weekday: "long", year: "numeric", month: "long", day: "numeric" },
  day_divider_pretty: { weekday: "long", month: "long", day: "numeric" },
  time: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  time_secs: { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" },
};

/** Slack's date tokens ({date_short_pretty} {time} …) for one moment, in a viewer's zone and locale. */
export function dateTokens(ts, pattern, viewer) {
  const tz = viewer?.tz ?? "UTC";
  const locale = (viewer?.locale ?? "en-GB").replace("_", "-");
  return pattern.replace(/\{(\w+)\}/g, (whole, token) => {
    if (token === "ago") return ago(ts);
    const plain = token.replace(/_pretty$/, "");
    if (plain !== token || token === "day_divider_pretty") {
      const distance = dayDistance(ts, tz);
      if (Math.abs(distance) <= 1) {
        return new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(distance, "day");
      }
    }
    const options = TOKENS[token] ?? TOKENS[plain];
    if (!options) return whole;
    const shown = plain === "date_num" ? "en-CA" : locale;
    return formatter(shown, { ...options, timeZone: tz }).format(toDate(ts));
  });
}

function offsetAt(epochMs, tz) {
  const parts = Object.fromEntries(formatter("en-US", { timeZone: tz, hourCycle: "h23", year: "numeric",
    month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric" })
    .formatToParts(new Date(epochMs)).map((part) => [part.type, Number(part.value)]));
  return Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute, parts.second)
    - Math.floor(epochMs / 1000) * 1000;
}

/** "2026-11-23T15:00" on a wall in `tz` -> epoch seconds (twice round, for the day the clocks change). */
export function wallToEpoch(wall, tz) {
  const naive = Date.parse(`${wall}Z`);
  if (Number.isNaN(naive)) return null;
  const guess = naive - offsetAt(naive, tz);
  return Math.round((naive - offsetAt(guess, tz)) / 1000);
}

export function epochToWall(epoch, tz) {
  const ms = epoch * 1000;
  return new Date(ms + offsetAt(ms, tz)).toISOString().slice(0, 16);
}
