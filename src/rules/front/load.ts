/** A folder of authored files → rules, paths and questions with their places, and everything that is wrong with them. */
import type { PathDefinition, Question, Rule } from '../types.js';
import { checkForm } from './check-form.js';
import { readRuleFiles, type SourceFile } from './files.js';
import { plainFinding, Source } from './source.js';
import type { LintFinding } from './finding.js';
import { readPaths, readQuestions } from './read-home.js';
import { readRule } from './read-rule.js';
import { packSchema, type AuthoredTest } from './schema.js';

export interface LoadedRule {
  readonly rule: Rule;
  readonly tests: readonly AuthoredTest[];
  readonly source: Source;
}

export interface LoadedRules {
  readonly rules: readonly LoadedRule[];
  readonly paths: readonly PathDefinition[];
  readonly questions: readonly Question[];
  /** Ids of files that were refused: naming them elsewhere is not a mistake of its own. */
  readonly refused: ReadonlySet<string>;
  readonly name: string;
  readonly version: string;
  /** Of single files; relations between rules are checked by `lintLoaded`. */
  readonly findings: readonly LintFinding[];
}

/** The folder itself may be missing or unreadable; that is a finding too. */
export async function loadRules(directory: string): Promise<LoadedRules> {
  const { files, problem } = await readRuleFiles(directory);
  const loaded = loadFiles(files);
  return problem === undefined ? loaded : { ...loaded, findings: [plainFinding('.', '', 0, 1, problem), ...loaded.findings] };
}

/** The same for files in memory. Never throws, whatever is in them. */
export function loadFiles(files: readonly SourceFile[]): LoadedRules {
  const findings: LintFinding[] = [];
  const rules: LoadedRule[] = [];
  const ids = new Set<string>();
  let paths: readonly PathDefinition[] = [];
  let questions: readonly Question[] = [];
  let head = { name: 'rules', version: '0.0.0' };
  for (const file of files) {
    ids.add(file.name.replace(/^.*\/|\.ya?ml$/g, ''));
    if (file.text === undefined) {
      findings.push(plainFinding(file.name, '', 0, 1, file.problem ?? 'The file cannot be read.'));
      continue;
    }
    const source = Source.read(file.name, file.text);
    if (!(source instanceof Source)) {
      findings.push(source);
      continue;
    }
    if (file.name === 'pack.yaml') {
      const { content, findings: found } = checkForm(source, packSchema);
      findings.push(...found);
      head = content ?? head;
    } else if (file.name === 'paths.yaml') {
      paths = collect(readPaths(source), findings);
    } else if (file.name === 'questions.yaml') {
      questions = collect(readQuestions(source), findings);
    } else if (!file.name.includes('/')) {
      findings.push(source.finding('R008', { offset: 0, length: 1 }, 'This file is not read.', { hint: 'A rule stands in a folder of its area: <area>/<id>.yaml.' }));
    } else {
      const { loaded, findings: found } = readRule(source);
      findings.push(...found);
      if (loaded) rules.push(loaded);
    }
  }
  const refused = new Set([...ids].filter((id) => !rules.some(({ rule }) => rule.id === id)));
  return { rules, paths, questions, refused, ...head, findings };
}

function collect<T>(outcome: { readonly items: readonly T[]; readonly findings: readonly LintFinding[] }, into: LintFinding[]): readonly T[] {
  into.push(...outcome.findings);
  return outcome.items;
}
