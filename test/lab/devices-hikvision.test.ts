import { afterEach, describe, expect, it } from 'vitest';
import { lockStatus } from '../../src/accounts/index.js';
import { HIKVISION_CANARIES, hikvisionFace, HIKVISION_PROFILES } from '../../src/lab/devices/hikvision/index.js';
import { CANARIES } from '../../src/lab/devices/recorder/canaries.js';
import { RECORDER } from './devices-support.js';
import { answerTo, ask, element, faceHouse, fetchOnce, LOGIN, read } from './devices-faces-support.js';

const INFO = '/ISAPI/System/deviceInfo';
const CHECK = '/ISAPI/Security/userCheck';
const MODELS = HIKVISION_PROFILES.map((profile) => profile.model);
const probe = (type: string): string => `<?xml version="1.0" encoding="utf-8"?>\n<Probe>\n<Uuid>13A888A9-F1B1-4020-AE9F-05607682D23B</Uuid>\n<Types>${type}</Types>\n</Probe>\n`;

describe('signing in to ISAPI', () => {
  it.each(MODELS)('%s: a challenge first, then its own digest is accepted', async (model) => {
    const { laptop, recorder } = await faceHouse('hikvision', { model });
    const asked = await fetchOnce(laptop, INFO);
    expect(asked.status).toBe(401);
    expect(asked.challenges.length).toBeGreaterThan(0);
    const reply = await read(laptop, INFO);
    expect([reply.status, element(reply.text, 'model')]).toEqual([200, model]);
    expect([recorder.counters.refusedLogins, recorder.counters.maxSockets]).toEqual([0, 1]);
  });

  it('two challenges in one answer: either is good', async () => {
    const { laptop } = await faceHouse('hikvision', { model: 'DS-7608NXI-I2' });
    expect((await fetchOnce(laptop, INFO)).challenges.map((challenge) => /algorithm=(\S+)/.exec(challenge)?.[1])).toEqual(['MD5', 'SHA-256']);
    expect((await read(laptop, INFO, LOGIN, (all) => all[0])).status).toBe(200);
    expect((await read(laptop, INFO, LOGIN, (all) => all[1])).status).toBe(200);
  });

  it('where only SHA-256 is offered, MD5 is no answer, and costs no try', async () => {
    const { laptop, recorder } = await faceHouse('hikvision', { model: 'iDS-7204HUHI-M1' });
    const weaker = await read(laptop, INFO, LOGIN, ([only]) => only?.replace('SHA-256', 'MD5'));
    expect([weaker.status, recorder.counters.refusedLogins]).toEqual([401, 0]);
  });

  it('a nonce is good once, and a header for another address is not counted', async () => {
    const { laptop, recorder } = await faceHouse('hikvision');
    const [challenge = ''] = (await fetchOnce(laptop, INFO)).challenges;
    const headers = { authorization: answerTo(challenge, { ...LOGIN, uri: INFO }) };
    expect((await fetchOnce(laptop, INFO, { headers })).status).toBe(200);
    const stale = await fetchOnce(laptop, INFO, { headers });
    expect([stale.status, /stale="TRUE"/.test(stale.challenges[0] ?? '')]).toEqual([401, true]);
    const [second = ''] = (await fetchOnce(laptop, INFO)).challenges;
    expect((await fetchOnce(laptop, INFO, { headers: { authorization: answerTo(second, { ...LOGIN, uri: INFO, headerUri: CHECK }) } })).status).toBe(401);
    expect(recorder.counters.refusedLogins).toBe(0);
  });

  it('the lock is told before any try, counted down by wrong ones, and to the right password while it lasts', async () => {
    const { laptop, recorder, accounts, home } = await faceHouse('hikvision');
    const lock = (text: string): (string | undefined)[] => ['retryLoginTime', 'lockStatus', 'unlockTime'].map((name) => element(text, name));
    expect(lock((await fetchOnce(laptop, CHECK)).text)).toEqual(['5', 'unlock', '0']);
    const wrong = await read(laptop, CHECK, { ...LOGIN, password: 'wrong' });
    expect([wrong.status, element(wrong.text, 'isIllegalLogin'), ...lock(wrong.text)]).toEqual([401, 'true', '4', 'unlock', '0']);
    for (let i = 0; i < 4; i++) await read(laptop, INFO, { ...LOGIN, password: 'wrong' });
    expect(lock((await fetchOnce(laptop, CHECK)).text)).toEqual(['0', 'lock', '1800']);
    expect(lock((await read(laptop, CHECK)).text)).toEqual(['0', 'lock', '1800']);
    expect(recorder.counters.refusedLogins).toBe(6);
    await home.clock.sleep(1_800_000);
    expect(element((await read(laptop, CHECK)).text, 'statusValue')).toBe('200');
    expect(lockStatus(accounts.state, 'admin', home.clock.now())?.triesLeft).toBe(5);
  });

  it('old firmware says nothing about the lock before a try', async () => {
    const { laptop } = await faceHouse('hikvision', { model: 'DS-2CD2532F-IWS' });
    expect(element((await fetchOnce(laptop, CHECK)).text, 'lockStatus')).toBeUndefined();
    expect(element((await read(laptop, CHECK, { ...LOGIN, password: 'wrong' })).text, 'retryLoginTime')).toBe('4');
  });

  it('a password offered in clear is refused and costs a try', async () => {
    const { laptop, recorder } = await faceHouse('hikvision');
    const authorization = `Basic ${Buffer.from('admin:Test-1234').toString('base64')}`;
    expect([(await fetchOnce(laptop, INFO, { headers: { authorization } })).status, recorder.counters.refusedLogins]).toEqual([401, 1]);
  });

  it('who is not activated says so, and asks nobody for a password', async () => {
    const { laptop } = await faceHouse('hikvision', { initialized: false });
    expect(element((await fetchOnce(laptop, '/ISAPI/System/activateStatus')).text, 'Activate')).toBe('inactive');
    const reply = await fetchOnce(laptop, INFO);
    expect([reply.status, element(reply.text, 'subStatusCode'), reply.challenges]).toEqual([403, 'notActivated', []]);
  });
});

