/**
 * A report that is fit to send. Facts are masked by the dictionary's classes with tokens that keep what the rules look at: same host, same
 * network, same name, class of address, equality. So the same rules give the same answer, and the texts of the report are only scrubbed.
 */
import { createHash } from 'node:crypto';
import type { Report, ReportRedaction } from '../document.js';
import { isOurs, mayBeWords } from './common.js';
import { collectTokens, maskDetails, maskFacts, redactValue, secretMasks, tokenMasks, withoutSecrets, type Masks } from './facts.js';
import { VERSIONS } from './kinds.js';
import { HIDDEN, hideInName, secretsBy, tellsWord, type Secrets } from './secrets.js';
import { Scrubber } from './text.js';
import { Tokens, type MaskedClass } from './tokens.js';

export const LEVELS = ['share', 'internal'] as const satisfies readonly ReportRedaction['level'][];

export interface RedactOptions {
  readonly level: ReportRedaction['level'];
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Passwords that this run knew. They stand in no fact; this is for texts that a device gave back. */
  readonly secrets?: readonly string[];
}

export interface Redacted {
  readonly report: Report & { readonly redaction: ReportRedaction };
  /** Token → what it stands for. Stays with the person. */
  readonly tokens: ReadonlyMap<string, string>;
  /** How many different values of a class were replaced. */
  readonly masked: ReadonlyMap<MaskedClass, number>;
}

/** Redacting twice changes nothing; a shared report never becomes an internal one again. `report` has passed the schema. */
export function redactReport(report: Report, { level: wanted, at, secrets = [] }: RedactOptions): Redacted {
  const level = report.redaction?.level === 'share' ? 'share' : wanted;
  const share = level === 'share';
  const tokens = new Tokens();
  const facts = withoutSecrets(report.facts);
  if (share) collectTokens(facts, tokens);
  const hide = secretsBy(secrets);
  const became = new Map<string, string>();
  const masks = masksFor(tokens, share, hide, became);
  const masked = maskFacts(facts, masks);
  const prose = new Scrubber({ tokens, secrets: hide.inSentences, personal: share, became });
  const words = new Scrubber({ tokens, secrets: hide.inWords, personal: share, became });
  const sentence = (text: string): string => prose.scrub(text);
  const detail = (text: string): string => (tellsWord(text, hide) ? HIDDEN : prose.scrub(text));
  const { redaction, facts: _facts, replies, source, analysis, ...rest } = report;
  const body = {
    ...(scrubAll(rest, sentence, detail) as typeof rest),
    source: source.name === undefined ? source : { ...source, name: detail(share ? (source.name.split(/[\\/]/).at(-1) ?? '') : source.name) },
    facts: maskDetails(masked, detail),
    // What a recorder says in a reply that could not be read is in no known form, so nothing of it is certain to be harmless.
    replies: replies.map((reply) => ({ ...reply, request: words.scrub(reply.request), body: share ? '' : words.scrub(reply.body) })),
    ...(analysis === undefined ? {} : { analysis: redactAnalysis(analysis, masks) }),
  };
  const id = createHash('sha256').update(JSON.stringify(body)).digest('hex').slice(0, 12);
  const given = tokens.all().filter(({ token, value }) => token !== value);
  const counts = new Map<MaskedClass, number>();
  for (const { class: kind } of given) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return {
    report: { ...body, redaction: { level, at: redaction?.level === level ? redaction.at : new Date(at).toISOString(), id } },
    tokens: new Map(given.map(({ token, value }) => [token, value])),
    masked: counts,
  };
}

/** @param became takes every text of a device that did not stay what it was, and every version, which is no address elsewhere either */
function masksFor(tokens: Tokens, share: boolean, hide: Secrets, became: Map<string, string>): Masks {
  const free = new Scrubber({ tokens, secrets: hide.inWords, personal: share });
  const makes = new Scrubber({ tokens, secrets: hide.inMakes, personal: share, versions: true });
  const words = (text: string, field: string): string => {
    const version = VERSIONS.has(field);
    // A text that is the word as a whole says to nobody that it is one; make and model have to stay what they are.
    const whole = hide.inWords.some((secret) => secret.toLowerCase() === text.toLowerCase() && (version ? mayBeWords(secret) && !/\s/.test(secret) : isOurs(secret)));
    const shown = whole ? text : (version ? makes : free).scrub(text);
    if (shown !== text || (version && share)) became.set(text, shown);
    return shown;
  };
  return share ? tokenMasks(tokens, words) : secretMasks(words, (text) => hideInName(text, hide));
}

function redactAnalysis(analysis: NonNullable<Report['analysis']>, masks: Masks): NonNullable<Report['analysis']> {
  const { whatIf } = analysis;
  if (whatIf === undefined) return analysis;
  return { ...analysis, whatIf: { ...whatIf, facts: Object.fromEntries(Object.entries(whatIf.facts).map(([path, value]) => [path, redactValue(path, value, masks)])) } };
}

/** Not a word of what the person or a device said: from closed lists, or about the tool. */
const FIXED: ReadonlySet<string> = new Set(['schema', 'tool', 'startedAt', 'machine', 'given', 'kind', 'method', 'link', 'brokenAt', 'verdict', 'state', 'word', 'severity', 'outcome', 'reason', 'terms']);
/** Written by the authors of rules, without values, and names of rules and facts: whoever is called like a word in them does not change them. */
const AUTHORED: ReadonlySet<string> = new Set(['id', 'rule', 'is', 'clause', 'facts', 'fact', 'missing', 'explains', 'explainedBy', 'foldedUnder', 'decides', 'rules', 'value', 'exposure', 'before']);

/** @param detail of what our words and a device's are in */
function scrubAll(value: unknown, sentence: (text: string) => string, detail: (text: string) => string, key = ''): unknown {
  if (typeof value === 'string') return AUTHORED.has(key) ? value : key === 'detail' ? detail(value) : sentence(value);
  if (Array.isArray(value)) return value.map((item) => scrubAll(item, sentence, detail, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, FIXED.has(name) ? item : scrubAll(item, sentence, detail, name)]));
}
