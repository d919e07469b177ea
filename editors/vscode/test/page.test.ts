import assert from 'node:assert/strict';
import test from 'node:test';
import { fitPage } from '../src/sizes/page';

const PAGE = '<title>x</title><style>a</style><script type="application/json">{}</script><script>draw()</script>';

test('only the script of the report may run', () => {
  const page = fitPage(PAGE);
  // printf 'draw()' | openssl dgst -sha256 -binary | base64
  assert.match(page, /script-src 'sha256-jm3FkV4tNIdBUr8jRVVl5n9PUixlaxTWD0pdpFiSH5A='/);
  assert.ok(page.indexOf('Content-Security-Policy') < page.indexOf('<script'));
});

test('a page without a script may run none', () => {
  assert.match(fitPage('<title>x</title>'), /script-src 'none'/);
});

test("the editor's colours come after the page's own", () => {
  const page = fitPage(PAGE);
  assert.ok(page.indexOf('--vscode-editor-background') > page.indexOf('<style>a</style>'));
});
