import assert from 'node:assert/strict';
import test from 'node:test';
import { estimateText, humanBytes, parseReport, type Estimate } from '../src/sizes/report';

test('bytes are shown as the server shows them', () => {
  const shown: [number, string][] = [
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [9_949, '9.9 kB'],
    [9_951, '10 kB'],
    [999_499, '999 kB'],
    [999_500, '1.0 MB'],
    [7_381_469_603, '7.4 GB'],
  ];
  for (const [bytes, text] of shown) assert.equal(humanBytes(bytes), text);
});

test('an estimate says how sure it is', () => {
  const estimate = (change: Partial<Estimate>): Estimate => ({
    low: null,
    best: null,
    high: null,
    confidence: 'unknown',
    ...change,
  });
  assert.equal(estimateText(estimate({})), 'unknown');
  assert.equal(estimateText(estimate({ low: 8_300_000_000, best: 8_731_430_175 })), '≥8.7 GB');
  assert.equal(estimateText(estimate({ best: 48, confidence: 'exact' })), '48 B');
  assert.equal(estimateText(estimate({ best: 7_381_469_603, confidence: 'estimated' })), '~7.4 GB');
});

test('a report of another version is refused', () => {
  assert.throws(() => parseReport('{"version":2,"layers":[]}'), /update it/);
  assert.throws(() => parseReport('{}'), /update it/);
  assert.throws(() => parseReport('no JSON'));
});
