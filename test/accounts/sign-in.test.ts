import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import {
  activeSessions,
  changeRealm,
  createAccounts,
  ha1Of,
  listUsers,
  lockStatus,
  peekSignIn,
  rpc2Response,
  setPassword,
  signIn,
  signOut,
  touchSession,
  type AccountsState,
  type SignInRequest,
  type SignInResult,
} from '../../src/accounts/index.js';

const NOW = Date.UTC(2026, 10, 22, 12);
const REALM = 'Login to 9Z0AAAAPAZ00001';

function book(policy = {}): AccountsState {
  return createAccounts({
    realm: REALM,
    users: [
      { name: 'admin', password: 'Test-1234' },
      { name: 'viewer', password: 'View-1234', reusable: false },
    ],
    policy,
  });
}
function request(user: string, password: string, session = false): SignInRequest {
  return { user, proof: { kind: 'password', password }, address: '192.168.1.50', client: 'Mobile', ...(session ? { session: { seconds: null } } : {}) };
}
/** Signs in with each password in turn; the last answer and the state after it. */
function attempt(state: AccountsState, user: string, passwords: readonly string[], now = NOW): { state: AccountsState; result: SignInResult } {
  let last = { state, result: { accepted: false, refusal: 'unknown-user', triesLeft: null, lockSeconds: 0 } as SignInResult };
  for (const password of passwords) last = signIn(last.state, request(user, password), now);
  return last;
}
const WRONG = (times: number): string[] => Array.from({ length: times }, () => 'wrong');

describe('signing in', () => {
  it('the right password is accepted and opens no session unless asked to', () => {
    const { state, result } = signIn(book(), request('admin', 'Test-1234'), NOW);
    expect(result).toEqual({ accepted: true, user: 'admin', group: 'admin', session: null });
    expect(activeSessions(state, NOW)).toEqual([]);
  });

  it('each wrong password costs one try', () => {
    expect([1, 2, 3, 4].map((n) => attempt(book(), 'admin', WRONG(n)).result)).toEqual(
      [4, 3, 2, 1].map((triesLeft) => ({ accepted: false, refusal: 'wrong-password', triesLeft, lockSeconds: 0 })),
    );
  });

  it('the fifth wrong password locks, and the right one is refused until the lock ends', () => {
    const locked = attempt(book(), 'admin', WRONG(5));
    expect(locked.result).toEqual({ accepted: false, refusal: 'locked', triesLeft: 0, lockSeconds: 1800 });
    const later = signIn(locked.state, request('admin', 'Test-1234'), NOW + 1_799_001);
    expect(later.result).toEqual({ accepted: false, refusal: 'locked', triesLeft: 0, lockSeconds: 1 });
    expect(signIn(later.state, request('admin', 'Test-1234'), NOW + 1_800_000).result.accepted).toBe(true);
  });

  it('tries during a lock do not prolong it, and the counter starts anew afterwards', () => {
    const locked = attempt(book(), 'admin', WRONG(5));
    const pressed = attempt(locked.state, 'admin', WRONG(20), NOW + 1_000_000);
    expect(lockStatus(pressed.state, 'admin', NOW + 1_000_000)).toEqual({ locked: true, seconds: 800, triesLeft: 0 });
    expect(attempt(pressed.state, 'admin', WRONG(1), NOW + 1_800_000).result).toEqual({ accepted: false, refusal: 'wrong-password', triesLeft: 4, lockSeconds: 0 });
  });

  it('a right password clears the counter', () => {
    expect(attempt(book(), 'admin', [...WRONG(4), 'Test-1234', ...WRONG(1)]).result).toMatchObject({ refusal: 'wrong-password', triesLeft: 4 });
  });

  it('the lock of one account leaves the others alone', () => {
    const locked = attempt(book(), 'admin', WRONG(5));
    expect(signIn(locked.state, request('viewer', 'View-1234'), NOW).result.accepted).toBe(true);
  });

  it('with the policy off nothing is ever locked', () => {
    expect(attempt(book({ enabled: false }), 'admin', WRONG(50)).result).toEqual({ accepted: false, refusal: 'wrong-password', triesLeft: null, lockSeconds: 0 });
  });

  it('an unknown user, another letter case and inherited names are refused and counted nowhere', () => {
    for (const name of ['nobody', 'Admin', '__proto__', 'constructor', '']) {
      const { state, result } = signIn(book(), request(name, 'Test-1234'), NOW);
      expect(result).toMatchObject({ refusal: 'unknown-user', triesLeft: null });
      expect(state).toEqual(book());
    }
  });

  it('nobody can sign in before the recorder is set up', () => {
    const state = createAccounts({ realm: REALM, users: [] });
    expect(signIn(state, request('admin', ''), NOW).result).toMatchObject({ refusal: 'not-initialised' });
  });

  it('peeking answers the same and burns nothing', () => {
    const before = attempt(book(), 'admin', WRONG(4)).state;
    expect(peekSignIn(before, request('admin', 'wrong'), NOW)).toMatchObject({ refusal: 'locked' });
    expect(lockStatus(before, 'admin', NOW)?.triesLeft).toBe(1);
  });

  it('never more wrong passwords than the policy allows between two locks, whatever is tried when', () => {
    const step = fc.record({ right: fc.boolean(), wait: fc.integer({ min: 0, max: 2_000_000 }) });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.array(step, { maxLength: 40 }), (tries, steps) => {
        let state = book({ tries, seconds: 600 });
        let now = NOW;
        let wrongInARow = 0;
        for (const { right, wait } of steps) {
          now += wait;
          const wasLocked = lockStatus(state, 'admin', now)?.locked === true;
          const tried = signIn(state, request('admin', right ? 'Test-1234' : 'wrong'), now);
          state = JSON.parse(JSON.stringify(tried.state)) as AccountsState;
          expect(tried.result.accepted).toBe(right && !wasLocked);
          if (wasLocked) continue;
          wrongInARow = right ? 0 : wrongInARow + 1;
          expect(lockStatus(state, 'admin', now)?.locked).toBe(wrongInARow === tries);
          if (wrongInARow === tries) wrongInARow = 0;
        }
      }),
    );
  });
});

