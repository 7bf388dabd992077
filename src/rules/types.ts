/** The compiled rule pack: plain JSON, so that loading it needs no YAML, schema or CEL library. */
import type { FactPath } from '../facts/dictionary.js';
import type { Json } from '../facts/observation.js';
import type { UnknownReason } from '../facts/types.js';

/** Links of an access path, from the phone to the account. */
export const LINKS = ['app', 'far-network', 'cloud', 'name', 'provider-line', 'router-wan', 'port-rule', 'lan', 'recorder-network', 'recorder-service', 'account'] as const;
export type Link = (typeof LINKS)[number];

export type AccessMethod = 'p2p' | 'ddns' | 'wan-ip' | 'vpn' | 'lan-ip';
export type Severity = 'blocker' | 'major' | 'minor' | 'info';
export type ConfidenceWord = 'certain' | 'likely' | 'possible';
export type Audience = 'homeowner' | 'installer' | 'provider';
export type RuleVerdict = 'problem' | 'ok' | 'unknown' | 'not-applicable' | 'error';

/** Expression tree of the compiled CEL subset: `[operator, ...arguments]`; facts are named by path. */
export type Expression = readonly [op: string, ...args: (Expression | Json)[]];

export interface Clause {
  /** Plain words, true when the problem is present: "DHCP is switched off on the recorder". */
  readonly is: string;
  readonly cel: string;
  readonly ast: Expression;
  readonly reads: readonly FactPath[];
}

/** `cause` explains; `symptom` is what is broken; `check` is hygiene and can only become a note. */
export type RuleKind = 'cause' | 'symptom' | 'check';

export interface Remedy {
  readonly id: string;
  readonly title: string;
  /** Steps per audience; placeholders `{fact.path}`. */
  readonly steps: Readonly<Partial<Record<Audience, readonly string[]>>>;
  /** What the remedy opens to strangers: `none` or the named exposure. */
  readonly exposure: 'none' | 'opens-port' | 'p2p-on' | 'shared-account';
  /** What may go wrong while doing it, in words. */
  readonly risks: readonly string[];
  /** Fact changes the remedy is expected to bring, as literals or `{from: path}` to copy another fact. */
  readonly effects: Readonly<Partial<Record<FactPath, Json | { readonly from: FactPath }>>>;
  /** Guard: offered only where this holds. */
  readonly when?: Clause;
}

export interface Rule {
  readonly id: string;
  readonly area: string;
  readonly title: string;
  readonly kind: RuleKind;
  readonly status: 'draft' | 'stable' | 'retired';
  /** The link it breaks; absent on checks that break none. */
  readonly link?: Link;
  /** Access paths it can break. */
  readonly paths: readonly AccessMethod[];
  readonly applies?: Clause;
  readonly match: 'all' | 'any';
  readonly when: readonly Clause[];
  readonly supports: readonly Clause[];
  readonly severity: Severity;
  /** The best confidence this rule can reach, whatever the evidence. */
  readonly confidence: ConfidenceWord;
  readonly explains: Readonly<Record<string, 'always' | 'often'>>;
  /** Templates with `{fact.path}`; `problem` is the sentence shown as the cause, `ok` in the list of what is fine. */
  readonly evidence: { readonly problem: string; readonly ok?: string };
  readonly remedies: readonly Remedy[];
  readonly recheck: readonly FactPath[];
  readonly references: readonly string[];
}

/** What proves that a link works, per path (`rules/paths.yaml`). */
export interface PathDefinition {
  readonly method: AccessMethod;
  readonly title: string;
  /** When this path is set up at all. */
  readonly setUp: Clause;
  readonly links: readonly { readonly link: Link; readonly proof?: Clause; /** Nothing on site can see it: app, far network. */ readonly unseen?: boolean }[];
}

/** A plain question to the person whose answer is a fact. */
export interface Question {
  readonly id: string;
  readonly text: string;
  readonly fact: FactPath;
  readonly choices: readonly { readonly text: string; readonly value: Json }[];
}

export interface RulePack {
  readonly format: 1;
  /** Name of the pack from `pack.yaml`, shown with the version. */
  readonly name: string;
  readonly version: string;
  /** Hash of the dictionary that the pack was checked against. */
  readonly dictionary: string;
  /** SHA-256 over the canonical JSON of everything else. */
  readonly sha256: string;
  readonly rules: readonly Rule[];
  readonly paths: readonly PathDefinition[];
  /** Plain questions to the person, in the order in which they are asked where nothing else decides. */
  readonly questions: readonly Question[];
}

export interface Missing {
  readonly fact: FactPath;
  readonly reason: UnknownReason;
  readonly detail?: string;
}

export interface ClauseResult {
  readonly is: string;
  readonly value: boolean | 'unknown' | 'error';
  /** Facts on the critical path of the result. */
  readonly facts: readonly FactPath[];
}

export interface RuleResult {
  readonly id: string;
  readonly verdict: RuleVerdict;
  readonly clauses: readonly ClauseResult[];
  readonly supports: readonly ClauseResult[];
  /** For `unknown`: the critical-path facts that would settle it. */
  readonly missing: readonly Missing[];
}