describe('what ISAPI tells', () => {
  it('network, ports, DDNS, P2P and users are those of the recorder', async () => {
    const { laptop, state } = await faceHouse('hikvision', { model: 'DS-7616NI-K2' });
    Object.assign(state.network, { dhcp: true, address: '192.168.1.77', gateway: '192.168.1.9', dns: ['9.9.9.9'] });
    Object.assign(state.ddns, { enabled: true, hostname: 'a.ddns.example', lastResult: 'good' });
    state.p2p.online = true;
    const text = async (path: string): Promise<string> => (await read(laptop, `/ISAPI/System/Network/${path}`)).text;
    const card = await text('interfaces/1');
    expect(['addressingType', 'subnetMask'].map((name) => element(card, name))).toEqual(['dynamic', '255.255.255.0']);
    expect(card).toMatch(/<ipAddress>192\.168\.1\.77<[\s\S]*<DefaultGateway>\s*<ipAddress>192\.168\.1\.9<[\s\S]*<PrimaryDNS>\s*<ipAddress>9\.9\.9\.9</);
    expect(await text('DDNS')).toMatch(/<provider>NoIpDns<[\s\S]*<deviceDomainName>a\.ddns\.example<[\s\S]*<status>DDNS Normal</);
    expect(element(await text('EZVIZ'), 'registerStatus')).toBe('online');
    const ports = (await read(laptop, '/ISAPI/Security/adminAccesses')).text;
    expect(ports).toMatch(/<id>4<\/id>\s*<protocol>DEV_MANAGE<\/protocol>\s*<portNo>8000</);
    expect(ports).toMatch(/<enabled>false<\/enabled>\s*<protocol>HTTPS<\/protocol>\s*<portNo>443</);
    expect((await read(laptop, '/ISAPI/Security/users')).text).toMatch(/<userName>admin<[\s\S]*<userLevel>Administrator<[\s\S]*<userName>viewer<\/userName>\s*<userLevel>Operator</);
  });

  it('port rows stand in another order on another model', async () => {
    const order = async (model: string): Promise<string[]> => {
      const { laptop } = await faceHouse('hikvision', { model });
      return [...(await read(laptop, '/ISAPI/Security/adminAccesses')).text.matchAll(/<protocol>([A-Z_]+)/g)].map((match) => match[1] ?? '').slice(0, 4);
    };
    expect(await order('DS-7608NXI-I2')).toEqual(['HTTP', 'RTSP', 'HTTPS', 'DEV_MANAGE']);
    expect(await order('DS-2CD2532F-IWS')).toEqual(['HTTP', 'HTTPS', 'DEV_MANAGE', 'RTSP']);
  });

  it('namespaces, versions and missing documents differ by model', async () => {
    const [nvr, dvr, old] = await Promise.all(['DS-7616NI-K2', 'iDS-7204HUHI-M1', 'DS-2CD2532F-IWS'].map(async (model) => (await faceHouse('hikvision', { model })).laptop));
    if (!nvr || !dvr || !old) throw new Error('no house');
    expect((await read(nvr, INFO)).text).toContain('<DeviceInfo version="2.0" xmlns="http://www.hikvision.com/ver20/XMLSchema">');
    expect((await read(dvr, INFO)).text).toContain('<DeviceInfo version="1.0" xmlns="http://www.isapi.org/ver20/XMLSchema">');
    const status = async (laptop: typeof nvr, path: string): Promise<unknown> => {
      const reply = await read(laptop, path);
      return [reply.status, element(reply.text, 'subStatusCode')];
    };
    expect(await status(nvr, '/ISAPI/System/Network/NAT')).toEqual([403, 'notSupport']);
    expect(await status(nvr, '/ISAPI/Nothing')).toEqual([404, undefined]);
    expect(await status(dvr, '/ISAPI/Nothing')).toEqual([403, 'notSupport']);
    expect(await status(old, '/ISAPI/System/Network/EZVIZ')).toEqual([404, undefined]);
    expect(await status(dvr, '/ISAPI/System/status')).toEqual([200, 'riskPassword']);
  });

  it('a model writes & as it likes', async () => {
    const [ugly, clean] = await Promise.all(['DS-7616NI-K2', 'DS-7608NXI-I2'].map(async (model) => (await read((await faceHouse('hikvision', { model })).laptop, INFO)).text));
    expect(ugly).toContain('Cameras & alarms');
    expect(clean).toContain('Cameras &amp; alarms');
  });

  it('operators are told that they may not see the users', async () => {
    const { laptop, recorder } = await faceHouse('hikvision');
    const reply = await read(laptop, '/ISAPI/Security/users', { user: 'viewer', password: 'View-1234' });
    expect([reply.status, element(reply.text, 'subStatusCode'), recorder.counters.refusedLogins]).toEqual([403, 'lowPrivilege', 0]);
  });

  it.each(['PUT', 'POST', 'DELETE'])('%s is counted and refused', async (method) => {
    const { laptop, recorder } = await faceHouse('hikvision');
    const reply = await fetchOnce(laptop, '/ISAPI/System/time', { method: method as 'POST', body: '<Time/>' });
    expect([reply.status, element(reply.text, 'subStatusCode'), recorder.counters.writes]).toEqual([403, 'methodNotAllowed', 1]);
  });

  it('ways around the sign-in are noted, and do not work', async () => {
    const { laptop, recorder } = await faceHouse('hikvision');
    expect([(await fetchOnce(laptop, '/ISAPI/Security/users?auth=YWRtaW46MTEK')).status, recorder.counters.bypassBait]).toEqual([401, 1]);
  });

  it('only the fields that hold secrets hold canaries', async () => {
    const { laptop } = await faceHouse('hikvision');
    const told = async (path: string): Promise<string> => (await read(laptop, `/ISAPI/System/Network/${path}`)).text;
    expect(await told('EZVIZ')).toContain(`<verificationCode>${HIKVISION_CANARIES.verificationCode}<`);
    expect(await told('DDNS')).toContain(CANARIES.ddnsUser);
    expect(await told('DDNS')).not.toContain(CANARIES.ddnsPassword);
  });
});

