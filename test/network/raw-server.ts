/** A TCP server that says what a test wants, on a free loopback port. */
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

export interface RawServer {
  readonly port: number;
  /** Bytes heard, one entry a connection. */
  readonly heard: string[];
  readonly sockets: Set<Socket>;
  close(): Promise<void>;
}

export async function rawServer(answer: (socket: Socket, request: string) => void, when: 'on-connect' | 'on-request' = 'on-request'): Promise<RawServer> {
  const heard: string[] = [];
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    const index = heard.push('') - 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    if (when === 'on-connect') answer(socket, '');
    socket.on('data', (data) => {
      heard[index] += data.toString('latin1');
      if (when === 'on-request' && heard[index]?.includes('\r\n\r\n')) answer(socket, heard[index]);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    heard,
    sockets,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Writes for ever as fast as the reader takes it. */
export function pour(socket: Socket, piece: string | Buffer): void {
  const more = (): void => {
    while (!socket.destroyed && socket.write(piece));
  };
  socket.on('drain', more);
  more();
}
