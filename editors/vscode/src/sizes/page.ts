import { createHash } from 'node:crypto';

/** The editor's colours and font, in the variables that the report draws with. */
const THEME = `<style>
  :root { --back: var(--vscode-editor-background); --text: var(--vscode-editor-foreground); }
  :root:has(body.vscode-dark, body.vscode-high-contrast) { color-scheme: dark; }
  :root:has(body.vscode-light, body.vscode-high-contrast-light) { color-scheme: light; }
  body { font-family: var(--vscode-font-family); margin-top: 1rem; }
</style>`;

/**
 * Fits the self-contained size report into a webview.
 *
 * The page may run the script that the server wrote and nothing else: its policy names that
 * script by its hash, so that text from a Dockerfile could never become code.
 */
export function fitPage(page: string): string {
  const hashes = [...page.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, script]) => hash(script ?? ''));
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src ${hashes[0] ?? "'none'"}`;
  const meta = `<meta http-equiv="Content-Security-Policy" content="${policy}">`;
  return page.replace('<title>', `${meta}<title>`).replace('</style>', `</style>${THEME}`);
}

function hash(script: string): string {
  return `'sha256-${createHash('sha256').update(script).digest('base64')}'`;
}
