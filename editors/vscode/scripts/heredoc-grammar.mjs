// Writes syntaxes/heredoc.injection.json: the languages inside heredocs.
//
//   node scripts/heredoc-grammar.mjs          rewrite the grammar
//   node scripts/heredoc-grammar.mjs --check  fail when it is stale
//
// VS Code's own Dockerfile grammar colours instructions and leaves heredoc bodies to us.

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FILE = fileURLToPath(new URL('../syntaxes/heredoc.injection.json', import.meta.url));

/** The marker: `<<EOF`, `<<-'EOF'`, `<< "EOF"`. Group 3 is the quote, group 4 the word that ends the body. */
const MARKER = '((?<!<)<<-?\\s*)(["\']?)([A-Za-z_][\\w.-]*)(\\3)';

const PYTHON = { language: 'python', scope: 'source.python' };
const SHELL = { language: 'shellscript', scope: 'source.shell' };
const JSON_FILE = { language: 'json', scope: 'source.json' };
const YAML = { language: 'yaml', scope: 'source.yaml' };

/** A heredoc whose first line is `before MARKER after`; the rest of that line stays a Dockerfile's. */
function heredoc(before, after, body) {
  const line = { patterns: [{ include: 'source.dockerfile' }] };
  const word = { name: 'keyword.other.heredoc.dockerfile' };
  return {
    name: 'meta.heredoc.dockerfile',
    begin: `^(${before})${MARKER}(${after})$`,
    beginCaptures: { 1: line, 2: word, 3: word, 4: word, 5: word, 6: line },
    end: '^\\t*(\\4)$',
    endCaptures: { 1: word },
    contentName: body ? `meta.embedded.block.${body.language}` : 'string.unquoted.heredoc.dockerfile',
    patterns: body ? [{ include: body.scope }] : [],
  };
}

/** RUN: the interpreter before the marker or after it decides, else the shell. */
function runBodies() {
  const python = '(?:\\S*/)?python[\\d.]*';
  return [
    heredoc(`\\s*(?i:RUN)\\s.*?\\b${python}\\s+(?:-\\s*)?`, '.*', PYTHON),
    heredoc('\\s*(?i:RUN)\\s(?:.*?)', `\\s*${python}\\s*`, PYTHON),
    heredoc('\\s*(?i:RUN)\\s(?:.*?)', '.*', SHELL),
  ];
}

/** COPY and ADD: the ending of the destination decides, else it is plain text. */
function fileBodies() {
  const copy = '\\s*(?i:COPY|ADD)\\s.*?';
  const ending = (endings) => `\\s+\\S*\\.(?:${endings})["']?\\s*`;
  return [
    heredoc(copy, ending('pyi?'), PYTHON),
    heredoc(copy, ending('(?:ba|z)?sh'), SHELL),
    heredoc(copy, ending('jsonc?'), JSON_FILE),
    heredoc(copy, ending('ya?ml'), YAML),
    heredoc(copy, '.*'),
  ];
}

const grammar = {
  scopeName: 'layerwise.dockerfile.heredoc',
  injectionSelector: 'L:source.dockerfile -comment -string -meta.heredoc',
  patterns: [...runBodies(), ...fileBodies()],
};

const text = `${JSON.stringify(grammar, null, 2)}\n`;
if (!process.argv.includes('--check')) {
  writeFileSync(FILE, text);
} else if (readFileSync(FILE, 'utf8') !== text) {
  console.error('syntaxes/heredoc.injection.json is stale: run `node scripts/heredoc-grammar.mjs`');
  process.exit(1);
}
