import assert from 'node:assert/strict';
import test from 'node:test';
import { nest } from '../src/client/nest';

test('dotted names become tables', () => {
  const settings = nest([
    ['offline', true],
    ['hints.layer-size', false],
    ['network.timeout-ms', 500],
    ['network.max-concurrent', 2],
  ]);
  assert.deepEqual(settings, {
    offline: true,
    hints: { 'layer-size': false },
    network: { 'timeout-ms': 500, 'max-concurrent': 2 },
  });
});

test('dots inside a value stay', () => {
  const registries = { 'docker.io': { endpoint: 'http://127.0.0.1:5000' } };
  assert.deepEqual(nest([['registries', registries]]), { registries });
});
