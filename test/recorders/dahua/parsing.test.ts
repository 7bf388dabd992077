import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { readReply } from '../../../src/recorders/dahua/cgi.js';
import { errorCode, isSessionLost, outcomeOfCode, readRefusal, unreadCall } from '../../../src/recorders/dahua/codes.js';
import { member, parseJson, tableOf } from '../../../src/recorders/dahua/json-reply.js';
import { parseKeyValues } from '../../../src/recorders/dahua/key-values.js';
import { table } from './told.js';

describe('key=value replies', () => {
  it('the first = splits, and values keep theirs', () => {
    expect(table('users[0].Memo=a=b c', 'table.Network.Domain=').text('users[0].Memo')).toBe('a=b c');
    expect(table('table.Network.Domain=').text('Network.Domain')).toBe('');
  });

  it('CRLF, LF, a byte order mark and a missing last line end make no difference', () => {
    for (const body of ['name=NVR\r\nid=1\r\n', 'name=NVR\nid=1', '\ufeffname=NVR\nid=1\n']) expect(parseKeyValues(body)?.text('name')).toBe('NVR');
  });

  it('a line without = goes on with the value before it', () => {
    expect(parseKeyValues('users[0].Memo=first\nsecond line\nusers[0].Name=x')?.text('users[0].Memo')).toBe('first\nsecond line');
  });

  it('what a memo says on its own lines cannot overwrite a setting that was told before', () => {
    const t = parseKeyValues('users[0].Sharable=false\nusers[1].Memo=x\nusers[0].Sharable=true\n');
    expect(t?.bool('users[0].Sharable')).toBe(false);
  });

  it('sparse lists keep their own numbers', () => {
    const t = table('table.DDNS[3].Enable=true', 'table.DDNS[0].Enable=false', 'table.DDNS[12].Enable=false');
    expect(t.indices('DDNS')).toEqual([0, 3, 12]);
    expect(t.entries('DDNS')).toEqual(['DDNS[0]', 'DDNS[3]', 'DDNS[12]']);
  });

  it('letter case makes another name', () => {
    expect(table('table.UPnP.Maptable[0].Enable=true').indices('UPnP.MapTable')).toEqual([]);
  });

  it('no key reaches a prototype', () => {
    const t = table('table.__proto__.polluted=1', '__proto__[0].x=1', 'constructor.prototype.polluted=1', 'table.Web.Port=80');
    expect(t.int('Web.Port')).toBe(80);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(t.text('toString')).toBeUndefined();
  });

  it('a page, JSON, nothing and a hundred thousand keys are no table', () => {
    expect(parseKeyValues('<html><body a=b></html>')).toBeUndefined();
    expect(parseKeyValues('{"a":"b=c"}')).toBeUndefined();
    expect(parseKeyValues('')).toBeUndefined();
    expect(parseKeyValues(Array.from({ length: 100_000 }, (_, i) => `k${i}=1`).join('\n'))).toBeUndefined();
  });

  it('any text ends as a table or as none, and no value is longer than its bound', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400 }), (text) => {
        const t = parseKeyValues(`a=1\n${text}`);
        expect(t === undefined || (t.text('a') ?? '').length <= 1024).toBe(true);
      }),
    );
  });

  it('whatever is printed as lines is read back, in any order and with any gaps', () => {
    const cells = fc.uniqueArray(fc.tuple(fc.nat({ max: 99 }), fc.string({ maxLength: 30 }).filter((s) => !/[\r\n]/.test(s))), { selector: ([index]) => index, minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(cells, (rows) => {
        const t = parseKeyValues(rows.map(([index, text]) => `table.List[${index}].Memo=${text}`).join('\r\n'));
        expect(t?.indices('List')).toEqual(rows.map(([index]) => index).sort((a, b) => a - b));
        for (const [index, text] of rows) expect(t?.text(`List[${index}].Memo`)).toBe(text);
      }),
    );
  });
});

