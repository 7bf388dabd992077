/** One page per cause, and an index by what is seen: written from the rules, so that a page cannot say anything else than the rule does. */
import { definitionOf, isFactPath, type FactPath } from '../facts/dictionary.js';
import { inputsOf } from '../facts/derived.js';
import type { LoadedRule } from './front/load.js';
import { lookAlikes, type LookAlike, type Witnessed } from './look-alikes.js';
import { factsOf } from './test-facts.js';
import type { Clause, Remedy, Rule } from './types.js';
import { AUDIENCE_WORDS, EXPOSURE_WORDS, LINK_WORDS, METHOD_WORDS, SEVERITY_WORDS } from './words.js';

/** First line of every page; only files that begin with it are ever replaced or removed. */
export const PAGE_MARK = '<!-- Written by "nvr-doctor rules docs" from the rules. Change the rule, not this page. -->';

export interface Page {
  /** `cgnat.md`, `README.md`. */
  readonly name: string;
  readonly text: string;
}

/** `elsewhere` are rules that are compared with and named, and get no page here: the shipped ones, for a team's own folder. */
export function causePages(loaded: readonly LoadedRule[], elsewhere: readonly Rule[] = []): Page[] {
  const own = loaded.filter(({ rule }) => rule.status !== 'retired').toSorted((a, b) => (a.rule.id < b.rule.id ? -1 : 1));
  const witnessed: Witnessed[] = [
    ...own.map(({ rule, tests }) => ({ rule, problems: tests.filter((test) => test.expect === 'problem').map(factsOf) })),
    ...elsewhere.map((rule) => ({ rule, problems: [] })),
  ];
  const book: Book = { all: witnessed, byId: new Map(witnessed.map(({ rule }) => [rule.id, rule])), pages: new Set(own.flatMap(({ rule }) => (rule.kind === 'cause' ? [rule.id] : []))) };
  const causes = witnessed.filter(({ rule }) => book.pages.has(rule.id));
  return [...causes.map((cause) => ({ name: `${cause.rule.id}.md`, text: causePage(cause, book) })), { name: 'README.md', text: indexPage(own.map(({ rule }) => rule), book) }];
}

interface Book {
  readonly all: readonly Witnessed[];
  readonly byId: ReadonlyMap<string, Rule>;
  /** Ids that have a page to link to. */
  readonly pages: ReadonlySet<string>;
}

function causePage(cause: Witnessed, book: Book): string {
  const { rule } = cause;
  return page([
    `# ${rule.title}`,
    `\`${rule.id}\`${rule.status === 'draft' ? ' · draft' : ''} · breaks ${rule.link === undefined ? 'no link' : LINK_WORDS[rule.link]} · severity ${rule.severity}: ${SEVERITY_WORDS[rule.severity]}`,
    '## What it means',
    inWords(rule.evidence.problem),
    `Concerns the way by ${list(rule.paths.map((method) => METHOD_WORDS[method]), 'or')}.`,
    '## What you see',
    ...seen(rule, book),
    '## How we know',
    ...(rule.applies ? [`Looked at only where this holds: ${clauseLine(rule.applies)}`] : []),
    rule.when.length === 1 ? 'When this holds:' : rule.match === 'all' ? 'When all of these hold:' : 'When one of these holds:',
    bullets(rule.when.map(clauseLine)),
    ...(rule.supports.length > 0 ? ['More likely when', bullets(rule.supports.map(clauseLine))] : []),
    `At best *${rule.confidence}*.${rule.evidence.ok === undefined ? '' : ` Where it is not so: ${inWords(rule.evidence.ok)}`}`,
    '## What to do',
    ...(rule.remedies.length === 0 ? ['There is nothing to do but wait, or the step depends on what is found.'] : rule.remedies.flatMap(remedyPart)),
    '## What it is told apart from',
    ...apart(rule, lookAlikes(cause, book.all), book),
    ...(rule.references.length > 0 ? [`References: ${rule.references.join(', ')}`] : []),
  ]);
}

function seen(rule: Rule, book: Book): string[] {
  const said = rule.when.filter((clause) => clause.reads.flatMap(inputsOf).every((path) => path.startsWith('access.'))).map((clause) => clause.is);
  const follows = Object.entries(rule.explains).map(([id, strength]) => `${strength === 'always' ? 'always' : 'often'}: ${name(id, book)}`);
  if (said.length === 0 && follows.length === 0) return ['Nothing but the cameras that do not show; only the checks below tell.'];
  return [bullets([...said, ...follows])];
}

