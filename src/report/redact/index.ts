/**
 * A report that is fit to send. Facts are masked by the dictionary's classes with tokens that keep what the rules look at: same host, same
 * network, same name, class of address, equality. So the same rules give the same answer, and the texts of the report are only scrubbed.
 */
import { createHash } from 'node:crypto';
import type { Report, ReportRedaction } from '../document.js';
import { collectTokens, redactFacts, redactValue, versionsIn, withoutSecrets } from './facts.js';
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
  const scrubber = new Scrubber({ tokens, secrets, personal: share, keep: share ? versionsIn(facts) : [] });
  const { redaction, facts: _facts, replies, source, analysis, ...rest } = report;
  const body = {
    ...(scrubAll(rest, scrubber) as typeof rest),
    source: source.name === undefined ? source : { ...source, name: scrubber.scrub(share ? (source.name.split(/[\\/]/).at(-1) ?? '') : source.name) },
    facts: redactFacts(facts, scrubber, share ? tokens : undefined),
    // What a recorder says in a reply that could not be read is in no known form, so nothing of it is certain to be harmless.
    replies: replies.map((reply) => ({ ...reply, request: scrubber.scrub(reply.request), body: share ? '' : scrubber.scrub(reply.body) })),
    ...(analysis === undefined ? {} : { analysis: redactAnalysis(analysis, scrubber, share ? tokens : undefined) }),
  };
  const id = createHash('sha256').update(JSON.stringify(body)).digest('hex').slice(0, 12);
  const given = tokens.all().filter(({ token, value }) => token !== value);
  const masked = new Map<MaskedClass, number>();
  for (const { class: kind } of given) masked.set(kind, (masked.get(kind) ?? 0) + 1);
  return {
    report: { ...body, redaction: { level, at: redaction?.level === level ? redaction.at : new Date(at).toISOString(), id } },
    tokens: new Map(given.map(({ token, value }) => [token, value])),
    masked,
  };
}

function redactAnalysis(analysis: NonNullable<Report['analysis']>, scrubber: Scrubber, tokens: Tokens | undefined): NonNullable<Report['analysis']> {
  const { whatIf } = analysis;
  if (whatIf === undefined) return analysis;
  return { ...analysis, whatIf: { ...whatIf, facts: Object.fromEntries(Object.entries(whatIf.facts).map(([path, value]) => [path, redactValue(path, value, scrubber, tokens)])) } };
}

/** Not a word of what the person or a device said: from closed lists, or about the tool. */
const FIXED: ReadonlySet<string> = new Set(['schema', 'tool', 'startedAt', 'machine', 'given', 'kind', 'method', 'link', 'brokenAt', 'verdict', 'state', 'word', 'severity', 'outcome', 'reason', 'terms']);
/** Written by the authors of rules, and names of rules and facts: a user who is called like a word in them must not change them. */
const AUTHORED: ReadonlySet<string> = new Set(['id', 'rule', 'is', 'clause', 'facts', 'fact', 'missing', 'explains', 'explainedBy', 'foldedUnder', 'decides', 'rules', 'value', 'exposure', 'before']);

function scrubAll(value: unknown, scrubber: Scrubber, key = ''): unknown {
  if (typeof value === 'string') return scrubber.scrub(value, AUTHORED.has(key) ? 'strong' : 'all');
  if (Array.isArray(value)) return value.map((item) => scrubAll(item, scrubber, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, FIXED.has(name) ? item : scrubAll(item, scrubber, name)]));
}