describe('JSON replies', () => {
  it('a NUL, line ends and a page in front of it do not hide the object', () => {
    for (const text of ['{"a":1}\n\0', '\ufeff{"a":1}', 'x{"a":1}y']) expect(parseJson(text)).toEqual({ a: 1 });
    for (const text of ['', '[]', '}{', '{"a":', 'null']) expect(parseJson(text)).toBeUndefined();
  });

  it('a table of JSON has the keys that CGI would print', () => {
    const t = tableOf('UPnP', { Enable: true, MapTable: [{ InnerPort: 80, Protocol: 'TCP' }, null, { InnerPort: 81 }], Mode: null });
    expect(t?.bool('UPnP.Enable')).toBe(true);
    expect(t?.indices('UPnP.MapTable')).toEqual([0, 2]);
    expect(t?.int('UPnP.MapTable[2].InnerPort')).toBe(81);
    expect(t?.text('UPnP.Mode')).toBeUndefined();
  });

  it('a list that was told empty is not a list that was not told', () => {
    expect(tableOf('UPnP', { MapTable: [] })?.text('UPnP.MapTable')).toBe('');
    expect(tableOf('UPnP', {})?.text('UPnP.MapTable')).toBeUndefined();
  });

  it.each([null, undefined, 7, 'text', true])('%j is no table', (value) => {
    expect(tableOf('X', value)).toBeUndefined();
  });

  it('neither depth nor width nor names break out of their bounds', () => {
    let deep: unknown = 1;
    for (let i = 0; i < 50; i++) deep = { a: deep };
    expect(tableOf('X', deep)).toBeUndefined();
    expect(tableOf('X', Array.from({ length: 10_000 }, () => 1))).toBeUndefined();
    const t = tableOf('X', JSON.parse('{"__proto__":{"polluted":true},"a b":1,"ok":2}'));
    expect(t?.int('X.ok')).toBe(2);
    expect(t?.text('X.a b')).toBeUndefined();
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('a table read as JSON and the same one printed as lines say the same', () => {
    const leaf = fc.oneof(fc.boolean(), fc.nat(), fc.string({ maxLength: 20 }).filter((s) => !/[\r\n]/.test(s)));
    const record = fc.dictionary(fc.stringMatching(/^[A-Z][a-z]{1,6}$/), leaf, { minKeys: 1, maxKeys: 6 });
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 5 }), (rows) => {
        const printed = parseKeyValues(rows.flatMap((row, i) => Object.entries(row).map(([key, value]) => `table.T[${i}].${key}=${value}`)).join('\n'));
        const json = tableOf('T', rows);
        for (const [i, row] of rows.entries()) for (const key of Object.keys(row)) expect(json?.text(`T[${i}].${key}`)).toBe(printed?.text(`T[${i}].${key}`));
      }),
    );
  });

  it('any JSON ends as a table or as none', () => {
    fc.assert(fc.property(fc.json({ maxDepth: 6 }), (text) => void tableOf('T', JSON.parse(text))));
  });

  it('only own members are members', () => {
    expect(member({}, 'toString')).toBeUndefined();
    expect(member(null, 'a')).toBeUndefined();
    expect(member({ a: 1 }, 'a')).toBe(1);
  });
});

describe('statuses of an authenticated reply', () => {
  it.each([
    [200, 'name=NVR\r\n', 'table'],
    [200, 'Error: Error -1 getting param in name=DDNS\r\n', 'not-supported'],
    [200, 'Error: No Events\r\n', 'not-supported'],
    [200, 'Error\r\nAuthority:check failure.\r\n', 'refused'],
    [200, '{"error":{"code":403,"message":"Authority:check failure."},"result":false}', 'refused'],
    [200, '{"table":{"Web":{"Port":80}}}', 'unknown'],
    [200, 'OK\r\n', 'unknown'],
    [403, 'Error\r\nAuthority:check failure.\r\n', 'refused'],
    [403, '{"error":{"code":403,"message":"Authority:check failure."},"result":false}', 'refused'],
    [403, '', 'refused'],
    [400, 'Error\r\nBad Request!\r\n', 'not-supported'],
    [404, '', 'not-supported'],
    [501, 'Error\r\nNot Implemented!\r\n', 'not-supported'],
    [200, '<html>busy</html>', 'unknown'],
    [200, '', 'unknown'],
    [500, 'x=1', 'unknown'],
    [302, '', 'unknown'],
  ])('%i %j is %s', (status, body, state) => {
    expect(readReply(status, body).state).toBe(state);
  });
});

