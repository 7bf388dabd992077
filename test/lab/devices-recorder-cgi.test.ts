import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { lockStatus } from '../../src/accounts/index.js';
import { readAuthorization } from '../../src/lab/devices/recorder/cgi-auth.js';
import { cgi, digestHeader, fetchHttp, RECORDER, recorderHouse } from './devices-support.js';
import { readAll } from './sim-support.js';

const NAME = '/cgi-bin/magicBox.cgi?action=getMachineName';
const config = (name: string): string => `/cgi-bin/configManager.cgi?action=getConfig&name=${name}`;
const PROFILES = ['3.215.0000000.1', '4.000.0000000.6.R', '4.001.0000000.14'];

describe('signing in to the CGI', () => {
  it('without credentials: a fresh challenge each time, nothing counted, odd headers', async () => {
    const { laptop, recorder } = await recorderHouse();
    const [first, second] = [await cgi(laptop, NAME, null), await cgi(laptop, NAME, null)];
    expect([first.status, first.text]).toEqual([401, '']);
    expect(first.headers['www-authenticate']).toMatch(/^Digest realm="Login to 9Z0AAAAPAZ00001", qop="auth,auth-int", nonce="[0-9a-f]{32}", opaque="[0-9a-f]{32}"$/);
    expect(first.headers['www-authenticate']).not.toBe(second.headers['www-authenticate']);
    expect(first.rawHeaders).toEqual(expect.arrayContaining(['CONNECTION', 'Content-type', 'CONTENT-LENGTH']));
    expect(recorder.counters.refusedLogins).toBe(0);
  });

  it('the right password is accepted, lines end with CRLF', async () => {
    const { laptop } = await recorderHouse();
    const reply = await cgi(laptop, NAME);
    expect([reply.status, reply.text]).toEqual([200, 'name=NVR\r\n']);
  });

  it('a wrong password burns exactly one try', async () => {
    const { laptop, recorder, accounts } = await recorderHouse();
    const reply = await cgi(laptop, NAME, { user: 'admin', password: 'wrong' });
    expect([reply.status, reply.text]).toEqual([401, 'Error\r\nInvalid Authority!\r\n']);
    expect(recorder.counters.refusedLogins).toBe(1);
    expect(lockStatus(accounts.state, 'admin', 0)?.triesLeft).toBe(4);
  });

  it.each([
    ['4.000.0000000.6.R', '{"ErrorCode":268632081,"Result":false,"RmLock":1800,"RmLogin":0}'],
    ['3.215.0000000.1', 'Error\r\nUser Locked! Please try again after 30 minutes.\r\n'],
  ])('firmware %s tells a lock with 403, also to the right password', async (firmware, text) => {
    const { laptop } = await recorderHouse({ settings: { firmware } });
    for (let i = 0; i < 4; i++) expect((await cgi(laptop, NAME, { user: 'admin', password: 'wrong' })).status).toBe(401);
    const last = await cgi(laptop, NAME, { user: 'admin', password: 'wrong' });
    expect([last.status, last.text]).toEqual([403, text]);
    expect((await cgi(laptop, NAME)).status).toBe(403);
  });

  it('a header whose uri differs from the request line gets 403 and is not counted', async () => {
    const { laptop, recorder } = await recorderHouse();
    const challenge = String((await cgi(laptop, NAME, null)).headers['www-authenticate']);
    const headers = { authorization: digestHeader(challenge, { user: 'admin', password: 'Test-1234', uri: NAME, headerUri: '/cgi-bin/magicBox.cgi' }) };
    expect((await fetchHttp(laptop, `http://${RECORDER}${NAME}`, { headers })).status).toBe(403);
    expect(recorder.counters.refusedLogins).toBe(0);
  });

  it.each([
    ['3.215.0000000.1', 401],
    ['4.000.0000000.6.R', 403],
  ])('firmware %s answers a nonce that was used before with %i and does not count it', async (firmware, status) => {
    const { laptop, recorder } = await recorderHouse({ settings: { firmware } });
    const challenge = String((await cgi(laptop, NAME, null)).headers['www-authenticate']);
    const headers = { authorization: digestHeader(challenge, { user: 'admin', password: 'Test-1234', uri: NAME }) };
    expect((await fetchHttp(laptop, `http://${RECORDER}${NAME}`, { headers })).status).toBe(200);
    expect((await fetchHttp(laptop, `http://${RECORDER}${NAME}`, { headers })).status).toBe(status);
    expect(recorder.counters.refusedLogins).toBe(0);
  });

  it('a password offered in clear is refused and costs a try', async () => {
    const { laptop, recorder } = await recorderHouse();
    const authorization = `Basic ${Buffer.from('admin:Test-1234').toString('base64')}`;
    expect((await fetchHttp(laptop, `http://${RECORDER}${NAME}`, { headers: { authorization } })).status).toBe(401);
    expect(recorder.counters.refusedLogins).toBe(1);
  });

  it('a recorder that was never set up answers 401 to everything and counts nothing', async () => {
    const { laptop, recorder } = await recorderHouse({ initialized: false });
    const reply = await cgi(laptop, NAME);
    expect([reply.status, reply.text]).toEqual([401, 'Error\r\nInvalid Authority!\r\n']);
    expect(recorder.counters.refusedLogins).toBe(0);
  });

  it('over the connection limit the right password gets a 401 that speaks of connections', async () => {
    const { laptop } = await recorderHouse({ options: { quirks: { connectionCap: 2 } } });
    const idle = await Promise.all([1, 2, 3].map(() => laptop.tcp({ host: RECORDER, port: 80, signal: new AbortController().signal })));
    expect(idle.every((outcome) => outcome.ok)).toBe(true);
    const reply = await cgi(laptop, NAME);
    expect([reply.status, reply.text]).toEqual([401, 'Error\r\nExceeded maximum number of connections\r\n']);
  });
});

