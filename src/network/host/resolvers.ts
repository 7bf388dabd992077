/** The machine's name servers in order. A stub on loopback (127.0.0.53) stays in the list: it is what programs here ask. */
import { getServers } from 'node:dns';
import { readFile } from 'node:fs/promises';
import { platform } from 'node:os';
import { ok } from '../seam.js';
import type { Outcome } from '../seam.js';

export async function resolvers(): Promise<Outcome<readonly string[]>> {
  const servers = [...new Set(getServers().map(withoutPort))];
  // With none configured the library names loopback; a machine that really asks loopback says so in its file.
  if (servers.length === 1 && servers[0] === '127.0.0.1' && platform() !== 'win32' && !(await isConfigured('127.0.0.1'))) return ok([]);
  return ok(servers);
}

/** `192.0.2.1:53` and `[2001:db8::1]:53` without the port. */
export function withoutPort(server: string): string {
  return server.replace(/^\[(.*)\](?::\d+)?$/, '$1').replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1');
}

async function isConfigured(server: string): Promise<boolean> {
  try {
    const lines = (await readFile('/etc/resolv.conf', 'utf8')).split('\n');
    return lines.some((line) => /^\s*nameserver\s+(\S+)/.exec(line)?.[1] === server);
  } catch {
    return false;
  }
}