function remedyPart(remedy: Remedy): string[] {
  return [
    `### ${remedy.title}`,
    ...(remedy.when ? [`Only where ${remedy.when.is === remedy.when.cel ? `\`${remedy.when.cel}\`` : remedy.when.is}.`] : []),
    ...(['homeowner', 'installer', 'provider'] as const).flatMap((audience) => {
      const steps = remedy.steps[audience];
      return steps === undefined ? [] : [`**${AUDIENCE_WORDS[audience]}**`, steps.map((step, index) => `${index + 1}. ${inWords(step)}`).join('\n')];
    }),
    `Exposure: ${EXPOSURE_WORDS[remedy.exposure]}`,
    ...(remedy.risks.length > 0 ? ['Mind:', bullets(remedy.risks.map(inWords))] : []),
  ];
}

function apart({ link }: Rule, others: readonly LookAlike[], book: Book): string[] {
  if (others.length === 0) return ['No other cause looks like it.'];
  return [
    bullets(
      others.map((other) => {
        const bond = other.follows === 'from' ? 'follows from this one' : other.follows === 'to' ? 'brings this one about' : other.symptoms.length > 0 ? `shows the same: ${few(other.symptoms.map((id) => lower(book.byId.get(id)?.title ?? id)))}` : other.rule.link === link ? 'breaks the same link' : 'looks at the same facts';
        const parts = [
          ...(other.here ? [`${other.here.excludes ? 'Here, and not there' : 'This one also takes'}: ${other.here.clause.is}.`] : []),
          ...(other.there ? [`${other.there.excludes ? 'There, and not here' : 'The other also takes'}: ${other.there.clause.is}.`] : []),
          ...(!other.here && !other.there ? ['Nothing that is looked at tells them apart; both can be so at once.'] : []),
        ];
        return `${name(other.rule.id, book)} (${bond}). ${parts.join(' ')}`;
      }),
    ),
  ];
}

function indexPage(rules: readonly Rule[], book: Book): string {
  const causes = rules.filter((rule) => rule.kind === 'cause');
  const areas = [...new Set(causes.map((rule) => rule.area))].sort();
  const symptoms = rules.filter((rule) => rule.kind === 'symptom');
  const checks = rules.filter((rule) => rule.kind === 'check');
  return page([
    '# Causes',
    'Why the cameras cannot be seen, as the rules of nvr-doctor know it. `nvr-doctor rules explain ID` shows the same in a terminal, with a report what the rule saw in that home.',
    ...(symptoms.length === 0
      ? []
      : [
          '## By what is seen',
          ...symptoms.flatMap((symptom) => [
            `### ${symptom.title}`,
            inWords(symptom.evidence.problem),
            bullets(causes.filter((cause) => Object.hasOwn(cause.explains, symptom.id)).map((cause) => `${name(cause.id, book)} (${cause.explains[symptom.id]})`)),
          ]),
        ]),
    '## By area',
    ...areas.flatMap((area) => [`### ${area}`, bullets(causes.filter((cause) => cause.area === area).map((cause) => `${name(cause.id, book)}: breaks ${cause.link === undefined ? 'no link' : LINK_WORDS[cause.link]}`))]),
    ...(checks.length === 0 ? [] : ['## Notes', 'These break nothing; a report names them beside the cause.', bullets(checks.map((check) => `${check.title} (\`${check.id}\`)`))]),
  ]);
}

function clauseLine(clause: Clause): string {
  const facts = clause.reads.map((path) => `${titleOf(path)} (\`${path}\`)`);
  return `${clause.is === clause.cel ? `\`${clause.cel}\`` : clause.is}<br>looks at ${list(facts, 'and')}`;
}

function titleOf(path: FactPath): string {
  return definitionOf(path).title;
}

function name(id: string, book: Book): string {
  const title = book.byId.get(id)?.title ?? id;
  return book.pages.has(id) ? `[${title}](${id}.md)` : `${title} (\`${id}\`)`;
}

/** `{fact.path}` → the fact's name in italics: a page has no home whose values it could show. */
function inWords(text: string): string {
  return text.replace(/\{([^{}]*)\}/g, (whole, path: string) => (isFactPath(path) ? `*(${titleOf(path).replace(/ \(.*\)$/, '')})*` : whole));
}

function lower(title: string): string {
  return title.charAt(0).toLowerCase() + title.slice(1);
}

function bullets(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

function list(items: readonly string[], word: 'and' | 'or'): string {
  return items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} ${word} ${items.at(-1)}`;
}

function few(items: readonly string[]): string {
  return items.length <= 2 ? items.join('; ') : `${items.slice(0, 2).join('; ')}; and ${items.length - 2} more`;
}

function page(parts: readonly string[]): string {
  return `${[PAGE_MARK, ...parts.filter((part) => part !== '')].join('\n\n')}\n`;
}
