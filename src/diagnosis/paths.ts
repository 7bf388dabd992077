/** Verdict per access path: rules say what is wrong, proofs say what is right; nothing else counts (DESIGN §6). */
import type { AccessMethod, PathDefinition, Rule } from '../rules/types.js';
import { failureReported } from './access.js';
import type { Board } from './board.js';
import type { LinkState, PathResult, PathVerdict } from './types.js';

export function judgePaths(board: Board, userMethod: AccessMethod | null): PathResult[] {
  return board.engine.pack.paths.map((path) => judgePath(board, path, path.method === userMethod));
}

export function judgePath(board: Board, path: PathDefinition, isUsers: boolean): PathResult {
  const standing = board.standingOn(path.method);
  const roots = standing.filter((rule) => !board.absentEffect(rule.id));
  const trouble = failureReported(board.facts);
  const links = path.links.map((definition) => {
    const rules = roots.filter((rule) => rule.link === definition.link);
    return { link: definition.link, state: linkState(board, definition, rules, isUsers && trouble), rules: rules.map((rule) => rule.id) };
  });
  const setUp = board.engine.clause(path.setUp, board.facts).value;
  return {
    method: path.method,
    verdict: pathVerdict(roots, links.map((link) => link.state), { setUp, isUsers, open: roots.length < standing.length || openOn(board, path.method) }),
    brokenAt: links.find((link) => link.state === 'broken')?.link ?? null,
    links,
  };
}

function linkState(board: Board, definition: PathDefinition['links'][number], rules: readonly Rule[], trouble: boolean): LinkState {
  if (rules.length > 0) return 'broken';
  if (definition.proof && board.engine.clause(definition.proof, board.facts).value === true) return 'proven';
  return definition.unseen && !trouble ? 'unseen' : 'unknown';
}

interface Circumstances {
  readonly setUp: boolean | 'unknown' | 'error';
  readonly isUsers: boolean;
  /** Something speaks against an all-clear without being a cause. */
  readonly open: boolean;
}

function pathVerdict(roots: readonly Rule[], states: readonly LinkState[], { setUp, isUsers, open }: Circumstances): PathVerdict {
  // The person's own way is in use, whatever the settings say now: P2P switched off is then a break, not a way that was never there.
  if (roots.length > 0 && (isUsers || setUp === true)) return 'broken';
  if (setUp === false) return 'not-set-up';
  if (roots.length > 0 || open) return 'unknown';
  return states.length > 0 && states.every((state) => state === 'proven' || state === 'unseen') ? 'works' : 'unknown';
}

/** Something is seen to be broken without a reason, or a rule could not be run: neither may end in an all-clear. */
function openOn(board: Board, method: AccessMethod): boolean {
  return [...board.rules.values()].some((rule) => {
    const verdict = board.verdict(rule.id);
    return rule.kind !== 'check' && rule.paths.includes(method) && (verdict === 'error' || (rule.kind === 'symptom' && verdict === 'problem'));
  });
}
