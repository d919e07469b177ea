#!/usr/bin/env node
// Starts the program of the package that npm chose for this platform.

import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';

const platform = `${process.platform}-${process.arch}`;
const program = process.platform === 'win32' ? 'layerwise.exe' : 'layerwise';

function locate() {
  try {
    return createRequire(import.meta.url).resolve(`@layerwise/${platform}/${program}`);
  } catch {
    console.error(
      `layerwise: no program for ${platform} is installed; ` +
        'install again without --omit=optional, or build it with Cargo',
    );
    process.exit(2);
  }
}

const child = spawn(locate(), process.argv.slice(2), { stdio: 'inherit' });
// Editors end a server by a signal to this process; the program must not outlive it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('error', (error) => {
  console.error(`layerwise: cannot start the program: ${error.message}`);
  process.exit(2);
});
child.on('exit', (code, signal) => process.exit(signal === null ? code : 1));
