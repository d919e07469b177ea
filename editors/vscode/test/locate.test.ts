import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import test from 'node:test';
import { locate, type SearchPlaces } from '../src/server/locate';

function withFolder(check: (folder: string) => void): void {
  const folder = mkdtempSync(path.join(tmpdir(), 'layerwise-locate-'));
  try {
    check(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function place(file: string, mode = 0o755): string {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, '', { mode });
  return file;
}

function places(folder: string, change: Partial<SearchPlaces> = {}): SearchPlaces {
  return { extension: path.join(folder, 'extension'), searchPath: path.join(folder, 'path'), windows: false, ...change };
}

test('the setting wins, even where it names nothing', () => {
  withFolder((folder) => {
    place(path.join(folder, 'extension/bin/layerwise'));
    assert.deepEqual(locate(places(folder, { setting: '/nowhere/layerwise' })), {
      path: '/nowhere/layerwise',
      origin: 'setting',
    });
  });
});

test('the bundled program comes before PATH', () => {
  withFolder((folder) => {
    const onPath = place(path.join(folder, 'path/layerwise'));
    assert.deepEqual(locate(places(folder)), { path: onPath, origin: 'PATH' });
    const bundled = place(path.join(folder, 'extension/bin/layerwise'));
    assert.deepEqual(locate(places(folder)), { path: bundled, origin: 'bundled' });
  });
});

test('PATH entries count only when they are absolute and hold a program', () => {
  withFolder((folder) => {
    place(path.join(folder, 'path/layerwise'), 0o644);
    assert.equal(locate(places(folder)), undefined);
    assert.equal(locate(places(folder, { searchPath: 'bin:.:' })), undefined);
  });
});

test('Windows programs have their ending', () => {
  withFolder((folder) => {
    const bundled = place(path.join(folder, 'extension/bin/layerwise.exe'));
    assert.deepEqual(locate(places(folder, { windows: true })), { path: bundled, origin: 'bundled' });
  });
});
