/** A size in bytes as `layerwise size --format json` gives it; null where nothing is known. */
export interface Estimate {
  low: number | null;
  best: number | null;
  high: number | null;
  confidence: 'exact' | 'index' | 'estimated' | 'unknown';
}

export interface Layer {
  /** 0-based line of the instruction. */
  line: number;
  instruction: string;
  bytes: Estimate;
  compressed: Estimate;
}

export interface SizeReport {
  platform: string;
  image: { bytes: Estimate; compressed: Estimate };
  layers: Layer[];
}

/** @throws Error when `text` is no size report of a version that this extension reads. */
export function parseReport(text: string): SizeReport {
  const report = JSON.parse(text);
  if (report?.version !== 1 || !Array.isArray(report.layers)) {
    throw new Error('the size report has a form that this extension does not know; update it');
  }
  return report;
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** Bytes in decimal units, as the server writes them in its hints: `7.4 GB`, `812 MB`, `48 B`. */
export function humanBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value.toFixed(unit === 0 || value >= 9.95 ? 0 : 1)} ${UNITS[unit]}`;
}

/** What an estimate says in a few characters: `48 B`, `~7.4 GB`, `≥8.7 GB` where a part is unknown, `unknown`. */
export function estimateText(estimate: Estimate): string {
  const bytes = estimate.best ?? estimate.low;
  if (bytes === null) return 'unknown';
  const certainty = { exact: '', index: '', estimated: '~', unknown: '≥' };
  return certainty[estimate.confidence] + humanBytes(bytes);
}
