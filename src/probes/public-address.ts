/**
 * The address under which the internet sees this house, by STUN. Two servers are asked from one socket: the same outside port for
 * both means that the line maps endpoint-independently (RFC 5780 §4.3).
 */
import { addressClass } from '../facts/address-class.js';
import type { Network, UdpSocket } from '../network/seam.js';
import { STUN_DOUBT, STUN_SECOND_ANSWER, UDP_LAST_WAIT, UDP_RETRIES } from './deadlines.js';
import type { Probe, ProbeContext } from './probe.js';
import { DONE } from '../network/done.js';
import { isHostName, isServed, lookupAt, NEUTRAL_NAME, systemServers } from './wire/lookup.js';
import { bindingRequest, type BindingAnswer, type Mapped, readBinding, stunServer } from './wire/stun.js';

const MAX_SERVERS = 4;

interface Server {
  readonly address: string;
  readonly port: number;
}

export const publicAddress: Probe = {
  id: 'public-address',
  title: 'Looking at this house from the internet',
  source: 'stun',
  vantage: 'home',
  provides: ['wan.online', 'wan.publicAddress', 'wan.natMapping'],
  after: ['host'],
  touches: 'internet',
  async run(context) {
    const { network, options, signal, observe } = context;
    const servers = await resolveServers(network, options.stunServers, signal);
    const [answers, online] = await askAndDoubt(context, servers);

    const heard = [...answers.values()];
    const mapped = heard.filter((answer) => answer !== 'error');
    if (heard.length > 0) observe.known('wan.online', true);
    else if (online === 'yes') observe.known('wan.online', true, 'dns');
    else if (signal.aborted) return;
    else if (online === 'no' && servers.length >= 2) observe.known('wan.online', false);
    else observe.unknown('wan.online', 'timed-out', 'too few servers could be asked to tell');

    if (context.facts().value('host.vpn')) {
      const detail = 'this computer goes out through a VPN: the internet sees the address of the VPN, not that of this house';
      observe.unknown('wan.publicAddress', 'not-supported', detail);
      observe.unknown('wan.natMapping', 'not-supported', detail);
      context.progress('goes out through a VPN');
      return;
    }
    await tellMapping(context, mapped, answers.size === 0 ? online : 'yes');
  },
};

async function tellMapping({ network, observe, progress, signal }: ProbeContext, mapped: readonly Mapped[], online: 'yes' | 'no' | 'unclear'): Promise<void> {
  const [first, ...others] = mapped;
  if (!first) {
    if (signal.aborted) return;
    const detail = online === 'no' ? 'nothing on the internet answers' : 'no STUN server answered';
    observe.unknown('wan.publicAddress', 'timed-out', detail);
    observe.unknown('wan.natMapping', 'timed-out', detail);
    progress(detail);
    return;
  }
  const sameAddress = others.every((other) => other.address === first.address);
  if (sameAddress) observe.known('wan.publicAddress', first.address);
  else observe.unknown('wan.publicAddress', 'contested', 'two servers saw this house under different addresses');

  const own = (await network.interfaces()).some((i) => i.address === first.address);
  if (own) observe.known('wan.natMapping', 'none');
  else if (others.length === 0) observe.unknown('wan.natMapping', 'timed-out', 'two servers are needed, and only one answered');
  else observe.known('wan.natMapping', sameAddress && others.every((other) => other.port === first.port) ? 'endpoint-independent' : 'endpoint-dependent');
  progress(sameAddress ? `the internet sees ${first.address} (${addressClass(first.address)})` : 'the internet sees several addresses');
}

