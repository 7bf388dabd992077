/** A staff member's day: everything that docs/writing-rules.md tells to type is typed, and everything that it shows is what came out. */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';

const CLI = path.resolve(process.env['NVR_DOCTOR_CLI'] ?? 'dist/cli.js');

const DOCUMENT = path.join(import.meta.dirname, '../../docs/writing-rules.md');
const BLOCK = /^```(\w+)(?: file=(\S+))?( delete)?\n([\s\S]*?)^```$/gm;

it('docs/writing-rules.md: every command runs, in order, and answers as shown', async () => {
  const written = await readFile(DOCUMENT, 'utf8');
  const folder = await mkdtemp(path.join(tmpdir(), 'rules-day-'));
  let happened = '';
  let from = 0;
  try {
    for (const match of written.matchAll(BLOCK)) {
      const [block, language, file, isDelete, content = ''] = match;
      happened += written.slice(from, match.index);
      from = match.index + block.length;
      if (language === 'console') happened += `\`\`\`console\n${await typed(content, folder)}\`\`\``;
      else happened += block;
      if (file === undefined) continue;
      const target = path.join(folder, file);
      await mkdir(path.dirname(target), { recursive: true });
      if (isDelete) await rm(target);
      else await writeFile(target, language === 'diff' ? edited(await readFile(target, 'utf8'), content) : content);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  happened += written.slice(from);
  expect(commandsIn(written)).toBeGreaterThan(12);
  await expect(happened).toMatchFileSnapshot(DOCUMENT);
});

/** The commands of a block, each with what it says now. */
async function typed(block: string, cwd: string): Promise<string> {
  const parts: string[] = [];
  for (const line of block.split('\n').filter((text) => text.startsWith('$ '))) {
    const [program, ...args] = line.slice(2).split(' ');
    expect(program, 'the document only types nvr-doctor').toBe('nvr-doctor');
    const run = await inTerminalOrder(args, cwd);
    // The hash changes with every rule that is shipped.
    const said = run.said.replace(/(?<=sha256 (?:is )?|the pack says |\()[0-9a-f]{12}(?=[).,\n])/g, '…');
    parts.push(`${line}\n${said.trimEnd()}${said === '' ? '' : '\n'}${run.code === 0 ? '' : `(exit code ${run.code})\n`}`);
  }
  return parts.join('');
}

/** Both streams into one, so that notices stand where a person would see them. */
function inTerminalOrder(args: readonly string[], cwd: string): Promise<{ said: string; code: number | null }> {
  return new Promise((resolve, reject) => {
    const env = { PATH: process.env['PATH'], HOME: '/nonexistent', LANG: 'C.UTF-8' };
    const child = spawn('sh', ['-c', 'exec "$@" 2>&1', 'sh', process.execPath, CLI, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
    child.on('error', reject).on('close', (code) => resolve({ said, code }));
  });
}

/** A diff without line numbers: its old text stands once in the file and is replaced by its new one. */
function edited(text: string, diff: string): string {
  const lines = diff.trimEnd().split('\n');
  const side = (sign: string): string => lines.filter((line) => line.startsWith(sign) || line.startsWith(' ')).map((line) => line.slice(1)).join('\n');
  expect(text.split(side('-')), `"${side('-')}" stands once`).toHaveLength(2);
  return text.replace(side('-'), () => side('+'));
}

function commandsIn(text: string): number {
  return text.match(/^\$ nvr-doctor /gm)?.length ?? 0;
}
