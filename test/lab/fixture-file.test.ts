import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DoctorError } from '../../src/errors.js';
import { parseFixture, readFixture } from '../../src/lab/fixture-file.js';
import { openHome } from '../../src/lab/index.js';

const HEAD = `schema: nvr-doctor/network@1
title: A home
story: Nothing happened.
`;
const TAIL = `
expect:
  verdict: healthy
`;

/** The one fault of a text as `where | what | hint`. */
async function fault(text: string): Promise<string> {
  try {
    await parseFixture(text, 'home.yaml');
  } catch (error) {
    if (error instanceof DoctorError) return `${error.where} | ${error.what} | ${error.hint}`;
    throw error;
  }
  return 'no fault';
}

const inHome = (lines: string): string => `${HEAD}home:\n${lines}${TAIL}`;

describe('a good fixture', () => {
  it('is read with everything in it', async () => {
    const text = `${HEAD}home:
  line: { kind: public, resolvers: [203.0.113.53] }
  router: { lan: 192.168.1.1/24, portRules: [{ outside: 37777, to: recorder }] }
  recorder: { dhcp: false, dns: [192.168.1.1], ddns: { hostname: myhome.ddns.example } }
  phones: [{ name: Ann, method: ddns }]
history:
  - event: new-router
    lan: 192.168.0.1/24
  - event: wait
    seconds: 60
person:
  login: null
  answers: { access.worksAway: false, access.changed: [new-router] }
${TAIL}`;
    expect(await parseFixture(text, 'home.yaml')).toMatchObject({
      home: { line: { kind: 'public', resolvers: ['203.0.113.53'] }, router: { portRules: [{ outside: 37777, to: 'recorder' }] } },
      history: [
        { event: 'new-router', lan: '192.168.0.1/24' },
        { event: 'wait', seconds: 60 },
      ],
      person: { login: null, answers: { 'access.worksAway': false, 'access.changed': ['new-router'] } },
      expect: { verdict: 'healthy' },
    });
  });

  it('the rarer settings and events are read too', async () => {
    const text = `${HEAD}home:
  router: { remotePage: 8080, natMapping: dependent }
  recorder: { tcpService: false, maxConnections: 10, allowsOnly: [192.168.1.0/24, 198.51.100.7] }
history:
  - { event: other-device, address: 192.168.1.200, listens: [], holds: 10, handsOutAddresses: true }
  - { event: ddns-provider-closed }
${TAIL}`;
    expect(await parseFixture(text, 'home.yaml')).toMatchObject({
      home: { router: { remotePage: 8080, natMapping: 'dependent' }, recorder: { tcpService: false, maxConnections: 10, allowsOnly: ['192.168.1.0/24', '198.51.100.7'] } },
      history: [{ event: 'other-device', holds: 10, handsOutAddresses: true }, { event: 'ddns-provider-closed' }],
    });
    expect(await fault(inHome('  recorder: { allowsOnly: [everybody] }'))).toContain('must be an address or a network such as 192.168.1.0/24');
  });

  it('JSON is YAML', async () => {
    const json = JSON.stringify({ schema: 'nvr-doctor/network@1', title: 't', story: 's', home: {}, expect: { verdict: 'problem', causes: ['double-nat'] } });
    expect((await parseFixture(json, 'home.json')).expect.causes).toEqual(['double-nat']);
  });
});

