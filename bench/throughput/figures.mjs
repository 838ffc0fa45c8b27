// What is made of several rounds: median and spread.

const sorted = (values) => [...values].sort((a, b) => a - b);

/** NaN without values. */
export function median(values) {
  const all = sorted(values);
  const middle = all.length >> 1;
  if (all.length === 0) return NaN;
  return all.length % 2 === 1 ? all[middle] : (all[middle - 1] + all[middle]) / 2;
}

/** The least and the greatest. */
export const spread = (values) => ({ min: Math.min(...values), max: Math.max(...values) });

/** The value that `part` (0 to 1) of the values do not exceed; NaN without values. */
export function percentile(values, part) {
  const all = sorted(values);
  return all[Math.max(0, Math.ceil(all.length * part) - 1)] ?? NaN;
}

/** Three significant digits, and thousands with a comma. */
export function shown(value) {
  if (value === null || !Number.isFinite(value)) return '–';
  if (value >= 100) return Math.round(value).toLocaleString('en');
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** A share: two digits that say something. */
export function shownShare(share) {
  if (!Number.isFinite(share)) return '–';
  return share < 0.1 ? share.toFixed(3) : share.toFixed(2);
}
