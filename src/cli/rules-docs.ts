/** `rules docs`: the pages of the causes in a folder, or what is stale in it. */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DoctorError } from '../errors.js';
import { causePages, PAGE_MARK } from '../rules/cause-pages.js';
import { loadRules } from '../rules/front/load.js';
import { hasErrors, lintLoaded, renderFinding } from '../rules/lint.js';
import { notice } from './common.js';
import { EXIT } from './exit.js';
import { flag, text, type Arguments } from './options.js';
import { folderOf, inFolder, rulesBelow } from './rules-folder.js';

const DEFAULT_OUTPUT = 'docs/causes';

export async function docsCommandRun(args: Arguments): Promise<void> {
  const folder = folderOf(args);
  const below = await rulesBelow(folder);
  const loaded = await loadRules(folder);
  const findings = lintLoaded(loaded, new Set(below.map((rule) => rule.id)));
  if (hasErrors(findings)) throw new DoctorError(`The rules have errors, so their pages are not written:\n${inFolder(findings, folder).map(renderFinding).join('\n')}`);
  const output = text(args, 'output') ?? DEFAULT_OUTPUT;
  const pages = causePages(loaded.rules, below);
  const present = await pagesIn(output);
  const stale = pages.filter((page) => present.get(page.name) !== page.text).map((page) => page.name);
  const left = [...present].filter(([name, content]) => content.startsWith(PAGE_MARK) && !pages.some((page) => page.name === name)).map(([name]) => name);
  if (flag(args, 'check')) {
    for (const name of [...stale, ...left]) process.stdout.write(`${join(output, name)} is not what the rules say.\n`);
    process.exitCode = stale.length + left.length > 0 ? EXIT.problem : EXIT.fine;
    return;
  }
  const foreign = stale.find((name) => present.get(name)?.startsWith(PAGE_MARK) === false);
  if (foreign !== undefined) throw new DoctorError('This page was not written by "rules docs", so it is not replaced.', { where: join(output, foreign), hint: 'Choose another folder with --output.' });
  await mkdir(output, { recursive: true }).catch((error: unknown) => {
    throw new DoctorError('The folder for the pages cannot be made.', { where: output, cause: error });
  });
  for (const { name, text: content } of pages) if (stale.includes(name)) await writeFile(join(output, name), content);
  for (const name of left) await rm(join(output, name));
  notice(args, `${pages.length} pages in ${output}: ${stale.length} written, ${left.length} removed`);
}

/** Name → content of the pages that are there. */
async function pagesIn(folder: string): Promise<ReadonlyMap<string, string>> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new DoctorError('The folder for the pages cannot be read.', { where: folder, cause: error });
  });
  const pages = names.filter((name) => name.endsWith('.md'));
  return new Map(await Promise.all(pages.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const)));
}
