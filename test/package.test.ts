/** What an installed copy points to is installed with it. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const shipped = (JSON.parse(readFileSync('package.json', 'utf8')) as { files: string[] }).files;
const isShipped = (file: string): boolean => existsSync(file) && shipped.some((entry) => file === entry || file.startsWith(`${entry}/`));

it('messages name pages that are in the package', () => {
  const sources = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const named = new Set(sources.flatMap((file) => readFileSync(path.join('src', file), 'utf8').match(/\bdocs\/[\w/-]+\.md/g) ?? []));
  expect(named).toContain('docs/accounts.md');
  expect([...named].filter((file) => !isShipped(file))).toEqual([]);
});
