import { execFile } from 'node:child_process';

/** What a command line call of Layerwise may take, in milliseconds and bytes. */
const TIME_LIMIT = 30_000;
const OUTPUT_LIMIT = 32 * 1024 * 1024;

export interface Output {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs the program to its end; rejects only when it cannot be started or takes too long. */
export function run(program: string, args: string[], folder?: string): Promise<Output> {
  const options = { timeout: TIME_LIMIT, maxBuffer: OUTPUT_LIMIT, cwd: folder, windowsHide: true };
  return new Promise((resolve, reject) => {
    execFile(program, args, options, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code;
      if (typeof code === 'number') resolve({ code, stdout, stderr });
      else reject(error);
    });
  });
}

/** The last line that a failed call wrote: Layerwise says there what is wrong and what to do. */
export function complaint(output: Output): string {
  const lines = output.stderr.trim().split('\n');
  return lines.at(-1) || `layerwise ended with code ${output.code}`;
}
