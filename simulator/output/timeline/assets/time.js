// Time on the page: seconds from the first midnight, of which only hours with anybody there are shown.

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86400;

/** Time without the hours in which nobody is there: from the clock to what is shown, and back. */
function foldedTime(open) {
  const starts = [];
  let total = 0;
  for (const [from, to] of open) {
    starts.push(total);
    total += to - from;
  }
  const segments = open.map(([from, to], i) => ({ from, to, at: starts[i] }));

  /** The last segment that begins at or before a value of one of its fields. */
  function segment(value, field) {
    let low = 0;
    let high = segments.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (segments[middle][field] <= value) low = middle;
      else high = middle - 1;
    }
    return segments[low];
  }

  return Object.freeze({
    segments,
    total,
    /** Shown seconds of a moment; one at night is where the evening ends. */
    shown(moment) {
      const found = segment(moment, "from");
      return found.at + Math.min(Math.max(moment - found.from, 0), found.to - found.from);
    },
    /** The moment of shown seconds. */
    moment(shown) {
      const found = segment(Math.min(Math.max(shown, 0), total), "at");
      return found.from + Math.min(Math.max(shown - found.at, 0), found.to - found.from);
    },
  });
}

/** How moments, lengths and numbers are written in a language. */
function writing(begin, language, text) {
  const locale = language === "en" ? "en-GB" : language;
  const midnight = Date.parse(`${begin}T00:00:00Z`);
  const dated = (options) => new Intl.DateTimeFormat(locale, { timeZone: "UTC", ...options });
  const short = dated({ weekday: "short", day: "numeric", month: "short" });
  const weekday = dated({ weekday: "short" });
  const initial = dated({ weekday: "narrow" });
  const longWeekday = dated({ weekday: "long" });
  const long = dated({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
  const plain = new Intl.NumberFormat(locale);
  const percent = new Intl.NumberFormat(locale, {
    style: "percent",
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
  const date = (moment) => new Date(midnight + moment * 1000);
  const two = (number) => String(number).padStart(2, "0");
  const floorMod = (a, b) => ((a % b) + b) % b;

  function clock(moment, withSeconds = false) {
    const second = floorMod(Math.floor(moment), DAY);
    const shown = `${two(Math.floor(second / HOUR))}:${two(Math.floor((second % HOUR) / MINUTE))}`;
    return withSeconds ? `${shown}:${two(second % MINUTE)}` : shown;
  }

  function span(seconds) {
    if (seconds < MINUTE) return text("seconds", { count: Math.round(seconds) });
    const minutes = Math.round(seconds / MINUTE);
    if (minutes < 60) return text("minutes", { count: minutes });
    if (seconds < DAY) {
      return text("hours", { hours: Math.floor(minutes / 60), minutes: two(minutes % 60) });
    }
    const hours = Math.round(seconds / HOUR);
    return text("days_hours", { days: Math.floor(hours / 24), hours: hours % 24 });
  }

  /** The same, to the hour where there is little room. */
  const age = (seconds) =>
    seconds >= HOUR && seconds < DAY ? text("whole_hours", { count: Math.floor(seconds / HOUR) }) : span(seconds);

  return Object.freeze({
    clock,
    span,
    age,
    number: (value) => plain.format(value),
    share: (value) => percent.format(value),
    day: (moment) => short.format(date(moment)),
    weekday: (moment) => weekday.format(date(moment)),
    initial: (moment) => initial.format(date(moment)),
    longWeekday: (moment) => longWeekday.format(date(moment)),
    longDay: (moment) => long.format(date(moment)),
    full: (moment) => text("date_time", { date: short.format(date(moment)), time: clock(moment) }),
    /** As the ledger's tables write it. */
    exact: (moment) => date(moment).toISOString().slice(0, 19),
  });
}
