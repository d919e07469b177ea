import assert from 'node:assert/strict';
import test from 'node:test';
import { isOlder, parseVersion } from '../src/server/version';

test('reads the version that the program prints', () => {
  assert.equal(parseVersion('layerwise 0.1.0\n'), '0.1.0');
  assert.equal(parseVersion('layerwise 2.10.3 (abc123)'), '2.10.3');
  assert.equal(parseVersion('hadolint 2.15.1'), undefined);
  assert.equal(parseVersion(''), undefined);
});

test('compares versions by number, not by text', () => {
  assert.equal(isOlder('0.9.0', '0.10.0'), true);
  assert.equal(isOlder('0.10.0', '0.9.9'), false);
  assert.equal(isOlder('1.0.0', '1.0.0'), false);
  assert.equal(isOlder('1.0.0', '1.0.1'), true);
  assert.equal(isOlder('2.0.0', '1.9.9'), false);
});
