/** Closed words of the report as the page says them. */
import type { LinkState, PathVerdict } from '../../diagnosis/types.js';
import type { Vantage } from '../../facts/observation.js';
import type { Source, UnknownReason } from '../../facts/types.js';
import type { RuleVerdict } from '../../rules/types.js';
import type { Report, ReportClause } from '../document.js';

export const STATE_WORDS = { broken: 'broken', proven: 'works', unknown: 'unsure', unseen: 'not seen' } as const satisfies Record<LinkState, string>;

export const PATH_WORDS = { works: 'works', broken: 'is broken', unknown: 'may or may not work', 'not-set-up': 'is not set up' } as const satisfies Record<PathVerdict, string>;

export const VERDICT_WORDS = { healthy: 'Works', problem: 'Problem found', inconclusive: 'Not clear yet' } as const satisfies Record<Report['verdict'], string>;

export const SOURCE_WORDS = {
  user: 'what was said',
  inferred: 'concluded from other answers',
  host: 'this computer',
  'recorder-settings': "the recorder's settings",
  'recorder-login': 'signing in to the recorder',
  'recorder-probe': 'asking the recorder',
  'recorder-discovery': 'the search for recorders',
  'lan-ports': "trying the recorder's ports",
  igd: 'the router, by UPnP',
  'nat-pmp': 'the router, by NAT-PMP',
  stun: 'a STUN server on the internet',
  dns: 'the name servers',
  cloud: 'the camera cloud',
  outside: 'the helper on the internet',
  hairpin: 'calling the public address from home',
  'settings-file': "settings read off the recorder's screen",
} as const satisfies Record<Source, string>;

export const VANTAGE_WORDS = { home: 'seen from home', recorder: 'as the recorder says', router: 'as the router says', outside: 'seen from the internet', person: 'told by a person' } as const satisfies Record<Vantage, string>;

export const REASON_WORDS = {
  'not-run': 'not asked',
  failed: 'the check failed',
  'timed-out': 'no answer in time',
  refused: 'refused',
  'not-permitted': 'no permission',
  'not-supported': 'cannot be told',
  stale: 'too old',
  malformed: 'the answer made no sense',
  contested: 'the answers disagree',
} as const satisfies Record<UnknownReason, string>;

export const RULE_WORDS = { problem: 'problem', unknown: 'cannot tell', error: 'the rule broke', ok: 'not the case', 'not-applicable': 'does not apply here' } as const satisfies Record<RuleVerdict, string>;

export const CLAUSE_WORDS = { true: '✓ true', false: '✗ false', unknown: '? unknown', error: '! broken' } as const satisfies Record<`${ReportClause['value']}`, string>;

export const OUTCOME_WORDS = { done: 'done', 'timed-out': 'timed out', interrupted: 'stopped early', skipped: 'skipped', failed: 'failed' } as const satisfies Record<Report['probes'][number]['outcome'], string>;
