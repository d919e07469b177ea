// Writes the settings that the server shares with every editor into package.json.
//
//   node scripts/settings.mjs          rewrite package.json from server/layerwise/settings.schema.json
//   node scripts/settings.mjs --check  fail when package.json is stale
//
// Settings of the editor alone (where the binary lies, the status bar, ...) stay in
// package.json by hand, in the configuration group before the generated one.

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { flatten } from './schema.mjs';

const MANIFEST = fileURLToPath(new URL('../package.json', import.meta.url));
const GENERATED_ID = 'layerwise.analysis';

/** VS Code shows Markdown only under a key of its own. A setting that a workspace must not make has its own scope. */
function toContribution({ description, properties, ...node }) {
  const contribution = { ...node, markdownDescription: description };
  if (properties) contribution.properties = mapValues(properties, toContribution);
  if (typeof node.additionalProperties === 'object') {
    contribution.additionalProperties = toContribution(node.additionalProperties);
  }
  if (contribution.markdownDescription === undefined) delete contribution.markdownDescription;
  return contribution;
}

const mapValues = (object, change) =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));

function refreshed(manifest) {
  const settings = flatten().map(([name, node]) => [`layerwise.${name}`, { ...toContribution(node), scope: node.scope ?? 'resource' }]);
  const properties = Object.fromEntries(settings);
  const groups = manifest.contributes.configuration.map((group) =>
    group.id === GENERATED_ID ? { ...group, properties } : group,
  );
  return { ...manifest, contributes: { ...manifest.contributes, configuration: groups } };
}

const before = readFileSync(MANIFEST, 'utf8');
const after = `${JSON.stringify(refreshed(JSON.parse(before)), null, 2)}\n`;
if (!process.argv.includes('--check')) {
  writeFileSync(MANIFEST, after);
} else if (before !== after) {
  console.error('package.json is stale: run `npm run settings` and commit the result');
  process.exit(1);
}
