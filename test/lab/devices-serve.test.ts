/** `lab serve` as a process, for each make: what it prints is enough for a client that knows nothing else. */
import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { BRANDS } from '../../src/lab/fixture.js';
import { serveHomeOnLoopback } from '../../src/lab/devices/serve.js';
import { hostNetwork } from '../../src/network/host/index.js';

const ADDRESS = '127.0.95.1';

describe('serving a recorder of another make', () => {
  it.each(BRANDS)('%s: on loopback, with a login that it takes', async (brand) => {
    const served = await serveHomeOnLoopback({ address: ADDRESS, home: { recorder: { brand } }, ports: { natPmp: false } });
    expect([served.brand, served.login?.name, served.state.ports.http]).toEqual([brand, 'admin', served.recorder.httpPort]);
    served.close();
  });

  it('the model picks the firmware, and HTTPS gets a port of its own', async () => {
    const served = await serveHomeOnLoopback({ address: ADDRESS, home: { recorder: { model: 'DHI-NVR5232-EI', https: { enabled: true } } }, ports: { natPmp: false } });
    expect(served.state.firmware).toMatch(/^5\.001\./);
    expect(served.accounts.state.realm).toMatch(/^Login to [0-9a-f]{32}$/);
    expect([served.recorder.httpsPort > 0, served.state.ports.https]).toEqual([true, served.recorder.httpsPort]);
    served.close();
  });

  it('nobody can sign in to one that was never set up', async () => {
    const served = await serveHomeOnLoopback({ address: ADDRESS, home: { recorder: { brand: 'hikvision', initialized: false } }, ports: { natPmp: false } });
    expect(served.login).toBeUndefined();
    served.close();
  });

  it('answers discovery on its own address where it is asked to', async () => {
    const served = await serveHomeOnLoopback({ address: ADDRESS, home: { recorder: { brand: 'hikvision', model: 'DS-7616NI-K2' } }, ports: { natPmp: false }, discovery: true });
    const network = hostNetwork();
    const socket = await network.udp({ address: ADDRESS });
    if (!socket.ok) throw new Error(socket.failure.kind);
    const deadline = network.clock.deadline(2_000);
    await socket.value.send(Buffer.from('<?xml version="1.0" encoding="utf-8"?><Probe><Uuid>1</Uuid><Types>inquiry</Types></Probe>'), 37020, ADDRESS);
    const received = await socket.value.receive(deadline.signal);
    deadline.clear();
    socket.value.close();
    served.close();
    expect(received.ok && Buffer.from(received.value.data).toString()).toContain(`<IPv4Address>${ADDRESS}</IPv4Address>`);
  });
});

describe('what is served on loopback stays there', () => {
  it.each(BRANDS)('%s: discovery and UPnP searches are heard on that address alone, not from the network of this machine', async (brand) => {
    const host = hostNetwork();
    const bound: string[] = [];
    const udp: typeof host.udp = async (options) => {
      const opened = await host.udp(options);
      if (opened.ok) bound.push(opened.value.local.address);
      return opened;
    };
    const served = await serveHomeOnLoopback({ network: { ...host, udp }, address: ADDRESS, home: { recorder: { brand } }, ports: { natPmp: false }, discovery: true, ssdp: true });
    served.close();
    expect(bound.length).toBeGreaterThanOrEqual(3);
    expect([...new Set(bound)]).toEqual([ADDRESS]);
  });
});

describe('nvr-doctor lab serve', () => {
  it('prints the places, the user and the lab’s password as JSON, and ends on SIGTERM', async () => {
    const child = spawn(process.execPath, ['dist/cli.js', 'lab', 'serve', '--brand', 'hikvision', '--model', 'DS-7616NI-K2', '--address', ADDRESS, '--json', '--quiet']);
    const text = await new Promise<string>((resolve, reject) => {
      let out = '';
      let err = '';
      child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
      child.stdout.on('data', (chunk: Buffer) => {
        out += chunk.toString();
        if (out.includes('\n')) resolve(out);
      });
      child.once('exit', () => reject(new Error(err)));
    });
    const places = JSON.parse(text) as Record<string, string>;
    expect(places).toMatchObject({ 'recorder settings': expect.stringMatching(/^http:\/\/127\.0\.95\.1:\d+\/ISAPI\/$/), 'lab user': 'admin', 'lab password': 'Test-1234' });
    expect((await fetch(`${places['recorder settings']}System/deviceInfo`)).status).toBe(401);
    child.removeAllListeners('exit');
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
  });
});