describe('refusals in words and numbers', () => {
  it.each([
    ['{"ErrorCode":268632081,"Result":false,"RmLock":1800,"RmLogin":0}', { outcome: 'locked', lockSeconds: 1800, triesLeft: 0 }],
    ['{"error":{"code":268632085},"params":{"remainLockSecond":0,"remainLoginTimes":2},"result":false}', { outcome: 'refused', triesLeft: 2 }],
    ['{"error":{"code":268632085},"params":{"remainLockSecond":300,"remainLoginTimes":0}}', { outcome: 'locked', lockSeconds: 300, triesLeft: 0 }],
    ['Error\r\nUser Locked! Please try again after 30 minutes.\r\n', { outcome: 'locked', lockSeconds: 1800 }],
    ['remainLockSecond: 600', { outcome: 'locked', lockSeconds: 600 }],
    ['HasBeenLocked', { outcome: 'locked' }],
    ['Exceeded maximum number of connections', { outcome: 'busy' }],
    ['HasBeedUsed', { outcome: 'in-use' }],
    ['InBlackList', { outcome: 'blocked' }],
    ['UserNotValidt', { outcome: 'refused' }],
    ['PasswordNotValid', { outcome: 'refused' }],
    ['Error\r\nInvalid Authority!\r\n', undefined],
    ['Error\nAuthorization Failed!', undefined],
    ['Error\r\nAuthority:check failure.\r\n', undefined],
    ['{"error":{"code":403,"message":"Authority:check failure."},"result":false}', undefined],
    ['{"ErrorCode":"268632081"', undefined],
    ['', undefined],
  ])('%j', (body, expected) => {
    expect(readRefusal(body)).toEqual(expected);
  });

  it('any text is read without a fault', () => {
    fc.assert(fc.property(fc.string({ maxLength: 300 }), (text) => void readRefusal(text)));
  });
});

describe('the codes of a refused sign-in', () => {
  it.each([
    [400, 'refused'],
    [486, 'busy'],
    [268632070, 'refused'],
    [268632071, 'refused'],
    [268632073, 'blocked'],
    [268632074, 'in-use'],
    [268632075, 'busy'],
    [268632080, 'refused'],
    [268632081, 'locked'],
    [268632082, 'blocked'],
    [268632083, 'in-use'],
    [268632085, 'refused'],
    [268632086, 'not-initialised'],
    [268632079, undefined],
    [285278249, undefined],
    [1, undefined],
  ])('%i is %s', (code, outcome) => {
    expect(outcomeOfCode(code)).toBe(outcome);
    expect(readRefusal(JSON.stringify({ error: { code }, result: false }))?.outcome).toBe(outcome);
  });
});

describe('the codes of a call that brought nothing', () => {
  it.each([
    [285278249, { state: 'refused' }],
    [285278247, { state: 'refused' }],
    [268632064, { state: 'not-supported' }],
    [268894209, { state: 'not-supported' }],
    [268894210, { state: 'not-supported' }],
    [268894211, { state: 'not-supported' }],
    [268894208, { state: 'unknown', reason: 'failed' }],
    [268894212, { state: 'unknown', reason: 'failed' }],
    [268959743, { state: 'unknown', reason: 'failed' }],
    [285409284, { state: 'unknown', reason: 'failed' }],
    [287637504, { state: 'unknown', reason: 'refused', detail: 'the recorder ended the session' }],
    [287637505, { state: 'unknown', reason: 'refused', detail: 'the recorder ended the session' }],
    [28763750, { state: 'unknown', reason: 'refused', detail: 'the recorder ended the session' }],
    [268632075, { state: 'unknown', reason: 'refused', detail: 'the recorder did not allow it (busy)' }],
    [123456789, { state: 'unknown', reason: 'failed', detail: 'the recorder answered with code 123456789' }],
  ])('%i', (code, expected) => {
    expect(unreadCall({ error: { code }, result: false })).toMatchObject(expected);
    expect(isSessionLost(code)).toBe(String(code).startsWith('28763750'));
  });

  it.each([{}, { error: null }, { error: { code: '268632081' } }, { error: { code: 1.5 } }, null, 7])('%j names no code', (reply) => {
    expect(errorCode(reply)).toBeUndefined();
    expect(unreadCall(reply)).toMatchObject({ state: 'unknown', reason: 'malformed' });
  });
});
