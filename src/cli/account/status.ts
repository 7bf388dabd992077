/** `account status`: what stands between the owner and a lost password. */
import { shownTime, userLocks } from '../../accounts/index.js';
import { timeOf } from '../../lab/virtual-recorder/index.js';
import { wrap } from '../../report/text/layout.js';
import type { Style } from '../../report/text/style.js';
import { DoctorError } from '../../errors.js';
import { EXIT } from '../exit.js';
import { text, type Arguments } from '../options.js';
import { clientsOf } from './clients.js';
import { readAccounts } from './read.js';
import { standingFrom, standingOf, STANDING_FACTS, type Item } from './standing.js';
import { virtualOf } from './virtual.js';
import { answer, clock, duration } from './words.js';

interface Standing {
  readonly of: string;
  readonly at: string | null;
  readonly items: readonly Item[];
  readonly locked: readonly { readonly user: string; readonly seconds: number }[];
}

export async function runAccountStatus(args: Arguments): Promise<void> {
  const standing = await standingGiven(args);
  const { items, locked } = standing;
  const verdict = verdictOf(items);
  process.exitCode = { risk: EXIT.problem, unknown: EXIT.inconclusive, fine: EXIT.fine }[verdict];
  await answer(args, { schema: 'nvr-doctor/account-status@1', of: standing.of, at: standing.at, verdict, items, locked }, (style, columns) => lines(standing, verdict, style, columns));
}

async function standingGiven(args: Arguments): Promise<Standing> {
  const clients = await clientsOf(args);
  const store = await virtualOf(args);
  if (store !== undefined) {
    const mixed = ['settings', 'network', 'recorder'].find((name) => text(args, name) !== undefined);
    if (mixed !== undefined) throw new DoctorError(`--virtual and --${mixed} contradict each other.`, { hint: 'Give one of them.' });
    const recorder = await store.read();
    const now = timeOf(recorder);
    const { serial, model, accounts } = recorder;
    return { of: `${model} (${serial})`, at: shownTime(accounts, now), items: standingOf(accounts, now, clients), locked: userLocks(accounts, now).filter(({ locked }) => locked).map(({ user, seconds }) => ({ user, seconds })) };
  }
  const { facts, from } = await readAccounts(args, STANDING_FACTS);
  const outcome = facts.value('recorder.login.outcome');
  const seconds = outcome === 'locked' ? facts.value('recorder.login.lockSeconds') : undefined;
  return { of: from, at: null, items: standingFrom(facts, clients), locked: outcome === 'locked' ? [{ user: text(args, 'user') ?? 'the account', seconds: seconds ?? 0 }] : [] };
}

/** Small things alone are told and are no problem, as notes are in a diagnosis. */
function verdictOf(items: readonly Item[]): 'risk' | 'unknown' | 'fine' {
  if (items.some(({ state, severity }) => state === 'risk' && severity !== 'low')) return 'risk';
  return items.some(({ state }) => state === 'unknown') ? 'unknown' : 'fine';
}

const HEAD = {
  risk: 'A lost password would be a problem here.',
  unknown: 'Whether a lost password would be a problem cannot be told yet.',
  fine: 'A lost password can be put right here.',
} as const;

const WEIGHT = { high: 0, medium: 1, low: 2 } as const;

function lines({ of, at, items, locked }: Standing, verdict: keyof typeof HEAD, { signs, paint }: Style, columns: number): string[] {
  const mark = { fine: paint.good(signs.good), risk: paint.bad(signs.bad), unknown: paint.open(signs.open) };
  const sorted = (state: Item['state']): readonly Item[] => items.filter((item) => item.state === state).sort((a, b) => WEIGHT[a.severity] - WEIGHT[b.severity]);
  const part = (state: Item['state']): string[] =>
    sorted(state).flatMap(({ sentence, remedy }) => {
      const [first = '', ...rest] = wrap(sentence, columns, '  ');
      return [`${mark[state]} ${first.trimStart()}`, ...rest, ...(remedy === null ? [] : wrap(remedy, columns, state === 'unknown' ? '    To find out: ' : '    What to do: ', '    '))];
    });
  return [
    paint.strong(HEAD[verdict]),
    ...wrap(`From ${of}${at === null ? '' : `, whose clock shows ${clock(at)}`}.`, columns),
    ...locked.flatMap(({ user, seconds }) => wrap(`Now: ${user} is locked${seconds > 0 ? ` for ${duration(seconds)}` : ''}; the right password is refused as well.`, columns)),
    '',
    ...part('risk'),
    ...part('unknown'),
    ...part('fine'),
  ];
}
