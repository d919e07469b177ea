import assert from 'node:assert/strict';
import test from 'node:test';
import { estimateText, humanBytes, parseReport, type Estimate } from '../src/sizes/report';

test('bytes are shown with three figures at most', () => {
  const shown: [number, string][] = [
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.00 kB'],
    [99_949, '99.9 kB'],
    [99_951, '100 kB'],
    [999_499, '999 kB'],
    [999_500, '1.00 MB'],
    [4_930_000_000, '4.93 GB'],
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
  assert.equal(estimateText(estimate({ low: 2_100_000_000 })), 'at least 2.10 GB');
  assert.equal(estimateText(estimate({ best: 12_000, confidence: 'exact' })), '12.0 kB');
  assert.equal(estimateText(estimate({ best: 12_000, confidence: 'estimated' })), 'about 12.0 kB');
});

test('a report of another version is refused', () => {
  assert.throws(() => parseReport('{"version":2,"layers":[]}'), /update it/);
  assert.throws(() => parseReport('{}'), /update it/);
  assert.throws(() => parseReport('no JSON'));
});
