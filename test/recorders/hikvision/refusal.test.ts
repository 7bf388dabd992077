import { describe, expect, it } from 'vitest';
import { readDocument } from '../../../src/recorders/hikvision/isapi.js';
import { isHikvisionRealm } from '../../../src/recorders/hikvision/realm.js';
import { isNoRight, readRefusal } from '../../../src/recorders/hikvision/refusal.js';
import { check, error } from './documents.js';

describe('what a refusal tells of the account', () => {
  it.each([
    ['tries left', check('<isActivated>true</isActivated><retryLoginTime>4</retryLoginTime><lockStatus>unlock</lockStatus><unlockTime>0</unlockTime>'), { outcome: 'refused', triesLeft: 4 }],
    ['a lock', check('<isIllegalLogin>true</isIllegalLogin><retryLoginTime>0</retryLoginTime><lockStatus>lock</lockStatus><unlockTime>1795</unlockTime>'), { outcome: 'locked', triesLeft: 0, lockSeconds: 1795 }],
    ['a lock without a clock', check('<lockStatus>lock</lockStatus><unlockTime>0</unlockTime>'), { outcome: 'locked' }],
    ['a lock in a reply that was cut', check('<lockStatus>lock</lockStatus><unlockTime>300').slice(0, -12), { outcome: 'locked', lockSeconds: 300 }],
    ['a lock in the words of the browser sign-in', error('invalidOperation').replace('</ResponseStatus>', '<lockStatus>lock</lockStatus><retryTimes>0</retryTimes><resLockTime>600</resLockTime></ResponseStatus>'), { outcome: 'locked', triesLeft: 0, lockSeconds: 600 }],
    ['a recorder without a password', error('notActivated'), { outcome: 'not-initialised' }],
    ['the same in userCheck', check('<isActivated>false</isActivated>'), { outcome: 'not-initialised' }],
    ['nothing', check(''), undefined],
    ['an unlock that is no lock', check('<lockStatus>unlock</lockStatus>'), undefined],
    ['a number that is none', check('<retryLoginTime>many</retryLoginTime>'), undefined],
    ['a web page', '<!DOCTYPE html><html><body>Document Error: Unauthorized</body></html>', undefined],
    ['no body', '', undefined],
  ])('%s', (_name, body, expected) => {
    expect(readRefusal(body)).toEqual(expected);
  });

  it('a missing right or page is no refusal of the password; an error about the sign-in is no missing right', () => {
    expect(['notSupport', 'lowPrivilege', 'methodNotAllowed', 'badAuthorization', 'deviceError', ''].map((word) => isNoRight(error(word)))).toEqual([true, true, true, false, false, false]);
    expect([isNoRight(''), isNoRight('lowPrivilege')]).toEqual([false, false]);
  });
});

describe('a reply', () => {
  const read = (status: number, body: string): { state: string; reason?: string } => readDocument({ status, body }, ['UPnP']);
  it.each([
    ['the document', 200, '<UPnP><enabled>true</enabled></UPnP>', 'document'],
    ['notSupport', 403, error('notSupport'), 'not-supported'],
    ['methodNotAllowed', 403, error('methodNotAllowed', 'xmlns="http://www.std-cgi.org/ver20/XMLSchema"'), 'not-supported'],
    ['not found', 404, '<!DOCTYPE html><html></html>', 'not-supported'],
    ['lowPrivilege', 403, error('lowPrivilege'), 'refused'],
    ['badAuthorization', 401, error('badAuthorization'), 'refused'],
    ['a bare 403', 403, '', 'refused'],
    ['riskPassword under 200', 200, error('riskPassword'), 'unknown: refused'],
    ['deviceError', 500, error('deviceError'), 'unknown: failed'],
    ['an error without a name under 200', 200, error(''), 'unknown: malformed'],
    ['another document', 200, '<DDNSList/>', 'unknown: malformed'],
    ['a web page under 200', 200, '<!DOCTYPE html><html></html>', 'unknown: malformed'],
    ['half a document', 200, '<UPnP><enabled>true', 'unknown: malformed'],
    ['nothing under 200', 200, '', 'unknown: malformed'],
    ['a redirect', 302, '', 'unknown: failed'],
  ])('%s', (_name, status, body, expected) => {
    const result = read(status, body);
    expect(result.reason === undefined ? result.state : `${result.state}: ${result.reason}`).toBe(expected);
  });

  it('an error names itself without control characters', () => {
    expect(JSON.stringify(read(200, error('x\u001b[31m\u202e<!-- -->y'.repeat(9))))).not.toMatch(/\\u001b|\u202e/);
  });
});

it('realms of Hikvision, and of others', () => {
  expect(['IP Camera(SIM21)', 'DS-7616NI-K2', 'iDS-7204HUHI-M1', 'DS-2CD2532F-IWS', 'Login to 5df61a60', 'NVRDVR', 'Streaming Server', ''].map(isHikvisionRealm)).toEqual([true, true, true, true, false, false, false, false]);
});
