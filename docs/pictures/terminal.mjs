// terminal.mjs OUT.png: a picture of the coloured terminal text on standard input.
// Runs with the Chromium and the playwright-core of the editor tests (LAB names their folder).

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const { chromium } = createRequire(`${process.env.LAB}/vscode/`)('playwright-core');

const COLOURS = ['#484f58', '#ff7b72', '#3fb950', '#d29922', '#58a6ff', '#bc8cff', '#39c5cf', '#b1bac4'];
const BRIGHT = ['#6e7681', '#ffa198', '#56d364', '#e3b341', '#79c0ff', '#d2a8ff', '#56d4dd', '#f0f6fc'];

const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** One of the 256 colours that a terminal names by number. */
function numbered(index) {
  if (index < 16) return [...COLOURS, ...BRIGHT][index];
  if (index > 231) return `rgb(${Array(3).fill((index - 232) * 10 + 8)})`;
  const level = (part) => (part === 0 ? 0 : part * 40 + 55);
  const cube = index - 16;
  return `rgb(${[Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map(level)})`;
}

/** Applies one `ESC [ … m` to a style. */
function styled(style, codes) {
  const next = { ...style };
  while (codes.length > 0) {
    const code = codes.shift();
    if (code === 0) return styled({}, codes);
    if (code === 1) next['font-weight'] = 'bold';
    else if (code === 2) next.opacity = 0.6;
    else if (code === 4) next['text-decoration'] = 'underline';
    else if (code === 22) ['font-weight', 'opacity'].forEach((key) => delete next[key]);
    else if (code >= 30 && code <= 37) next.color = COLOURS[code - 30];
    else if (code >= 90 && code <= 97) next.color = BRIGHT[code - 90];
    else if (code === 38 && codes[0] === 5) next.color = numbered(codes.splice(0, 2)[1]);
    else if (code === 39) delete next.color;
  }
  return next;
}

function toHtml(text) {
  let style = {};
  const pieces = text.split(/\x1b\[([\d;:]*)m/);
  return pieces
    .map((piece, index) => {
      if (index % 2 === 1) {
        style = styled(style, piece.split(/[;:]/).map(Number));
        return '';
      }
      const css = Object.entries(style).map(([key, value]) => `${key}:${value}`).join(';');
      return `<span style="${css}">${escape(piece)}</span>`;
    })
    .join('');
}

const page = `<body style="margin:0;background:#fff"><pre style="display:inline-block;margin:0;padding:18px 22px;
  background:#0d1117;color:#c9d1d9;font:14px/1.45 'DejaVu Sans Mono'">${toHtml(readFileSync(0, 'utf8').trimEnd())}</pre>`;
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
const tab = await browser.newPage({ viewport: { width: 1400, height: 900 }, deviceScaleFactor: 1.5 });
await tab.setContent(page);
await tab.locator('pre').screenshot({ path: process.argv[2] });
await browser.close();
