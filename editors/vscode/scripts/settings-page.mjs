// Writes docs/settings.md from server/layerwise/settings.schema.json.
//
//   node scripts/settings-page.mjs          rewrite the page
//   node scripts/settings-page.mjs --check  fail when it is stale

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { flatten } from './schema.mjs';

const PAGE = fileURLToPath(new URL('../../../docs/settings.md', import.meta.url));

const INTRODUCTION = `# Settings

<!-- Written by editors/vscode/scripts/settings-page.mjs from server/layerwise/settings.schema.json. -->

Every setting has the same name in \`layerwise.toml\` (the nearest one upwards from the Dockerfile), in your editor under \`layerwise\`, and in the server's \`initializationOptions\`. What the editor sets wins over the file, and a command line flag wins over both. \`LAYERWISE_CONFIG\` names a file explicitly; \`LAYERWISE_CACHE_DIR\` moves the cache.

`;

function typeOf(node) {
  const type = Array.isArray(node.type) ? node.type.filter((name) => name !== 'null').join(' or ') : node.type;
  return type === 'object' ? 'table' : type;
}

function defaultOf(node) {
  return node.default === undefined || node.default === null ? 'unset' : `\`${JSON.stringify(node.default)}\``;
}

/** What the values of a table may be, where the schema says so. */
function details(node) {
  const values = node.additionalProperties;
  if (values?.enum) return `\n\nValues: ${values.enum.map((value) => `\`${value}\``).join(', ')}.`;
  if (!values?.properties) return '';
  const rows = Object.entries(values.properties).map(([key, part]) => `- \`${key}\`: ${part.description}`);
  return `\n\nKeys of each entry:\n\n${rows.join('\n')}`;
}

function section([name, node]) {
  return `## \`${name}\`\n\n${node.description}${details(node)}\n\nType: ${typeOf(node)}. Default: ${defaultOf(node)}.\n`;
}

const page = INTRODUCTION + flatten().map(section).join('\n');
if (!process.argv.includes('--check')) {
  writeFileSync(PAGE, page);
} else if (readFileSync(PAGE, 'utf8') !== page) {
  console.error('docs/settings.md is stale: run `npm run settings` and commit the result');
  process.exit(1);
}