describe('what the CGI tells', () => {
  it.each(PROFILES)('firmware %s: settings are told under the names clients know', async (firmware) => {
    const { laptop } = await recorderHouse({ settings: { firmware, ddns: { enabled: true, hostname: 'home.ddns.example', password: 's3cr=t' } } });
    const text = async (target: string): Promise<string[]> => (await cgi(laptop, target)).text.split('\r\n');
    expect(await text(config('Network'))).toEqual(
      expect.arrayContaining(['table.Network.DefaultInterface=eth0', 'table.Network.eth0.IPAddress=192.168.1.64', 'table.Network.eth0.SubnetMask=255.255.255.0', 'table.Network.bond0.IPAddress=0.0.0.0', 'table.Network.eth1.IPAddress=10.1.1.1']),
    );
    expect(await text(config('General'))).toEqual(expect.arrayContaining(['table.General.LockLoginTimes=5', 'table.General.LoginFailLockTime=1800']));
    expect(await text(config('DVRIP'))).toContain('table.DVRIP.TCPPort=37777');
    expect(await text(config('Web'))).toContain('table.Web.Port=80');
    expect(await text(config('RTSP'))).toContain('table.RTSP.RTP.StartPort=20000');
    expect(await text(config('DDNS'))).toEqual(expect.arrayContaining(['table.DDNS[0].Enable=false', 'table.DDNS[3].Enable=true', 'table.DDNS[3].HostName=home.ddns.example', 'table.DDNS[3].Password=s3cr=t']));
    expect(await text(config('UPnP'))).toContain('table.UPnP.MapTable[2].Protocol=UDP');
    expect(await text('/cgi-bin/magicBox.cgi?action=getSoftwareVersion')).toEqual([expect.stringMatching(`^version=${firmware.replaceAll('.', '\\.')},build:`), '']);
    expect(await text('/cgi-bin/magicBox.cgi?action=getSystemInfo')).toEqual(expect.arrayContaining(['deviceType=31', 'serialNumber=9Z0AAAAPAZ00001', 'updateSerial=DH-NVR5216-4KS2/I']));
  });

  it('the P2P table is a list or an object, name servers are a list or two fields, by firmware', async () => {
    const seen: Record<string, readonly [boolean, boolean]> = {};
    for (const firmware of PROFILES) {
      const { laptop } = await recorderHouse({ settings: { firmware } });
      const [p2p, network] = [(await cgi(laptop, config('T2UServer'))).text, (await cgi(laptop, config('Network'))).text];
      expect(p2p).toMatch(/^table\.T2UServer(\[0\])?\.Address=/);
      expect(network).toMatch(/eth0\.DnsServers(\[0\]|\.Address0)=192\.168\.1\.1/);
      seen[firmware.slice(0, 5)] = [p2p.includes('[0]'), network.includes('DnsServers[0]')];
    }
    expect(seen).toEqual({ '3.215': [true, true], '4.000': [false, true], '4.001': [true, false] });
  });

  it.each(['T2UServer[0]', 'T2UServer%5B0%5D'])('brackets in the query are taken as written: %s', async (name) => {
    const { laptop } = await recorderHouse();
    const reply = await cgi(laptop, config(name));
    expect([reply.status, reply.text.split('\r\n')[1]]).toEqual([200, 'table.T2UServer[0].Enable=true']);
  });

  it('unknown and refused configs are the same 403; a wrong index, a missing name and an unknown action have their own answers', async () => {
    const { laptop } = await recorderHouse({ settings: { firmware: '3.215.0000000.1' } });
    const status = async (target: string): Promise<readonly [number, string]> => {
      const reply = await cgi(laptop, target);
      return [reply.status, reply.text.trim()];
    };
    const denial = [403, 'Error\r\nAuthority:check failure.'];
    expect(await status(config('HTTP'))).toEqual(denial);
    expect(await status(config('Https'))).toEqual(denial);
    expect(await status(config('network'))).toEqual(denial);
    expect(await status(config('__proto__'))).toEqual(denial);
    expect(await status(config('DDNS[9]'))).toEqual([400, 'Error: Error -1 getting param in name=DDNS[9]']);
    expect(await status('/cgi-bin/configManager.cgi?action=getConfig')).toEqual([400, 'Error\r\nBad Request!']);
    expect(await status('/cgi-bin/magicBox.cgi?action=toString')).toEqual([501, 'Error\r\nNot Implemented!']);
    expect((await cgi(laptop, '/cgi-bin/../../etc/passwd')).status).toBe(404);
  });

  it('users: index 1 is missing, the reusable flag is Sharable, passwords are stars; who is no administrator is denied', async () => {
    const { laptop } = await recorderHouse();
    const { text } = await cgi(laptop, '/cgi-bin/userManager.cgi?action=getUserInfoAll');
    expect(text).toContain('users[0].Name=admin\r\nusers[0].Password=******\r\nusers[0].Reserved=true\r\nusers[0].Sharable=true');
    expect(text).toContain('users[2].Memo=a=b \x1b[31m\r\nusers[2].Name=viewer\r\nusers[2].Password=******\r\nusers[2].Reserved=false\r\nusers[2].Sharable=false');
    expect(text).not.toContain('users[1]');
    const viewer = { user: 'viewer', password: 'View-1234' };
    expect((await cgi(laptop, '/cgi-bin/userManager.cgi?action=getUserInfoAll', viewer)).status).toBe(403);
    expect((await cgi(laptop, '/cgi-bin/userManager.cgi?action=getUserInfo&name=viewer', viewer)).text).toContain('user.Sharable=false');
    expect((await cgi(laptop, '/cgi-bin/userManager.cgi?action=getUserInfo&name=admin', viewer)).status).toBe(403);
  });

  it('the clock is the recorder’s own, wrong by its offset', async () => {
    const { laptop, home } = await recorderHouse({ settings: { clockOffsetSeconds: 3600 } });
    const { text } = await cgi(laptop, '/cgi-bin/global.cgi?action=getCurrentTime');
    const told = new Date((/result=(.*)\r\n/.exec(text)?.[1] ?? '').replace(' ', 'T')).getTime();
    expect(Math.abs(told - home.clock.now() - 3_600_000)).toBeLessThan(2_000);
  });
});

