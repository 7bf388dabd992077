/** A name server on loopback that answers what a test tells it to, over UDP and TCP on one port. */
import { createSocket, type Socket } from 'node:dgram';
import { createServer, type AddressInfo, type Server } from 'node:net';
import packet, { type Answer, type DecodedPacket, type Packet } from 'dns-packet';

export type Reply = Packet | Buffer | undefined;

export interface DnsServer {
  readonly port: number;
  /** Questions heard over UDP, in order. */
  readonly asked: DecodedPacket[];
  readonly overTcp: DecodedPacket[];
  close(): void;
}

/** The reply that fits the question; `flags` adds the response code and bits. */
export function answer(query: DecodedPacket, answers: Answer[] = [], more: Packet = {}): Packet {
  return { type: 'response', id: query.id ?? 0, flags: packet.RECURSION_DESIRED | packet.RECURSION_AVAILABLE, questions: query.questions ?? [], answers, ...more };
}

/** `reply` may give several datagrams; nothing, or `undefined`, is silence. */
export async function dnsServer(reply: (query: DecodedPacket, count: number) => Reply | Reply[], tcpReply: (query: DecodedPacket) => Reply = () => undefined): Promise<DnsServer> {
  const asked: DecodedPacket[] = [];
  const overTcp: DecodedPacket[] = [];
  const tcp = createServer();
  const udp = await onePort(tcp);
  udp.on('message', (data, from) => {
    const query = packet.decode(data);
    asked.push(query);
    for (const one of [reply(query, asked.length)].flat()) if (one !== undefined) udp.send(Buffer.isBuffer(one) ? one : packet.encode(one), from.port, from.address);
  });
  tcp.on('connection', (socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      const query = packet.decode(data.subarray(2));
      overTcp.push(query);
      const one = tcpReply(query);
      if (one === undefined) return;
      const message = Buffer.isBuffer(one) ? one : packet.encode(one);
      const length = Buffer.alloc(2);
      length.writeUInt16BE(message.length);
      socket.write(length);
      setTimeout(() => socket.write(message), 10);
    });
  });
  return { port: udp.address().port, asked, overTcp, close: () => (udp.close(), tcp.close()) };
}

/** The same free port for both; one that is free for TCP may be in use for UDP. */
async function onePort(tcp: Server): Promise<Socket> {
  await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve));
  const udp = createSocket('udp4');
  const bound = await new Promise<boolean>((resolve) => {
    udp.once('error', () => resolve(false));
    udp.bind((tcp.address() as AddressInfo).port, '127.0.0.1', () => resolve(true));
  });
  if (bound) return udp;
  udp.close();
  await new Promise((resolve) => tcp.close(resolve));
  return onePort(tcp);
}
