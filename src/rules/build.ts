/** Folder of rules → sealed pack. Reads YAML and CEL, so it is imported only by tools and by `--rules`. */
import { DoctorError } from '../errors.js';
import { loadRules } from './front/load.js';
import { hasErrors, lintLoaded, renderFinding, type LintFinding } from './lint.js';
import { sealPack } from './pack.js';
import { testLoaded } from './test-rules.js';
import type { Rule, RulePack } from './types.js';

/**
 * Lints, tests and seals. Only stable rules go into a pack; drafts run with `--rules`.
 * With a base the rules stand on top of it: its paths, its questions, its version.
 * @throws DoctorError that shows the first findings or failures; nothing is built then
 */
export async function buildPack(rulesDirectory: string, base?: RulePack): Promise<RulePack> {
  const loaded = await loadRules(rulesDirectory);
  const report = testLoaded(loaded, { knownIds: new Set(base?.rules.map((rule) => rule.id)) });
  const errors = report.findings.filter((finding) => finding.level === 'error');
  if (errors.length > 0) throw refusal(`The rules have ${errors.length} error${errors.length === 1 ? '' : 's'}:`, errors.map(renderFinding));
  if (report.failures.length > 0) {
    throw refusal(`The rules fail ${report.failures.length} of their own checks:`, report.failures.map((failure) => `${failure.file}:${failure.line} ${failure.id}: "${failure.test}": ${failure.message}`));
  }
  const rules = loaded.rules.map(({ rule }) => rule).filter((rule) => rule.status === 'stable');
  if (base) return onTopOf(base, loaded.name, rules);
  return sealPack({ name: loaded.name, version: loaded.version, rules: byId(rules), paths: loaded.paths, questions: loaded.questions });
}

/**
 * A team's own folder on top of a pack: its sound rules run (drafts too), its broken ones are named. It may add rules, never replace one.
 * Paths and questions stay those of the pack.
 */
export async function extendPack(base: RulePack, rulesDirectory: string): Promise<{ pack: RulePack; added: readonly string[]; findings: readonly LintFinding[] }> {
  const loaded = await loadRules(rulesDirectory);
  const findings = lintLoaded(loaded, new Set(base.rules.map((rule) => rule.id)));
  const broken = new Set(findings.filter((finding) => hasErrors([finding])).map((finding) => finding.file));
  const sound = loaded.rules.filter(({ rule, source }) => rule.status !== 'retired' && !broken.has(source.file)).map(({ rule }) => rule);
  const pack = onTopOf(base, loaded.name, sound);
  return { pack, added: sound.map((rule) => rule.id), findings };
}

function onTopOf(base: RulePack, name: string, rules: readonly Rule[]): RulePack {
  const { format: _format, dictionary: _dictionary, sha256: _sha256, ...content } = base;
  return sealPack({ ...content, name: `${base.name} + ${name}`, rules: byId([...base.rules, ...rules]) });
}

function byId(rules: readonly Rule[]): Rule[] {
  return rules.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

function refusal(head: string, parts: readonly string[]): DoctorError {
  const shown = parts.slice(0, 20).join('\n');
  return new DoctorError(`${head}\n${shown}${parts.length > 20 ? `\n… and ${parts.length - 20} more` : ''}`, { hint: 'Run "nvr-doctor rules lint" and "nvr-doctor rules test".' });
}