describe('recorders with their own ways', () => {
  it('another challenge, bare line ends, a refused table', async () => {
    const challenge = 'Digest qop="auth,auth-int", realm={realm}, nonce="{nonce}", algorithm=MD5';
    const { laptop } = await recorderHouse({ options: { quirks: { challenge, lineEnd: '\n', refusedConfigs: ['DDNS'] } } });
    expect((await cgi(laptop, NAME, null)).headers['www-authenticate']).toMatch(/^Digest qop="auth,auth-int", realm=Login to 9Z0AAAAPAZ00001, nonce="[0-9a-f]{32}", algorithm=MD5$/);
    const quoted = await recorderHouse({ options: { quirks: { lineEnd: '\n', refusedConfigs: ['DDNS'] } } });
    expect((await cgi(quoted.laptop, NAME)).text).toBe('name=NVR\n');
    expect((await cgi(quoted.laptop, config('DDNS'))).status).toBe(403);
  });

  it('a web port that takes connections and says nothing', async () => {
    const { laptop } = await recorderHouse({ options: { quirks: { silentHttp: true } } });
    await expect(cgi(laptop, NAME)).rejects.toThrow('timed-out');
  });
});

describe('clients that go too far', () => {
  it.each(['/cgi-bin/configManager.cgi?action=setConfig&Network.eth0.DhcpEnable=true', '/cgi-bin/magicBox.cgi?action=reboot', '/cgi-bin/userManager.cgi?action=addUser&user.Name=x'])(
    'a write is counted, refused, and changes nothing: %s',
    async (target) => {
      const { laptop, recorder, state } = await recorderHouse();
      const before = JSON.stringify(state);
      expect((await cgi(laptop, target)).status).toBe(403);
      expect(recorder.counters.writes).toBe(1);
      expect(JSON.stringify(state)).toBe(before);
    },
  );

  it('POST on the CGI is a bad request; unknown pages do not exist; the start page needs no login', async () => {
    const { laptop } = await recorderHouse();
    expect((await fetchHttp(laptop, `http://${RECORDER}${NAME}`, { method: 'POST', body: 'x' })).status).toBe(400);
    expect((await fetchHttp(laptop, `http://${RECORDER}/nothing`)).status).toBe(404);
    expect((await fetchHttp(laptop, `http://${RECORDER}/`)).body.toString()).toContain('WEB SERVICE');
  });

  it('any Authorization header is read without an exception', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.string().map((s) => `Digest ${s}`), fc.string().map((s) => `Basic ${s}`)), (header) => void expect(readAuthorization(header)['scheme']).toBeTypeOf('string')));
    expect(readAuthorization('Digest username="a\\"b", uri=/x, __proto__="1"')).toMatchObject({ username: 'a"b', uri: '/x' });
  });

  it('garbage in place of HTTP is answered with 400 and the recorder goes on', async () => {
    const { laptop } = await recorderHouse();
    for (const garbage of ['\x16\x03\x01\x02\x00', 'GET\r\n\r\n', 'GET / HTTP/1.1\r\nContent-Length: -5\r\n\r\n', '\0'.repeat(2000)]) {
      const connected = await laptop.tcp({ host: RECORDER, port: 80, signal: new AbortController().signal });
      if (!connected.ok) throw new Error(connected.failure.kind);
      const connection = connected.value;
      connection.on('error', () => connection.destroy());
      const answer = readAll(connection);
      connection.write(garbage, 'latin1');
      expect((await answer).toString()).toMatch(/^HTTP\/1\.1 400 /);
    }
    expect((await cgi(laptop, NAME)).status).toBe(200);
  });
});
