/** Rule by rule: what became of it between two diagnoses. */
import type { Diagnosis } from '../../diagnosis/types.js';
import type { RulePack, RuleVerdict } from '../../rules/types.js';
import { CHANGE_CLASSES, type ChangeClass, type Changed, type ComparedItem, type CompareResult, type Role } from './types.js';

export function compareRules(old: Diagnosis, now: Diagnosis, pack: RulePack): readonly ComparedItem[] {
  const before = sight(old);
  const after = sight(now);
  return pack.rules
    .flatMap((rule): ComparedItem[] => {
      const verdict = { old: before.verdicts.get(rule.id) ?? 'not-applicable', new: after.verdicts.get(rule.id) ?? 'not-applicable' };
      const role = { old: before.roles.get(rule.id) ?? 'none', new: after.roles.get(rule.id) ?? 'none' };
      const changed = classOf(verdict, role);
      return changed === 'same' && role.old === 'none' && role.new === 'none' ? [] : [{ id: rule.id, title: rule.title, role, verdict, class: changed }];
    })
    .toSorted((a, b) => weight(a) - weight(b) || CHANGE_CLASSES.indexOf(a.class) - CHANGE_CLASSES.indexOf(b.class) || (a.id < b.id ? -1 : 1));
}

interface Sight {
  readonly verdicts: ReadonlyMap<string, RuleVerdict>;
  readonly roles: ReadonlyMap<string, Role>;
}

function sight({ causes, notes, symptoms, rules }: Diagnosis): Sight {
  const folded = rules.flatMap(({ id, verdict, foldedUnder }): [string, Role][] => (verdict === 'problem' && foldedUnder !== null ? [[id, 'folded']] : []));
  const of = (role: Role, items: readonly { readonly id: string }[]): [string, Role][] => items.map(({ id }) => [id, role]);
  // A symptom that a cause explains is folded under it as well; it is still what the person sees.
  return { verdicts: new Map(rules.map(({ id, verdict }) => [id, verdict])), roles: new Map([...folded, ...of('note', notes), ...of('symptom', symptoms), ...of('cause', causes)]) };
}

/** The verdicts decide; the role only where the rule is in `problem` both times. */
function classOf(verdict: Changed<RuleVerdict>, role: Changed<Role>): ChangeClass {
  const was = standing(verdict.old);
  const is = standing(verdict.new);
  if (was === is) return was === 'problem' && role.old === 'cause' && role.new === 'note' ? 'better' : was === 'problem' && role.old === 'note' && role.new === 'cause' ? 'worse' : 'same';
  switch (was) {
    case 'problem':
      return is === 'unknown' ? 'problem-to-unknown' : 'gone';
    case 'unknown':
      return is === 'problem' ? 'unknown-to-problem' : 'unknown-to-ok';
    case 'fine':
      return is === 'problem' ? 'new' : 'ok-to-unknown';
  }
}

/** `error`: the rule could not be judged, which is not knowing. A rule that does not apply has nothing against this home. */
function standing(verdict: RuleVerdict): 'problem' | 'unknown' | 'fine' {
  switch (verdict) {
    case 'problem':
      return 'problem';
    case 'unknown':
    case 'error':
      return 'unknown';
    case 'ok':
    case 'not-applicable':
      return 'fine';
  }
}

const ROLES: readonly Role[] = ['cause', 'symptom', 'note', 'folded', 'none'];

const weight = ({ role }: ComparedItem): number => Math.min(ROLES.indexOf(role.old), ROLES.indexOf(role.new));

export interface ResultInput {
  readonly old: Diagnosis;
  readonly new: Diagnosis;
  readonly items: readonly ComparedItem[];
  readonly pack: RulePack;
  /** `note`: notes and hygiene count as well. */
  readonly failOn: 'problem' | 'note';
}

/** A problem that came wins over something that was lost from sight, and that over whatever got better. */
export function resultOf({ old, new: now, items, pack, failOn }: ResultInput): CompareResult {
  const checks = new Set(pack.rules.filter((rule) => rule.kind === 'check').map((rule) => rule.id));
  const open = new Set(now.unknowns.map(({ rule }) => rule));
  const counted = (role: Role): boolean => role === 'cause' || role === 'symptom' || (role === 'note' && failOn === 'note');
  const came = (item: ComparedItem): boolean => counted(item.role.new) && ['new', 'worse', 'unknown-to-problem'].includes(item.class);
  // What does not lie on the person's way is left out of the unknowns of a diagnosis. Where the whole way is proven, a rule that is open
  // is no gap in it.
  const lost = (item: ComparedItem): boolean =>
    (item.class === 'problem-to-unknown' && counted(item.role.old)) || (item.class === 'ok-to-unknown' && now.verdict !== 'healthy' && open.has(item.id) && (failOn === 'note' || !checks.has(item.id)));
  if (items.some(came) || (now.verdict === 'problem' && old.verdict !== 'problem')) return 'worse';
  if (items.some(lost) || (now.verdict === 'inconclusive' && old.verdict !== 'inconclusive')) return 'cannot-tell';
  const went = (item: ComparedItem): boolean => counted(item.role.old) && (item.class === 'gone' || item.class === 'better');
  return items.some(went) || (now.verdict !== old.verdict && now.verdict === 'healthy') ? 'better' : 'same';
}
