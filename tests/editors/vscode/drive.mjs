// drive.mjs [PICTURES]: opens the example in VS Code and checks what a person would see.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { scenes } from './scenes.mjs';
import { Workbench } from './workbench.mjs';

const { FOLDER } = process.env;
const pictures = process.argv[2] || join(FOLDER, 'pictures');
mkdirSync(pictures, { recursive: true });

const workbench = await Workbench.start(join(FOLDER, 'layerwise.vsix'), join(FOLDER, 'examples'), pictures);
let failed = 0;
for (const [name, scene] of Object.entries(scenes)) {
  const started = Date.now();
  const error = await scene(workbench).then(() => undefined, (reason) => reason);
  await workbench.picture(name);
  console.log(`${error ? 'FAILED' : 'ok'}: ${name} (${Date.now() - started} ms)${error ? `: ${error.message}` : ''}`);
  if (error) failed += 1;
  for (let i = 0; i < 3; i++) await workbench.page.keyboard.press('Escape');
}
await workbench.stop();
process.exit(failed === 0 ? 0 : 1);