describe('sessions', () => {
  it('an account that is not reusable takes one session at a time', () => {
    const first = signIn(book(), request('viewer', 'View-1234', true), NOW);
    expect(first.result.accepted).toBe(true);
    const second = signIn(first.state, request('viewer', 'View-1234', true), NOW);
    expect(second.result).toEqual({ accepted: false, refusal: 'in-use', triesLeft: null, lockSeconds: 0 });
    const session = first.result.accepted ? (first.result.session ?? '') : '';
    expect(signIn(signOut(second.state, session), request('viewer', 'View-1234', true), NOW).result.accepted).toBe(true);
  });

  it('whether an account is in use is told only to who knows its password', () => {
    const { state } = signIn(book(), request('viewer', 'View-1234', true), NOW);
    expect(signIn(state, request('viewer', 'wrong', true), NOW).result).toMatchObject({ refusal: 'wrong-password' });
  });

  it('a reusable account takes many, and each has its own id', () => {
    let state = book();
    for (let i = 0; i < 3; i++) state = signIn(state, request('admin', 'Test-1234', true), NOW).state;
    expect(new Set(activeSessions(state, NOW).map((s) => s.id)).size).toBe(3);
  });

  it('a session with a time ends by itself unless it is kept alive', () => {
    const timed = { ...request('viewer', 'View-1234'), session: { seconds: 300 } };
    const { state } = signIn(book(), timed, NOW);
    const id = state.sessions[0]?.id ?? '';
    const kept = touchSession(state, id, 300, NOW + 200_000);
    expect([state, kept].map((s) => activeSessions(s, NOW + 301_000).length)).toEqual([0, 1]);
  });

  it('the list stays bounded when clients never sign out', () => {
    let state = book();
    for (let i = 0; i < 300; i++) state = signIn(state, request('admin', 'Test-1234', true), NOW).state;
    expect(state.sessions.length).toBe(128);
  });
});

describe('users and passwords', () => {
  it('the list of users holds nothing that could stand in for a password', () => {
    expect(listUsers(book())).toEqual([
      { name: 'admin', group: 'admin', reusable: true, reserved: true, memo: "admin 's account" },
      { name: 'viewer', group: 'user', reusable: false, reserved: false, memo: "viewer 's account" },
    ]);
  });

  it('a password set from outside ends the sessions of its user; the old one is then wrong', () => {
    const open = signIn(book(), request('viewer', 'View-1234', true), NOW).state;
    const changed = setPassword(open, 'viewer', 'Other-567');
    expect(changed.sessions).toEqual([]);
    expect(signIn(changed, request('viewer', 'View-1234'), NOW).result).toMatchObject({ refusal: 'wrong-password' });
    expect(signIn(changed, request('viewer', 'Other-567'), NOW).result.accepted).toBe(true);
  });

  it('setting the password of somebody who does not exist changes nothing', () => {
    expect(setPassword(book(), 'nobody', 'x')).toEqual(book());
  });
});

describe('a recorder that locks out addresses', () => {
  const from = (address: string, user: string, password: string): SignInRequest => ({ ...request(user, password), address });

  it('the fifth wrong password shuts out that address for every account, and nobody else', () => {
    let state = book({ scope: 'address' });
    for (const user of ['admin', 'viewer', 'admin', 'viewer', 'admin']) state = signIn(state, from('192.168.1.60', user, 'wrong'), NOW).state;
    expect(signIn(state, from('192.168.1.60', 'viewer', 'View-1234'), NOW).result).toMatchObject({ refusal: 'locked', lockSeconds: 1800 });
    expect(signIn(state, from('192.168.1.50', 'viewer', 'View-1234'), NOW).result).toMatchObject({ accepted: true });
    expect(lockStatus(state, 'admin', NOW, '192.168.1.60')).toMatchObject({ locked: true });
    expect(lockStatus(state, 'admin', NOW, '192.168.1.50')).toMatchObject({ locked: false, triesLeft: 5 });
    expect(signIn(state, from('192.168.1.60', 'viewer', 'View-1234'), NOW + 1_800_001).result).toMatchObject({ accepted: true });
  });
});

describe('a realm that changes with the password', () => {
  it('the known passwords go on working, and what was hashed with the old realm does not', () => {
    const realm = 'Login to 0123456789abcdef0123456789abcdef';
    const state = changeRealm(book(), realm, new Map([['admin', 'Test-1234']]));
    const proof = (used: string): SignInRequest => ({ ...request('admin', ''), proof: { kind: 'rpc2', random: '1', response: rpc2Response('admin', '1', ha1Of('admin', used, 'Test-1234')) } });
    expect(signIn(state, proof(realm), NOW).result.accepted).toBe(true);
    expect(signIn(state, proof(REALM), NOW).result).toMatchObject({ refusal: 'wrong-password', triesLeft: 4 });
    expect(signIn(state, request('viewer', 'View-1234'), NOW).result.accepted).toBe(false);
  });
});
