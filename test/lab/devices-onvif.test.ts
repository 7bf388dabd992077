import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { lockStatus } from '../../src/accounts/index.js';
import { ONVIF_CANARIES, onvifFace, ONVIF_PROFILES, onvifProfile, withOnvif, type OnvifProfile } from '../../src/lab/devices/onvif/index.js';
import { tokenProves } from '../../src/lab/devices/onvif/username-token.js';
import { dahuaFace } from '../../src/lab/devices/recorder/index.js';
import { RECORDER } from './devices-support.js';
import { answerTo, ask, element, faceHouse, fetchOnce, LOGIN, type FaceHouse, type Reply } from './devices-faces-support.js';

const SERVICE = '/onvif/device_service';
const probe = (types = 'dn:NetworkVideoTransmitter'): string =>
  `<?xml version="1.0" encoding="UTF-8"?><e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope" xmlns:w="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery" xmlns:dn="http://www.onvif.org/ver10/network/wsdl"><e:Header><w:MessageID>uuid:84ede3de-7dec-11d0-c360-f01234567890</w:MessageID><w:To>urn:schemas-xmlsoap-org:ws:2005:04:discovery</w:To><w:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe</w:Action></e:Header><e:Body><d:Probe>${types === '' ? '' : `<d:Types>${types}</d:Types>`}</d:Probe></e:Body></e:Envelope>`;

function soap(operation: string, header = ''): string {
  return `<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Header>${header}</s:Header><s:Body><${operation} xmlns="http://www.onvif.org/ver10/device/wsdl"/></s:Body></s:Envelope>`;
}

/** WS-UsernameToken profile 1.1 §3.1, written apart from the code under test. */
function token(created: string, password = LOGIN.password): string {
  const nonce = Buffer.from('00112233445566778899aabbccddeeff', 'hex');
  const digest = createHash('sha1').update(Buffer.concat([nonce, Buffer.from(created + password)])).digest('base64');
  return `<Security><UsernameToken><Username>${LOGIN.user}</Username><Password Type="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordDigest">${digest}</Password><Nonce>${nonce.toString('base64')}</Nonce><Created>${created}</Created></UsernameToken></Security>`;
}

const call = ({ laptop }: FaceHouse, operation: string, options: { header?: string; authorization?: string } = {}): Promise<Reply> =>
  fetchOnce(laptop, SERVICE, { method: 'POST', body: soap(operation, options.header), headers: options.authorization === undefined ? {} : { authorization: options.authorization } });

const house = (id: string, changes: Partial<OnvifProfile> = {}): Promise<FaceHouse> => faceHouse('onvif', { face: onvifFace({ profile: id, changes, passwordOf: (user) => (user === LOGIN.user ? LOGIN.password : undefined) }) });

describe('before a sign-in', () => {
  it.each(ONVIF_PROFILES.filter((profile) => !profile.timeNeedsAuth).map((profile) => profile.id))('%s tells its clock and name to anyone', async (id) => {
    const own = await house(id);
    own.state.clockOffsetSeconds = 3600;
    const { status, text } = await call(own, 'GetSystemDateAndTime');
    const hour = new Date(own.home.clock.now() + 3_600_000).getUTCHours();
    expect([status, element(text, 'Hour')]).toEqual([200, String(hour)]);
    expect(element((await call(own, 'GetHostname')).text, 'Name')).toBe('NVR');
  });

  it('a strict one keeps even the clock to itself', async () => {
    const own = await house('strict');
    const { status, text } = await call(own, 'GetSystemDateAndTime');
    expect([status, text.includes('ter:NotAuthorized'), own.recorder.counters.refusedLogins]).toEqual([401, true, 0]);
  });

  it.each([200, 400, 401] as const)('a fault may come under status %i', async (faultStatus) => {
    const own = await house('strict', { faultStatus });
    const { status, text } = await call(own, 'GetDNS');
    expect([status, text.includes('ter:NotAuthorized')]).toEqual([faultStatus, true]);
  });

  it('a lax one tells all, passwords too', async () => {
    const own = await house('lax');
    expect(element((await call(own, 'GetUsers')).text, 'Password')).toBe(ONVIF_CANARIES.password);
    const card = (await call(own, 'GetNetworkInterfaces')).text;
    expect(card).toMatch(/<tt:Manual>\s*<tt:Address>192\.168\.1\.64<\/tt:Address>\s*<tt:PrefixLength>24</);
    own.state.network.dhcp = true;
    expect((await call(own, 'GetNetworkInterfaces')).text).toMatch(/<tt:FromDHCP>\s*<tt:Address>192\.168\.1\.64</);
    expect(element((await call(own, 'GetNetworkDefaultGateway')).text, 'IPv4Address')).toBe('192.168.1.1');
    expect((await call(own, 'GetNetworkProtocols')).text).toMatch(/<tt:Name>HTTPS<\/tt:Name>\s*<tt:Enabled>false<\/tt:Enabled>\s*<tt:Port>443</);
  });

  it('what would set something is counted and refused; what is unknown is only refused', async () => {
    const own = await house('lax');
    const { status, text } = await call(own, 'SetSystemFactoryDefault');
    expect([status, text.includes('ter:ActionNotSupported'), own.recorder.counters.writes]).toEqual([400, true, 1]);
    await call(own, 'GetGeoLocation');
    expect([(await fetchOnce(own.laptop, SERVICE)).status, own.recorder.counters.writes]).toEqual([400, 1]);
  });

  it('malformed in two ways: a prefix that nobody declared, and typographic quotes', async () => {
    expect((await call(await house('prefix'), 'GetDNS')).text).toMatch(/<env:Envelope [^>]*xmlns:env=(?![\s\S]*xmlns:SOAP-ENV)[\s\S]*<SOAP-ENV:Body>/);
    expect((await call(await house('quotes'), 'GetDNS')).text).toMatch(/^<\?xml version=”1\.0”/);
  });
});

