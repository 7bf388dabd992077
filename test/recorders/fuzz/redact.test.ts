import { describe, expect, it } from 'vitest';
import { PROTOCOLS, type Exchange } from '../../../src/recorders/exchange.js';
import { KEPT_CHARACTERS, keptReply, redactExchange } from '../../../src/recorders/redact.js';
import { Dice, fuzz, LONG_RUNS, SEED, SLOW_MS } from './support.js';

const CANARY = 'c4n4ry';
const exchange = (body: string, more: Partial<Exchange> = {}): Exchange => ({ protocol: 'cgi', request: 'GET /cgi-bin/configManager.cgi?action=getConfig&name=DDNS', status: 200, rawHeaders: [], body, ...more });
const masked = (body: string, more?: Partial<Exchange>): string => redactExchange(exchange(body, more)).body;

/** One secret field, in the notation of the make that has it. The secret is `value`. */
const SECRET_KEYS = ['Password', 'password', 'Pass', 'Pwd', 'PassWord', 'UserName', 'User', 'Key', 'UUID', 'AccessKey', 'Nonce', 'Salt', 'verificationCode', 'session', 'Token', 'secretAnswer', 'contactEmail', 'authorization', 'Memo', 'DevicePwd', 'P2PKey', 'cookie', 'random', 'challenge', 'mac'];
const PLAIN: readonly [string, string][] = [['Enable', 'true'], ['HostName', 'site.example.net'], ['Port', '80'], ['Protocol', 'NO-IP DDNS'], ['Address', '192.0.2.1'], ['Name', 'admin'], ['Detail', 'a, "b" <c> & d=e'], ['List', '1']];

function secretValue(dice: Dice): string {
  return `${dice.pick(['', 'x', '7', 's3cr=t ', 'a b ', '(', '#', '$', 'é'])}${CANARY}${dice.pick(['', '1', '==', ' z', "'", '!', '%', 'ü'])}`;
}

type Fields = readonly { readonly key: string; readonly value: string; readonly text?: boolean }[];

function fieldsFor(dice: Dice): Fields {
  const fields = Array.from({ length: 1 + dice.next(8) }, () => {
    if (dice.next(2) === 0) return { key: dice.pick(SECRET_KEYS), value: secretValue(dice) };
    const [key, value] = dice.pick(PLAIN);
    return { key, value };
  });
  return [...fields, { key: dice.pick(SECRET_KEYS), value: secretValue(dice) }];
}

const asLines = (fields: Fields, dice: Dice): string => {
  const head = dice.pick(['', 'table.DDNS[3].', 'table.T2UServer.', 'table.T2UServer[0].', 'a.b[1].', 'status.']);
  return fields.map(({ key, value }) => `${head}${key}${dice.pick(['=', '=', ' = '])}${value}${dice.next(6) === 0 && (head !== '' || !value.includes('=')) ? `\n${value}` : ''}`).join(dice.pick(['\r\n', '\n']));
};
const asJson = (fields: Fields, dice: Dice): string => {
  const row: Record<string, unknown> = {};
  for (const { key, value } of fields) row[key] = dice.pick([value, value, { Value: value }, [value], [[{ x: value }]]]);
  const whole = dice.pick<unknown>([row, { params: row, id: 3, result: true }, { params: { table: [row, row] } }, [row], { Response: { Data: { List: [{ a: row }] } } }]);
  return `${dice.pick(['', '', '\ufeff', '\n', ' \0\0\0\u0020DHIP\0\0'])}${JSON.stringify(whole, null, dice.pick([0, 0, 2]))}${dice.pick(['', '\n', '\0'])}`;
};
const asXml = (fields: Fields, dice: Dice): string => {
  const escape = (text: string): string => (dice.next(3) === 0 ? text : text.replace(/&/g, '&amp;').replace(/</g, '&lt;'));
  const prefix = dice.pick(['', '', 'tt:']);
  const element = ({ key, value }: Fields[number]): string =>
    dice.pick([
      `<${prefix}${key}>${escape(value)}</${prefix}${key}>`,
      `<${prefix}${key} a="b">\n${escape(value)}\n</${prefix}${key}>`,
      `<${prefix}${key}><![CDATA[${value}]]></${prefix}${key}>`,
      `<${prefix}${key}><value>${escape(value)}</value></${prefix}${key}>`,
      `<row ${key}="${escape(value).replace(/"/g, '&quot;')}"/>`,
      `<input name="${key}" value="${escape(value).replace(/"/g, '&quot;')}">`,
    ]);
  return `${dice.pick(['', '<?xml version="1.0"?>\n'])}<DDNS xmlns="http://www.isapi.org/ver20/XMLSchema">${fields.map(element).join(dice.pick(['', '\n']))}</DDNS>`;
};
const asText = (fields: Fields, dice: Dice): string => fields.map(({ key, value }) => `${dice.pick(['', ' - ', '"', 'the '])}${key}${dice.pick([':', ': ', '" : "', '\t', '>'])}${value}`).join('\n');
const SHAPES = [asLines, asJson, asXml, asText];

