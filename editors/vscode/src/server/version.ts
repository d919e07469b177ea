/** The oldest server whose answers this extension understands. */
export const MINIMUM_SERVER = '0.1.0';

/** Reads `layerwise 1.2.3` (what `--version` prints); `undefined` for anything else. */
export function parseVersion(output: string): string | undefined {
  return /^layerwise\s+v?(\d+\.\d+\.\d+)/.exec(output.trim())?.[1];
}

/** Whether `version` is older than `minimum`; both are `major.minor.patch`. */
export function isOlder(version: string, minimum: string): boolean {
  const [left, right] = [version, minimum].map((text) => text.split('.').map(Number));
  for (const part of [0, 1, 2]) {
    const difference = (left?.[part] ?? 0) - (right?.[part] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