describe('one fault, with its place and what to do', () => {
  it('an unknown setting, with the one that was meant', async () => {
    expect(await fault(inHome('  router:\n    hairpn: true\n'))).toBe('home.yaml:6:5 | `hairpn` is not known here. | Did you mean `hairpin`?');
    expect(await fault(inHome('  router:\n    xyzzy: true\n'))).toMatch(/^home.yaml:6:5 \| `xyzzy` is not known here\. \| Known: model, lan, /);
  });

  it('an unknown event, with the one that was meant', async () => {
    expect(await fault(`${inHome('  router: {}\n')}history:\n  - event: router-rest\n`)).toBe('home.yaml:10:12 | `router-rest` is not a known event. | Did you mean `router-reset`?');
  });

  it('a setting of another event', async () => {
    expect(await fault(`${inHome('  router: {}\n')}history:\n  - event: line-down\n    seconds: 4\n`)).toBe('home.yaml:11:5 | `seconds` is not known here. | Known: event.');
  });

  it('a value of the wrong kind or out of range', async () => {
    expect(await fault(inHome('  router:\n    upnp: maybe\n'))).toBe('home.yaml:6:11 | `home.router.upnp` must be true or false. | Correct this value.');
    expect(await fault(inHome('  recorder:\n    address: 192.168.1.640\n'))).toBe('home.yaml:6:14 | `home.recorder.address` must be an IPv4 address such as 192.168.1.64. | Correct this value.');
    expect(await fault(inHome('  recorder:\n    ports: { tcp: 0 }\n'))).toContain('home.yaml:6:19 | `home.recorder.ports.tcp` must be a whole number from 1 to 65535.');
    expect(await fault(inHome('  recorder:\n    dns: yes\n'))).toContain('must be `auto`, or a list of addresses.');
    expect(await fault(inHome('  line:\n    kind: fibre\n'))).toContain('must be one of public, cgnat, down.');
    expect(await fault(inHome('  router:\n    lan: 192.168.1.0/24\n'))).toContain('this names the network; give the address of the router itself');
  });

  it('something that is missing', async () => {
    expect(await fault(inHome('  phones:\n    - name: Ann\n'))).toBe('home.yaml:6:7 | `home.phones[0]` has no `method`. | Add `method:`.');
    expect(await fault(`${HEAD}home: {}\n`)).toBe('home.yaml:1:1 | The fixture network has no `expect`. | Add `expect:`.');
  });

  it('an answer that is no fact', async () => {
    expect(await fault(`${inHome('  router: {}\n')}person:\n  answers:\n    access.workAway: false\n`)).toBe('home.yaml:11:5 | `access.workAway` is not known here. | Did you mean `access.worksAway`?');
  });

  it('an answer that the fact cannot have', async () => {
    const answering = (answer: string): Promise<string> => fault(`${inHome('  router: {}\n')}person:\n  answers:\n    ${answer}\n`);
    expect(await answering('access.method: carrier-pigeon')).toBe('home.yaml:11:20 | `access.method` cannot be "carrier-pigeon". | It is the way the app connects: one of p2p, ddns, wan-ip, vpn, lan-ip.');
    expect(await answering('access.changed: new-router')).toMatch(/^home\.yaml:11:21 \| `access\.changed` cannot be "new-router"\. \| It is what was changed before the trouble began: a list of new-router, /);
    expect(await answering('access.method: null')).toBe('no fault');
  });

  it('names of phones and users that nobody has, or that two have', async () => {
    const phones = '  phones: [{ name: Anna, method: p2p }]\n';
    expect(await fault(`${inHome(phones)}person: { phone: Ana }\n`)).toBe('home.yaml:9:18 | There is no phone `Ana` in this home. | Did you mean `Anna`?');
    expect(await fault(`${inHome(phones)}history:\n  - { event: phone-opens-app, phone: Bert }\n`)).toContain('There is no phone `Bert` in this home. | Known: Anna.');
    expect(await fault(`${inHome(phones)}history:\n  - { event: password-changed, user: root }\n`)).toContain('There is no user `root` in this home. | Known: admin.');
    expect(await fault(inHome('  phones: [{ name: Anna, method: p2p }, { name: Anna, method: ddns }]\n'))).toContain('There are two of the phone `Anna`.');
  });

  it('a second home in the same file', async () => {
    expect(await fault(`${inHome('  router: {}\n')}---\n${inHome('  router: {}\n')}`)).toContain('A file holds one home; leave out what comes after the line `---`.');
  });

  it('another schema version, before anything else in the file', async () => {
    expect(await fault('schema: nvr-doctor/network@9\nhouse: {}\n')).toBe('home.yaml:1:9 | The schema `nvr-doctor/network@9` is not known. | This version reads `schema: nvr-doctor/network@1`.');
    expect(await fault('title: A home\n')).toContain('The file does not name its schema.');
    expect(await fault('just a sentence\n')).toContain('home.yaml is not a fixture network.');
    expect(await fault('')).toContain('home.yaml is not a fixture network.');
  });

  it('broken YAML', async () => {
    expect(await fault(`${HEAD}home: [\n`)).toMatch(/^home\.yaml:\d+:\d+ \| This is not valid YAML: /);
    expect(await fault(`${HEAD}title: twice\nhome: {}\n${TAIL}`)).toMatch(/^home\.yaml:4:1 \| This is not valid YAML: Map keys must be unique\. \| /);
  });

  it('aliases, anchors and tags', async () => {
    expect(await fault(`${HEAD}home: &a {}\nperson: {}\n${TAIL}`)).toContain('has a tag or an anchor.');
    expect(await fault(inHome('  router: !!map {}\n'))).toContain('has a tag or an anchor.');
    expect(await fault(inHome('  router: *nothing\n'))).toMatch(/home\.yaml:5:\d+ \| (`home\.router` is an alias\.|This is not valid YAML)/);
  });

  it('names that other languages give a meaning', async () => {
    expect(await fault(inHome('  __proto__: { upnp: true }\n'))).toContain('`__proto__` is not known here.');
    expect(await fault(inHome('  constructor: {}\n'))).toContain('`constructor` is not known here.');
    expect(({} as { upnp?: unknown }).upnp).toBeUndefined();
  });

  it('nesting so deep that the parser would end the process', async () => {
    for (const deep of ['['.repeat(20_000), `${'[\n'.repeat(20_000)}`, `${' '.repeat(60)}x: 1`, `${'- '.repeat(500)}x`, '{a: '.repeat(9000)]) {
      expect(await fault(`${HEAD}home:\n${deep}\n`)).toContain('nested too deeply');
    }
  });
});

describe('files', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fixture-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const refused = async (path: string): Promise<DoctorError> => {
    const error: unknown = await readFixture(path).catch((caught: unknown) => caught);
    if (!(error instanceof DoctorError)) throw new Error('it was read');
    return error;
  };

  it('a missing one, a folder, one that is too big and one that is no text', async () => {
    expect(await refused(join(folder, 'none.yaml'))).toMatchObject({ what: 'The fixture network does not exist.', exitCode: 2 });
    expect((await refused(folder)).what).toBe('This is a folder, not a fixture network.');
    await writeFile(join(folder, 'big.yaml'), '#'.repeat(300_000));
    expect((await refused(join(folder, 'big.yaml'))).what).toContain('too big');
    // It has no end, and tells no size.
    if (process.platform !== 'win32') expect((await refused('/dev/zero')).what).toBe('This is a device or a pipe, not a file.');
    await writeFile(join(folder, 'bytes.yaml'), Buffer.from([0x73, 0xff, 0xfe]));
    expect((await refused(join(folder, 'bytes.yaml'))).what).toBe('The file is not text in UTF-8.');
  });

  it('every home that comes with nvr-doctor is read, and its history can happen', async () => {
    const shipped = (await readdir('fixtures/networks')).filter((name) => name.endsWith('.yaml'));
    for (const name of shipped) {
      const home = await openHome(await readFixture(join('fixtures/networks', name)));
      expect(home.options.stunServers, name).toHaveLength(2);
      home.close();
    }
    expect(shipped.length).toBeGreaterThan(20);
  });
});