describe('signing in', () => {
  const now = ({ home }: FaceHouse): string => new Date(home.clock.now()).toISOString();

  it('the published form of the password digest', () => {
    // Nonce bytes 00..0f, password Test-1234, computed with openssl.
    const vector = { user: 'admin', password: '7hDjoOTNI501sb8lTJ2zdVmVm6U=', nonce: Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex'), created: '2026-11-22T12:00:00.000Z', inClear: false };
    expect(tokenProves(vector, 'Test-1234', Date.parse('2026-11-22T12:00:10Z'))).toBe(true);
    expect(tokenProves(vector, 'Test-1235', Date.parse('2026-11-22T12:00:10Z'))).toBe(false);
  });

  it('by token, near its own clock', async () => {
    const own = await house('strict');
    expect((await call(own, 'GetDeviceInformation', { header: token(now(own)) })).status).toBe(200);
    expect(own.recorder.counters.refusedLogins).toBe(0);
  });

  it('a clock that is an hour off makes the right password wrong, and costs a try', async () => {
    const own = await house('strict');
    own.state.clockOffsetSeconds = -3600;
    expect((await call(own, 'GetDeviceInformation', { header: token(now(own)) })).status).toBe(401);
    expect([own.recorder.counters.refusedLogins, lockStatus(own.accounts.state, 'admin', own.home.clock.now())?.triesLeft]).toEqual([1, 4]);
  });

  it('by HTTP digest where a token is not taken', async () => {
    const own = await house('digest');
    const asked = await call(own, 'GetDNS', { header: token(now(own)) });
    expect([asked.status, own.recorder.counters.refusedLogins]).toEqual([401, 0]);
    const authorization = answerTo(asked.challenges[0] ?? '', { ...LOGIN, uri: SERVICE, method: 'POST' });
    expect((await call(own, 'GetDNS', { authorization })).text).toMatch(/<tt:DNSManual>/);
  });

  it('wrong passwords lock the one account that the other protocols use', async () => {
    const own = await faceHouse('hikvision');
    for (let i = 0; i < 5; i++) {
      const { challenges } = await call(own, 'GetDNS');
      await call(own, 'GetDNS', { authorization: answerTo(challenges[0] ?? '', { user: 'admin', password: 'wrong', uri: SERVICE, method: 'POST' }) });
    }
    expect(element((await fetchOnce(own.laptop, '/ISAPI/Security/userCheck')).text, 'lockStatus')).toBe('lock');
  });
});

describe('WS-Discovery', () => {
  const GROUP = { address: '239.255.255.250', port: 3702 };
  const addresses = async (id: string): Promise<string | undefined> => element((await ask((await house(id)).laptop, probe(), GROUP))[0] ?? '', 'XAddrs');

  it('answers with its scopes and the message that it answers', async () => {
    const [answer = ''] = await ask((await house('plain')).laptop, probe(''), GROUP);
    expect([element(answer, 'RelatesTo'), element(answer, 'Types'), element(answer, 'XAddrs')]).toEqual(['uuid:84ede3de-7dec-11d0-c360-f01234567890', 'dn:NetworkVideoTransmitter', `http://${RECORDER}${SERVICE}`]);
    expect(element(answer, 'Scopes')).toContain(`onvif://www.onvif.org/hardware/${onvifProfile('lax').model}`);
  });

  it('where it says that it is may be nowhere, an old place, or two places', async () => {
    expect(await addresses('lax')).toBe(`http://0.0.0.0${SERVICE}`);
    expect(await addresses('quotes')).toBe(`http://192.168.0.120${SERVICE}`);
    expect((await addresses('prefix'))?.split(' ')).toEqual([`http://[fe80::ff:fe00:64]${SERVICE}`, `http://${RECORDER}${SERVICE}`]);
  });

  it('keeps silent when a printer is searched, and at noise', async () => {
    const { laptop } = await house('plain');
    expect(await ask(laptop, probe('wprt:PrintDeviceType'), GROUP)).toEqual([]);
    expect(await ask(laptop, 'noise', GROUP)).toEqual([]);
  });
});

it('stands beside another make on the same port, each with its own discovery', async () => {
  const own = await faceHouse('onvif', { face: withOnvif(dahuaFace, { profile: 'lax' }) });
  expect((await fetchOnce(own.laptop, '/cgi-bin/magicBox.cgi?action=getMachineName')).challenges).toHaveLength(1);
  expect((await call(own, 'GetHostname')).status).toBe(200);
  expect(await ask(own.laptop, probe(), { address: RECORDER, port: 3702 })).toHaveLength(1);
  const search = Buffer.from('{"method":"DHDiscover.search","params":{"mac":"","uni":1}}');
  const header = Buffer.from('200000004448495000000000000000003a000000000000003a00000000000000', 'hex');
  expect((await ask(own.laptop, Buffer.concat([header, search]).toString('latin1'), { address: RECORDER, port: 37810 })).length).toBeGreaterThan(0);
});