describe('secrets in replies', () => {
  it('do not survive, in whatever shape they come and wherever the text is cut off', () => {
    const dice = new Dice(SEED);
    for (let done = 0; done < 60_000; done += 1) {
      const text = dice.pick(SHAPES)(fieldsFor(dice), dice);
      const cut = dice.next(3) === 0 ? text : text.slice(0, dice.next(text.length + 1));
      const clean = masked(cut, { protocol: dice.pick(PROTOCOLS) });
      if (clean.includes(CANARY)) expect.fail(`${JSON.stringify(cut)}\nbecame ${JSON.stringify(clean)}`);
    }
  });

  it('do not survive where quotes, brackets and tags of JSON and XML are lost', () => {
    const dice = new Dice(SEED + 1);
    for (let done = 0; done < 60_000; done += 1) {
      const json = dice.next(2) === 0;
      const text = (json ? asJson : asXml)([{ key: 'Enable', value: 'true' }, { key: dice.pick(['Password', 'verificationCode', 'Key']), value: CANARY }, { key: 'Port', value: '80' }], dice);
      const mark = [...text.matchAll(json ? /[":,{}[\]]/g : /[>"/]/g)].map((m) => m.index);
      const at = dice.pick(mark);
      const damaged = text.slice(0, at) + text.slice(at + 1);
      // A lost bracket inside the name or the value itself leaves no name to go by.
      if (!/(Password|verificationCode|Key)\W/.test(damaged) || damaged.indexOf(CANARY) < damaged.search(/Password|verificationCode|Key/)) continue;
      const clean = masked(damaged, { protocol: json ? 'rpc2' : 'isapi' });
      if (clean.includes(CANARY)) expect.fail(`${JSON.stringify(damaged)}\nbecame ${JSON.stringify(clean)}`);
    }
  });

  it('do not survive in headers and in the request', () => {
    const dice = new Dice(SEED + 2);
    const headers: readonly [string, string][] = [
      ['WWW-Authenticate', `Digest realm="Login to 9Z0AAAAPAZ00001", qop="auth", nonce="${CANARY}", opaque="${CANARY}=="`],
      ['Www-authenticate', `digest nonce=${CANARY},realm=NVRDVR,opaque=${CANARY}, algorithm=SHA-256`],
      ['WWW-AUTHENTICATE', `Digest nonce="${CANARY}`],
      ['Authorization', `Basic ${CANARY}`],
      ['Set-Cookie', `WebClientHttpSessionID=${CANARY}; Path=/; HttpOnly`],
      ['Set-Cookie', `${CANARY}; HttpOnly`],
      ['cookie', `username=admin; DWebClientSessionID=${CANARY}`],
      ['X-WSSE', `UsernameToken PasswordDigest="${CANARY}"`],
      ['X-Odd', CANARY],
      ['Location', `https://admin:${CANARY}@192.0.2.1/?token=${CANARY}`],
    ];
    for (let done = 0; done < 20_000; done += 1) {
      const [name, value] = dice.pick(headers);
      const cut = dice.next(2) === 0 ? value : value.slice(0, dice.next(value.length + 1));
      const { rawHeaders, request } = redactExchange(exchange('', { rawHeaders: [name, cut], request: `GET /x?session=${CANARY}&password=${CANARY} token: ${CANARY}` }));
      if (`${rawHeaders.join()}${request}`.includes(CANARY)) expect.fail(`${name}: ${cut} became ${rawHeaders.join()} ${request}`);
    }
  });
});

