/** `paths.yaml` and `questions.yaml`. */
import { definitionOf, FACT_PATHS, isFactPath } from '../../facts/dictionary.js';
import { validate } from '../../facts/validate.js';
import type { Clause, PathDefinition, Question } from '../types.js';
import { checkForm } from './check-form.js';
import { readClause } from './clause.js';
import type { LintFinding } from './finding.js';
import { pathsSchema, questionsSchema } from './schema.js';
import type { Source, Step } from './source.js';
import { didYouMean } from '../../facts/suggest.js';

interface Outcome<T> {
  readonly items: readonly T[];
  readonly findings: readonly LintFinding[];
}

export function readPaths(source: Source): Outcome<PathDefinition> {
  const { content, findings } = checkForm(source, pathsSchema);
  const items: PathDefinition[] = [];
  const clause = (authored: { is: string; cel: string }, path: readonly Step[]): Clause | undefined => {
    const outcome = readClause(source, [...path, 'cel'], authored.is, authored.cel, new Set());
    findings.push(...outcome.findings);
    return outcome.clause;
  };
  content?.paths.forEach((authored, index) => {
    const at = ['paths', index] as const;
    if (items.some((item) => item.method === authored.method)) findings.push(source.finding('R008', source.spanOf([...at, 'method']), `The path "${authored.method}" stands here twice.`));
    const links = authored.links.map(({ link, proof, unseen }, position) => {
      const proven = proof && clause(proof, [...at, 'links', position, 'proof']);
      return { link, ...(proven ? { proof: proven } : {}), ...(unseen ? { unseen } : {}) };
    });
    const setUp = clause(authored.setUp, [...at, 'setUp']);
    if (setUp) items.push({ method: authored.method, title: authored.title, setUp, links });
  });
  return { items, findings };
}

export function readQuestions(source: Source): Outcome<Question> {
  const { content, findings } = checkForm(source, questionsSchema);
  const items: Question[] = [];
  content?.questions.forEach(({ fact, choices, ...question }, index) => {
    const at = ['questions', index] as const;
    if (items.some((item) => item.id === question.id)) findings.push(source.finding('R008', source.spanOf([...at, 'id']), `The question "${question.id}" stands here twice.`));
    if (!isFactPath(fact)) {
      findings.push(source.finding('R004', source.spanOf([...at, 'fact']), `There is no fact "${fact.slice(0, 80)}".`, { hint: didYouMean(fact, FACT_PATHS) }));
      return;
    }
    const checked = choices.map((choice, position) => {
      const value = validate(definitionOf(fact), choice.value);
      if (value === undefined) findings.push(source.finding('R017', source.spanOf([...at, 'choices', position, 'value']), `This is not a value of ${fact}.`));
      return { text: choice.text, value: value ?? null };
    });
    items.push({ ...question, fact, choices: checked });
  });
  return { items, findings };
}
