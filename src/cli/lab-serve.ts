/** The virtual devices on real loopback sockets until Ctrl-C; where they listen goes to stdout, as text or JSON. */
import { serveHomeOnLoopback, type ServedHome } from '../lab/devices/serve.js';
import { readFixture } from '../lab/index.js';
import { deliver, formatOf, notice } from './common.js';
import { fixtureFile } from './fixture-home.js';
import { flag, text, type Arguments } from './options.js';
import { untilStopped } from './serving.js';

export async function serveLab(args: Arguments): Promise<void> {
  const name = text(args, 'home');
  const fixture = name === undefined ? undefined : await readFixture(await fixtureFile(name));
  const served = await serveHomeOnLoopback({ address: text(args, 'address') ?? '127.0.0.1', ssdp: flag(args, 'ssdp'), ...(fixture ? { home: fixture.home } : {}) });
  try {
    const places = placesOf(served);
    await deliver(args, formatOf(args) === 'json' ? `${JSON.stringify(places)}\n` : Object.entries(places).map(([device, place]) => `${device}: ${place}\n`).join(''));
    notice(args, 'Ctrl-C ends it.');
    await untilStopped();
  } finally {
    served.close();
  }
}

function placesOf({ address, igd, natPmpPort, stun, recorder }: ServedHome): Record<string, string> {
  return {
    router: igd.descriptionUrl,
    ...(natPmpPort === undefined ? {} : { 'nat-pmp': `${address}:${natPmpPort}` }),
    stun: `${address}:${stun.port}`,
    'recorder web': `http://${address}:${recorder.httpPort}/`,
    'recorder tcp': `${address}:${recorder.tcpPort}`,
  };
}
