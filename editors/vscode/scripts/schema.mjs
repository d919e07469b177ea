// Reads the settings that the server shares with every editor.

import { readFileSync } from 'node:fs';

const SCHEMA = new URL('../../../server/layerwise/settings.schema.json', import.meta.url);

/** Whether a schema node is a table with fixed keys, whose keys are settings of their own. */
const isTable = (node) => node.type === 'object' && node.properties !== undefined;

/** Every setting with its schema: `hints: {layer-size}` becomes `["hints.layer-size", …]`. */
export function flatten(schema = JSON.parse(readFileSync(SCHEMA, 'utf8')), prefix = '') {
  return Object.entries(schema.properties).flatMap(([key, node]) =>
    isTable(node) ? flatten(node, `${prefix}${key}.`) : [[prefix + key, node]],
  );
}