/** STUN first; when it stays silent for a while, name servers are asked as well whether the line is up. */
async function askAndDoubt(context: ProbeContext, servers: readonly Server[]): Promise<[ReadonlyMap<string, BindingAnswer>, 'yes' | 'no' | 'unclear']> {
  const { network, options, signal } = context;
  const answered = new AbortController();
  const stop = (): void => answered.abort(DONE);
  signal.addEventListener('abort', stop, { once: true });
  try {
    const doubt = network.clock.sleep(STUN_DOUBT, answered.signal).then(() => (answered.signal.aborted ? 'unclear' : somebodyAnswers(network, options.publicResolvers, signal)));
    const answers = await askStun(network, servers, signal);
    if (answers.size > 0) {
      answered.abort(DONE);
      return [answers, 'yes'];
    }
    return [answers, await doubt];
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** A refusal proves nothing either way: routers answer for port 53 of anybody, and refuse while the line is down. */
async function somebodyAnswers(network: Network, resolvers: readonly string[], signal: AbortSignal): Promise<'yes' | 'no' | 'unclear'> {
  const lookup = await lookupAt(network, resolvers, NEUTRAL_NAME, signal);
  if (isServed(lookup)) return 'yes';
  return lookup?.kind === 'silent' && !signal.aborted ? 'no' : 'unclear';
}

/** Answers by `address:port` of the server. One unconnected socket for all, so that the mappings can be compared. */
async function askStun(network: Network, servers: readonly Server[], signal: AbortSignal): Promise<ReadonlyMap<string, BindingAnswer>> {
  const answers = new Map<string, BindingAnswer>();
  if (servers.length === 0) return answers;
  const opened = await network.udp({});
  if (!opened.ok) return answers;
  const socket = opened.value;
  const requests = new Map(servers.map((server) => [`${server.address}:${server.port}`, { server, ...bindingRequest() }]));
  const end = network.clock.deadline([...UDP_RETRIES, UDP_LAST_WAIT].reduce((sum, ms) => sum + ms, 0), signal);
  const finished = new AbortController();
  // Once one has answered, the line works and the other gets a fixed time.
  let grace: ReturnType<typeof network.clock.deadline> | undefined;
  const sendOpen = async (): Promise<boolean> => {
    const sent = await Promise.all([...requests].filter(([key]) => !answers.has(key)).map(([, { server, message }]) => socket.send(message, server.port, server.address)));
    return sent.some((result) => result.ok);
  };
  try {
    if (!(await sendOpen())) return answers;
    void repeat(network, sendOpen, finished.signal);
    while (answers.size < requests.size) {
      const key = await nextAnswer(socket, requests, answers, (grace ?? end).signal);
      if (key === undefined) break;
      grace ??= network.clock.deadline(STUN_SECOND_ANSWER, end.signal);
    }
    return answers;
  } finally {
    finished.abort(DONE);
    grace?.clear();
    end.clear();
    socket.close();
  }
}

async function repeat(network: Network, send: () => Promise<boolean>, signal: AbortSignal): Promise<void> {
  for (const wait of UDP_RETRIES) {
    await network.clock.sleep(wait, signal);
    if (signal.aborted) return;
    await send();
  }
}

/** Listens until a server that was asked sends the answer to its own question. */
async function nextAnswer(
  socket: UdpSocket,
  requests: ReadonlyMap<string, { readonly id: Buffer }>,
  answers: Map<string, BindingAnswer>,
  signal: AbortSignal,
): Promise<string | undefined> {
  for (;;) {
    const datagram = await socket.receive(signal);
    if (!datagram.ok) return undefined;
    const key = `${datagram.value.address}:${datagram.value.port}`;
    const request = requests.get(key);
    const answer = request && readBinding(datagram.value.data, request.id);
    if (answer === undefined || answers.has(key)) continue;
    answers.set(key, answer);
    return key;
  }
}

/** `address:port`, `name:port`, port optional. Names that cannot be found are left out: fewer servers, fewer conclusions. */
async function resolveServers(network: Network, texts: readonly string[], signal: AbortSignal): Promise<Server[]> {
  const resolved = await Promise.all(
    texts.slice(0, MAX_SERVERS).map(async (text): Promise<Server[]> => {
      const server = stunServer(text);
      if (server === undefined) return [];
      const { host, port } = server;
      if (!isHostName(host)) return [{ address: host, port }];
      const found = await lookupAt(network, await systemServers(network), host, signal);
      return found?.kind === 'addresses' && found.addresses[0] !== undefined ? [{ address: found.addresses[0], port }] : [];
    }),
  );
  return resolved.flat();
}
