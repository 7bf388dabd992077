/** A folder of rules stands either alone (it has a paths.yaml of its own) or on top of the shipped rules. */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DoctorError } from '../errors.js';
import type { LintFinding } from '../rules/lint.js';
import type { Rule } from '../rules/types.js';
import { shippedPack } from '../shipped.js';
import { text, type Arguments } from './options.js';

/**
 * The folder a command works on: its own word, or `--rules`.
 * @throws DoctorError where neither was given or it is no folder
 */
export function folderOf(args: Arguments): string {
  const folder = text(args, 'folder') ?? text(args, 'rules');
  if (folder === undefined) throw new DoctorError('Name the folder with the rules.', { hint: 'For example: nvr-doctor rules lint my-rules' });
  const there = statSync(folder, { throwIfNoEntry: false });
  if (!there?.isDirectory()) throw new DoctorError(there ? 'This is not a folder with rules.' : 'This folder with rules does not exist.', { where: folder, hint: 'Check the path.' });
  return folder;
}

/** The shipped rules that the folder stands on; none for a folder that is a pack of its own. */
export async function rulesBelow(folder: string): Promise<readonly Rule[]> {
  return existsSync(join(folder, 'paths.yaml')) ? [] : (await shippedPack()).rules;
}

/** Ids that exist outside of the folder. */
export async function ownIds(folder: string): Promise<ReadonlySet<string>> {
  return new Set((await rulesBelow(folder)).map((rule) => rule.id));
}

/** The same findings with paths from where the person stands, so that a terminal or an editor can follow them. */
export function inFolder<T extends { readonly file: string }>(items: readonly T[], folder: string): T[] {
  return items.map((item) => ({ ...item, file: join(folder, item.file) }));
}

/**
 * What is wrong with a team's own folder, loud enough to be noticed: the diagnosis runs on without the broken rules.
 * @throws DoctorError with `strict`, before anything runs
 */
export function ownRulesTrouble({ folder, findings, rendered, strict }: { folder: string; findings: readonly LintFinding[]; rendered: readonly string[]; strict: boolean }): string[] {
  const broken = new Set(findings.filter((finding) => finding.level === 'error').map((finding) => finding.file)).size;
  if (broken === 0) return [...rendered];
  const left = `${broken} file${broken === 1 ? '' : 's'} of ${folder} ${broken === 1 ? 'is' : 'are'} left out because of errors`;
  if (strict) throw new DoctorError(`${rendered.join('\n')}\n${left}, and --strict was given.`);
  return [...rendered, `nvr-doctor: ${left}; everything else runs. With --strict this ends the run.`];
}