describe('replies that are no secret', () => {
  it.each([
    ['settings', 'table.Network.eth0.IPAddress=192.0.2.10\r\ntable.Network.eth0.DhcpEnable=false\r\ntable.Network.Hostname=NVR608H\r\n'],
    ['users', 'users[0].Name=admin\r\nusers[0].Group=admin\r\nusers[0].Sharable=true\r\nusers[0].Password=******\r\n'],
    ['a refusal', 'Error\r\nUser Locked! Please try again after 30 minutes.\r\nremainLockSecond: 600'],
    ['a refusal in JSON', '{"error":{"code":268632085,"message":"Component error: User or password not valid!"},"id":3,"params":{"remainLoginTimes":2},"result":false}'],
    ['switches', '<SecurityCap><isSupportSecurityQuestion>true</isSupportSecurityQuestion><isDefaultPassword>false</isDefaultPassword></SecurityCap>'],
    ['the lock of an account', '<userCheck><statusValue>401</statusValue><lockStatus>unlock</lockStatus><retryLoginTime>4</retryLoginTime></userCheck>'],
    ['a table of ports', '<AdminAccessProtocol version="2.0"><id>1</id><enabled>true</enabled><protocol>HTTP</protocol><portNo>80</portNo></AdminAccessProtocol>'],
  ])('stay as they are: %s', (_, body) => {
    expect(masked(body, { request: 'GET /cgi-bin/userManager.cgi?action=getUserInfoAll' })).toBe(body);
  });

  it('keeps the realm, which tells the make, and the form of the answer', () => {
    const { rawHeaders } = redactExchange(exchange('', { rawHeaders: ['WWW-Authenticate', 'Digest realm="Login to 9Z0AAAAPAZ00001", qop="auth", nonce="abc", opaque="de=f", algorithm=SHA-256'] }));
    expect(rawHeaders[1]).toBe('Digest realm="Login to 9Z0AAAAPAZ00001", qop="auth", nonce="******", opaque="******", algorithm=SHA-256');
  });

  it("masks a DDNS account but not the recorder's own users", () => {
    const body = '<User><userName>guest</userName></User>';
    expect(masked(body, { protocol: 'isapi', request: 'GET /ISAPI/Security/users' })).toBe(body);
    expect(masked(body, { protocol: 'isapi', request: 'GET /ISAPI/System/Network/DDNS' })).toBe('<User><userName>******</userName></User>');
  });

  it('masks where a reset code would be sent to, and leaves that there is an address', () => {
    expect(masked('{"id":9,"params":{"contact":"a***@example.net","mode":0},"result":true,"session":"x"}', { protocol: 'rpc2', request: 'PasswdFind.getContact' })).toContain('"contact":"******"');
  });
});

describe('the redactor', () => {
  it('takes 100,000 broken replies without an exception', () => {
    const dice = new Dice(SEED + 3);
    const seeds = Array.from({ length: 200 }, () => dice.pick(SHAPES)(fieldsFor(dice), dice));
    const { count, slowest } = fuzz(seeds, (text, d) => {
      const kept = keptReply('item', exchange(text, { protocol: d.pick(PROTOCOLS), rawHeaders: ['WWW-Authenticate', text, 'Set-Cookie', text], request: text }));
      if (kept.body.length > KEPT_CHARACTERS) throw new Error('too long');
      if (/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/.test(kept.body + kept.request.replaceAll('\n', '\0'))) throw new Error('a control character');
    });
    expect(count).toBe(100_000);
    expect(slowest.ms, slowest.input).toBeLessThan(SLOW_MS);
  });

  it('takes 100 KiB of any mark in a moment', () => {
    for (const text of LONG_RUNS) {
      const begin = performance.now();
      redactExchange(exchange(text, { rawHeaders: ['WWW-Authenticate', text, 'Set-Cookie', text, 'Location', text], request: text }));
      expect(performance.now() - begin, text.slice(0, 30)).toBeLessThan(SLOW_MS);
    }
  });
});
