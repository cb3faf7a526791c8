import { execFile } from 'child_process';
import { join } from 'path';

interface Report {
  checks: { id: string; status: 'ok' | 'problem' | 'skipped' }[];
}

/** Runs the doctor with something on its input, and returns its exit code and the IDs of its checks by status. */
export function runDoctor(
  [command, ...args]: string[],
  input = '',
): Promise<{ code: number | null; problem: string[]; ok: string[] }> {
  const cwd = join(__dirname, '..', '..');
  return new Promise((resolve, reject) => {
    const child = execFile(command, args, { cwd }, (_, stdout, stderr) => {
      if (!stdout.startsWith('{')) {
        reject(new Error(stdout + stderr));
        return;
      }
      const { checks }: Report = JSON.parse(stdout);
      const withStatus = (wanted: string) =>
        checks.filter(({ status }) => status === wanted).map(({ id }) => id);
      resolve({
        code: child.exitCode,
        problem: withStatus('problem'),
        ok: withStatus('ok'),
      });
    });
    child.stdin!.end(input);
  });
}
