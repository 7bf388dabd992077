/** A program on the host network, for tests that need a process of its own: inside a namespace, or to see that it ends. Prints one JSON line. */
import { dnsQuery } from '../../src/network/dns.js';
import { hostNetwork } from '../../src/network/host/index.js';
import { httpRequest } from '../../src/network/http.js';
import type { Outcome } from '../../src/network/seam.js';

const network = hostNetwork();
const [command = '', ...words] = process.argv.slice(2);
const print = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`);

function must<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
  return outcome.value;
}

const COMMANDS: Record<string, () => Promise<void>> = {
  /** Where am I. */
  async where() {
    const [gateway, neighbours, resolvers, interfaces] = [await network.defaultGateway(), await network.neighbours(), await network.resolvers(), await network.interfaces()];
    print({ gateway, neighbours, resolvers, interfaces: interfaces.filter(({ family }) => family === 4) });
  },

  /** connect HOST PORT: what became of it. */
  async connect() {
    const deadline = network.clock.deadline(300);
    const outcome = await network.tcp({ host: words[0] ?? '', port: Number(words[1]), signal: deadline.signal });
    deadline.clear();
    if (outcome.ok) outcome.value.destroy();
    print(outcome.ok ? 'connected' : outcome.failure.kind);
  },

  /** certificate PORT…: what the certificate at each port of 127.0.0.1 proves. */
  async certificate() {
    const proves = async (port: string): Promise<unknown> => {
      const deadline = network.clock.deadline(2_000);
      const reply = await httpRequest(network, { url: `https://127.0.0.1:${port}/`, tls: { allowUntrusted: true }, signal: deadline.signal });
      deadline.clear();
      return reply.ok ? reply.value.certificate : reply.failure;
    };
    print(await Promise.all(words.map(proves)));
  },

  /** ask OWN GROUP PORT: one datagram out, the first answer back. */
  async ask() {
    const [address = '', group = '', port] = words;
    const socket = must(await network.udp({ address, multicastTtl: 2, broadcast: group === '255.255.255.255' }));
    const deadline = network.clock.deadline(1_000);
    const sent = await socket.send(Buffer.from('question'), Number(port), group);
    const heard = sent.ok ? await socket.receive(deadline.signal) : sent;
    deadline.clear();
    socket.close();
    print(heard.ok ? { from: heard.value.address, text: Buffer.from(heard.value.data).toString() } : heard.failure);
  },

  /** hear OWN GROUP PORT: answers the first datagram; says when it is ready. */
  async hear() {
    const [address = '', group = '', port] = words;
    const socket = must(await network.udp({ port: Number(port), reuse: true, ...(group === '-' ? {} : { address, groups: [group] }) }));
    print('ready');
    const deadline = network.clock.deadline(5_000);
    const heard = await socket.receive(deadline.signal);
    if (heard.ok) await socket.send(Buffer.from('answer'), heard.value.port, heard.value.address);
    deadline.clear();
    socket.close();
    print(heard.ok ? heard.value.address : heard.failure);
  },

  /** Uses a bit of everything on loopback, clears no deadline, and must still end by itself. */
  async everything() {
    const person = new AbortController();
    network.clock.deadline(60_000);
    const long = network.clock.deadline(60_000, person.signal);
    const listener = must(await network.listen(0, (connection) => connection.on('data', () => connection.write('HTTP/1.1 200 OK\r\n\r\nwaiting')), '127.0.0.1'));
    const silent = must(await network.udp({ address: '127.0.0.1' }));
    const short = network.clock.deadline(100, long.signal);
    const url = `http://127.0.0.1:${listener.port}/`;
    const outcomes = await Promise.all([
      httpRequest(network, { url, signal: short.signal }),
      httpRequest(network, { url: url.replace('http', 'https'), tls: { allowUntrusted: true }, signal: long.signal }),
      dnsQuery(network, { server: '127.0.0.1', port: silent.local.port, name: 'a.example', type: 'A', signal: short.signal }),
    ]);
    const attempt = network.tcp({ host: '127.0.0.1', port: listener.port, signal: person.signal });
    person.abort();
    outcomes.push((await attempt) as never);
    await network.defaultGateway();
    silent.close();
    listener.close();
    print(outcomes.map((outcome) => (outcome.ok ? 'ok' : outcome.failure.kind)));
  },
};

await COMMANDS[command]?.();
