// Starts VS Code on a folder and drives it as a person would: by keys and by what is on screen.

import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { join } from 'node:path';

const { LAB, FOLDER } = process.env;
const require = createRequire(`${LAB}/vscode/`);
const { chromium } = require('playwright-core');
const ENTRY = join(LAB, 'vscode/node_modules/code-server/out/node/entry.js');

const SETTINGS = {
  'layerwise.offline': true, // the same pictures everywhere
  'files.autoSave': 'off',
  'workbench.startupEditor': 'none',
  'workbench.colorTheme': 'Default Dark Modern',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'chat.disableAIFeatures': true,
  'editor.minimap.enabled': false,
  'editor.fontFamily': 'DejaVu Sans Mono',
  'editor.fontSize': 14,
  'editor.lineHeight': 22,
  'editor.cursorBlinking': 'solid',
  'editor.stickyScroll.enabled': false,
  'breadcrumbs.enabled': false,
  'window.commandCenter': false,
  'workbench.layoutControl.enabled': false,
};

function codeServer(args) {
  const data = ['--user-data-dir', join(FOLDER, 'data'), '--extensions-dir', join(FOLDER, 'extensions')];
  return spawn(process.execPath, [ENTRY, ...data, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
}

function finished(child) {
  return new Promise((resolve, reject) => {
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
    child.on('exit', (code) => (code === 0 ? resolve(output) : reject(new Error(output))));
  });
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

async function answering(address) {
  for (let attempt = 0; attempt < 100; attempt++) {
    if (await fetch(address).then((answer) => answer.ok, () => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`VS Code does not answer at ${address}`);
}

export class Workbench {
  static async start(vsix, folder, pictures) {
    mkdirSync(join(FOLDER, 'data/User'), { recursive: true });
    writeFileSync(join(FOLDER, 'data/User/settings.json'), JSON.stringify(SETTINGS));
    await finished(codeServer(['--install-extension', vsix]));
    const port = await freePort();
    const quiet = ['--disable-telemetry', '--disable-update-check', '--disable-workspace-trust'];
    const server = codeServer(['--bind-addr', `127.0.0.1:${port}`, '--auth', 'none', ...quiet]);
    const address = `http://127.0.0.1:${port}/?folder=${encodeURIComponent(folder)}`;
    await answering(address);
    const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
    const page = await browser.newPage({ viewport: { width: 1180, height: 640 }, deviceScaleFactor: 1.5 });
    await page.goto(address);
    await page.waitForSelector('.monaco-workbench .part.statusbar', { timeout: 60_000 });
    const workbench = new Workbench(server, browser, page, pictures);
    await workbench.command('View: Toggle Primary Side Bar Visibility'); // room for the editor
    return workbench;
  }

  constructor(server, browser, page, pictures) {
    Object.assign(this, { server, browser, page, pictures });
  }

  /** Keeps what the window shows as `name`.png. */
  async picture(name) {
    await this.page.screenshot({ path: join(this.pictures, `${name}.png`) });
  }

  async stop() {
    await this.browser.close();
    this.server.kill();
  }

  /** Runs a command by its title in the palette. */
  async command(title) {
    await this.page.keyboard.press('F1');
    await this.page.waitForSelector('.quick-input-widget input');
    await this.page.keyboard.type(title);
    await this.page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first().click();
  }

  /** Opens `folder/file`. */
  async open(name) {
    await this.page.keyboard.press('Control+P');
    await this.page.waitForSelector('.quick-input-widget input');
    await this.page.keyboard.type(name);
    const [folder, file] = name.split('/');
    const rows = this.page.locator('.quick-input-list .monaco-list-row', { hasText: file });
    await rows.filter({ hasText: folder }).first().click();
    await this.page.waitForSelector('.editor-instance .view-line');
  }

  /** Puts the cursor on a 1-based line and column. */
  async goTo(line, column = 1) {
    await this.page.keyboard.press('Control+G');
    await this.page.waitForSelector('.quick-input-widget input');
    await this.page.keyboard.type(`${line}:${column}`);
    await this.page.keyboard.press('Enter');
    await this.page.waitForTimeout(300);
  }

  /** Waits until `selector` is visible and contains `text` (a string or a pattern). */
  async see(selector, text, timeout = 15_000) {
    const found = this.page.locator(selector, text === undefined ? {} : { hasText: text }).first();
    await found.waitFor({ state: 'visible', timeout }).catch(async () => {
      const shown = await this.page.locator(selector).allInnerTexts();
      throw new Error(`nothing matching ${text} in ${selector}; shown: ${JSON.stringify(shown).slice(0, 600)}`);
    });
    return found;
  }

  /** The text of the editor's visible lines, inlay hints included. */
  async lines() {
    const lines = await this.page.locator('.editor-instance .view-line').evaluateAll((all) =>
      all
        .map((line) => [Number.parseInt(line.style.top, 10), line.innerText.replaceAll('\u00a0', ' ')])
        .sort(([left], [right]) => left - right)
        .map(([, text]) => text),
    );
    return lines;
  }
}
