import assert from 'node:assert/strict';
import test from 'node:test';
import { takenFeatures } from '../src/client/peers';

test('nothing is left out where no other server is active', () => {
  assert.equal(takenFeatures(() => false).size, 0);
});

test('only what the other server answers is left out', () => {
  const taken = takenFeatures((id) => id === 'wharflab.tally');
  assert.deepEqual([...taken].sort(), ['formatting', 'semanticTokens']);
  assert.ok(takenFeatures((id) => id === 'ms-azuretools.vscode-containers').has('completion'));
});
