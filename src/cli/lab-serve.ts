/** The virtual devices on real loopback sockets until Ctrl-C; where they listen goes to stdout, as text or JSON. */
import { serveHomeOnLoopback, type ServedHome } from '../lab/devices/serve.js';
import { BRANDS, type Brand, type RecorderFixture } from '../lab/fixture.js';
import { readFixture } from '../lab/index.js';
import { deliver, formatOf, notice } from './common.js';
import { fixtureFile } from './fixture-home.js';
import { flag, text, type Arguments } from './options.js';
import { untilStopped } from './serving.js';

export async function serveLab(args: Arguments): Promise<void> {
  const name = text(args, 'home');
  const fixture = name === undefined ? undefined : await readFixture(await fixtureFile(name));
  const served = await serveHomeOnLoopback({
    address: text(args, 'address') ?? '127.0.0.1',
    ssdp: flag(args, 'ssdp'),
    discovery: flag(args, 'discovery'),
    home: { ...fixture?.home, recorder: { ...fixture?.home.recorder, ...recorderOf(args) } },
  });
  try {
    const places = placesOf(served);
    await deliver(args, formatOf(args) === 'json' ? `${JSON.stringify(places)}\n` : Object.entries(places).map(([device, place]) => `${device}: ${place}\n`).join(''));
    notice(args, 'Ctrl-C ends it.');
    await untilStopped();
  } finally {
    served.close();
  }
}

/** The recorder of the command line, in place of the home's. */
function recorderOf(args: Arguments): RecorderFixture {
  const given = text(args, 'brand');
  const brand = BRANDS.find((known) => known === given);
  const model = text(args, 'model');
  return { ...(brand === undefined ? {} : { brand }), ...(model === undefined ? {} : { model }) };
}

/** Where each make answers questions about its settings. */
const SETTINGS_AT: Readonly<Record<Brand, string>> = { dahua: 'cgi-bin/', hikvision: 'ISAPI/', onvif: 'onvif/device_service', uniview: 'LAPI/V1.0/' };

function placesOf({ address, igd, natPmpPort, stun, recorder, brand, login }: ServedHome): Record<string, string> {
  const web = `http://${address}:${recorder.httpPort}/`;
  return {
    router: igd.descriptionUrl,
    ...(natPmpPort === undefined ? {} : { 'nat-pmp': `${address}:${natPmpPort}` }),
    stun: `${address}:${stun.port}`,
    'recorder web': web,
    ...(recorder.httpsPort === 0 ? {} : { 'recorder https': `https://${address}:${recorder.httpsPort}/` }),
    'recorder settings': web + SETTINGS_AT[brand],
    'recorder tcp': `${address}:${recorder.tcpPort}`,
    // Nobody's password: it stands in the fixture, or is the lab's own.
    ...(login === undefined ? {} : { 'lab user': login.name, 'lab password': login.password }),
  };
}
