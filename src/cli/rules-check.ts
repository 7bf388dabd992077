/** `rules lint`, `rules test` and `rules build`. A rule with errors is bad input (exit code 2); a test that fails or a mutant that lives is a finding (1). */
import { githubAnnotations, sarif } from '../rules/finding-formats.js';
import { buildPack } from '../rules/build.js';
import { hasErrors, lintRules, renderFinding } from '../rules/lint.js';
import { testRules } from '../rules/test-rules.js';
import { shippedPack } from '../shipped.js';
import { VERSION } from '../version.js';
import { deliver, formatOf, notice } from './common.js';
import { EXIT } from './exit.js';
import { flag, text, type Arguments } from './options.js';
import { folderOf, inFolder, ownIds, rulesBelow } from './rules-folder.js';

export async function lintCommandRun(args: Arguments): Promise<void> {
  const folder = folderOf(args);
  const findings = inFolder(await lintRules(folder, await ownIds(folder)), folder);
  const format = text(args, 'format') ?? formatOf(args);
  const rendered: Readonly<Record<string, () => string>> = {
    json: () => `${JSON.stringify(findings, null, 2)}\n`,
    sarif: () => `${JSON.stringify(sarif(findings, VERSION), null, 2)}\n`,
    github: () => githubAnnotations(findings),
    text: () => findings.map((finding) => `${renderFinding(finding)}\n`).join(''),
  };
  await deliver(args, (rendered[flag(args, 'json') ? 'json' : format] as () => string)());
  const errors = findings.filter((finding) => finding.level === 'error').length;
  notice(args, findings.length === 0 ? 'No findings.' : `${count(errors, 'error')}, ${count(findings.length - errors, 'warning')}`);
  process.exitCode = errors > 0 ? EXIT.usage : EXIT.fine;
}

export async function testCommandRun(args: Arguments): Promise<void> {
  // With --rules the first word is the rule, not the folder.
  const id = text(args, 'id') ?? (text(args, 'rules') === undefined ? undefined : text(args, 'folder'));
  const folder = folderOf(id === text(args, 'folder') ? { ...args, folder: undefined } : args);
  const mutate = flag(args, 'mutate');
  const report = await testRules(folder, { mutate, knownIds: await ownIds(folder), ...(id === undefined ? {} : { id }) });
  const lines = [
    ...inFolder(report.findings, folder).map(renderFinding),
    ...inFolder(report.failures, folder).map((failure) => `${failure.file}:${failure.line}:${failure.column} ${failure.id}: "${failure.test}": ${failure.message}`),
    ...inFolder(report.survivors, folder).map((survivor) => `${survivor.file} ${survivor.id}: no test notices: ${survivor.mutant}`),
    ...(id !== undefined && report.rules.length === 0 ? [`${folder}: there is no rule "${id.slice(0, 64)}" here.`] : []),
    `${count(report.rules.length, 'rule')}, ${count(report.checks, 'check')}, ${report.failures.length} failed${mutate ? `; ${count(report.mutants, 'mutant')}, ${report.survivors.length} survived` : ''}`,
  ];
  await deliver(args, formatOf(args) === 'json' ? `${JSON.stringify(report, null, 2)}\n` : `${lines.join('\n')}\n`);
  process.exitCode = report.passed ? EXIT.fine : hasErrors(report.findings) || report.rules.length === 0 ? EXIT.usage : EXIT.problem;
}

export async function buildCommandRun(args: Arguments): Promise<void> {
  const folder = folderOf(args);
  const onTop = (await rulesBelow(folder)).length > 0;
  const pack = await buildPack(folder, onTop ? await shippedPack() : undefined);
  await deliver(args, `${JSON.stringify(pack)}\n`);
  notice(args, `${pack.name} ${pack.version}: ${count(pack.rules.length, 'rule')}, sha256 ${pack.sha256.slice(0, 12)}`);
}

function count(amount: number, word: string): string {
  return `${amount} ${word}${amount === 1 ? '' : 's'}`;
}
