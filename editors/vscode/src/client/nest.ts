export interface Settings {
  [key: string]: unknown;
}

/** Turns `["hints.layer-size", true]` into `{hints: {"layer-size": true}}`. */
export function nest(entries: [string, unknown][]): Settings {
  const root: Settings = {};
  for (const [name, value] of entries) {
    const parts = name.split('.');
    const last = parts.pop() ?? name;
    let table = root;
    for (const part of parts) table = (table[part] ??= {}) as Settings;
    table[last] = value;
  }
  return root;
}