describe('the clock', () => {
  const zone = process.env['TZ'];
  afterEach(() => {
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
  });

  it.each([
    ['DS-7608NXI-I2', '-04:00'],
    ['DS-7616NI-K2', '-05:00'],
  ])('%s says %s in an American July', async (model, offset) => {
    process.env['TZ'] = 'America/New_York';
    const { laptop, home } = await faceHouse('hikvision', { model });
    await home.clock.sleep(Date.UTC(2027, 6, 1, 16, 0, 0) - home.clock.now());
    expect(element((await read(laptop, '/ISAPI/System/time')).text, 'localTime')).toMatch(new RegExp(`^2027-07-01T12:00:0\\d${offset}$`));
    expect((await read(laptop, '/ISAPI/System/time/timeZone')).text).toMatch(/^CST\+5:00:00DST01:00:00,/);
  });

  it('single fields come as plain text', async () => {
    const { laptop } = await faceHouse('hikvision');
    const reply = await read(laptop, '/ISAPI/System/time/localTime');
    expect(reply.rawHeaders).toContain('text/plain');
    expect(reply.text).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/);
  });
});

describe('SADP', () => {
  it('answers who asks, whoever that is, with address, ports and activation', async () => {
    const { laptop } = await faceHouse('hikvision', { model: 'DS-7616NI-K2', settings: { network: { dhcp: true } } });
    const [answer = ''] = await ask(laptop, probe('inquiry'), { address: '239.255.255.250', port: 37020 });
    expect(['Uuid', 'IPv4Address', 'IPv4SubnetMask', 'DHCP', 'CommandPort', 'MAC', 'Activated'].map((name) => element(answer, name))).toEqual([
      '13A888A9-F1B1-4020-AE9F-05607682D23B',
      RECORDER,
      '255.255.255.0',
      'true',
      '8000',
      '02-00-00-00-00-64',
      'true',
    ]);
    expect(answer).toMatch(/<DeviceDescription>[^<]* & [^<]*</);
  });

  it('is heard by whoever listens to the group when it lives in another network', async () => {
    const { laptop } = await faceHouse('hikvision', { initialized: false, settings: { network: { address: '192.168.7.64', prefix: 24 } } });
    const group = await laptop.udp({ address: '192.168.1.50', port: 37020, groups: ['239.255.255.250'], reuse: true });
    if (!group.ok) throw new Error(group.failure.kind);
    await group.value.send(Buffer.from(probe('inquiry')), 37020, '239.255.255.250');
    const deadline = laptop.clock.deadline(1_000);
    const heard: string[] = [];
    for (let received = await group.value.receive(deadline.signal); received.ok; received = await group.value.receive(deadline.signal)) heard.push(Buffer.from(received.value.data).toString());
    const answers = heard.filter((text) => text.includes('<ProbeMatch>'));
    // Once to the asker, once to the group; its own answer is no question to it.
    expect(answers).toHaveLength(2);
    const [answer = ''] = answers;
    expect([element(answer, 'IPv4Address'), element(answer, 'Activated')]).toEqual(['192.168.7.64', 'false']);
  });

  it('what would set something is counted and not answered', async () => {
    const { laptop, recorder } = await faceHouse('hikvision');
    expect(await ask(laptop, probe('update'), { address: RECORDER, port: 37020 })).toEqual([]);
    expect(await ask(laptop, 'noise', { address: RECORDER, port: 37020 })).toEqual([]);
    expect(recorder.counters.writes).toBe(1);
  });
});

it('one recorder can be set apart from its model', async () => {
  const { laptop } = await faceHouse('hikvision', { face: hikvisionFace({ riskPassword: [INFO] }) });
  expect(element((await read(laptop, INFO)).text, 'subStatusCode')).toBe('riskPassword');
});
