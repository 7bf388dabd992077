/** The machine's ARP table, read without sending anything. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { platform } from 'node:os';
import { ipv4Number } from '../../facts/validate.js';
import { failureOf } from '../failures.js';
import { ok } from '../seam.js';
import type { InterfaceAddress, Neighbour, Outcome } from '../seam.js';
import { interfaces } from './interfaces.js';

/** Milliseconds and bytes for `arp`. */
const TOOL_LIMIT = 1_000;
const TOOL_OUTPUT = 1024 * 1024;

export async function neighbours(): Promise<Outcome<readonly Neighbour[]>> {
  try {
    if (platform() === 'linux') return ok(parseProcArp(await readFile('/proc/net/arp', 'latin1')));
    // -n: without it macOS asks the name server about every neighbour. Windows has no such letter and asks nobody.
    const text = await run('arp', platform() === 'win32' ? ['-a'] : ['-an']);
    return ok(platform() === 'win32' ? parseWindowsArp(text, interfaces()) : parseBsdArp(text));
  } catch (error) {
    return failureOf(error);
  }
}

function run(command: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(command, args, { timeout: TOOL_LIMIT, maxBuffer: TOOL_OUTPUT, windowsHide: true, encoding: 'latin1' }, (error, stdout) => {
      if (error === null) return resolve(stdout);
      // execFile reports its own time limit only by `killed`.
      reject(Object.assign(new Error(error.message), { code: error.killed ? 'ETIMEDOUT' : String(error.code) }));
    });
  });
}

/** `192.168.1.1  0x1  0x2  02:00:00:00:00:01  *  eth0`; flag 2 is a complete entry. */
export function parseProcArp(text: string): Neighbour[] {
  return text.split('\n').flatMap((line) => {
    const [address = '', , flags = '', mac = '', , name = ''] = line.split(/\s+/);
    return (parseInt(flags, 16) & 2) !== 0 ? entry(address, mac, name) : [];
  });
}

/** `? (192.168.1.1) at 2:0:0:0:0:1 on en0 ifscope [ethernet]` */
export function parseBsdArp(text: string): Neighbour[] {
  return text.split('\n').flatMap((line) => {
    const match = /\(([\d.]+)\) at ([0-9a-f:]+) on (\S+)/i.exec(line);
    return match ? entry(match[1] ?? '', match[2] ?? '', match[3] ?? '') : [];
  });
}

/** A table for each of this machine's addresses, its head `<word>: 192.168.1.50 --- 0xb`; the words are translated, the shape is not. */
export function parseWindowsArp(text: string, own: readonly InterfaceAddress[]): Neighbour[] {
  let name = '';
  return text.split(/\r?\n/).flatMap((line) => {
    const head = /([\d.]+) --- 0x/.exec(line);
    if (head) name = own.find(({ address }) => address === head[1])?.interface ?? head[1] ?? '';
    const match = /^\s*([\d.]+)\s+([0-9a-f]{2}(?:-[0-9a-f]{2}){5})\s/i.exec(line);
    return match ? entry(match[1] ?? '', (match[2] ?? '').replaceAll('-', ':'), name) : [];
  });
}

/** No entry for what stands in the tables and is no neighbour: groups, broadcast, addresses without an answer. */
function entry(address: string, mac: string, name: string): Neighbour[] {
  const bytes = mac.toLowerCase().split(':').map((byte) => byte.padStart(2, '0'));
  const canonical = bytes.join(':');
  if (ipv4Number(address) === undefined || !/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(canonical)) return [];
  const group = (parseInt(bytes[0] ?? '0', 16) & 1) === 1;
  return group || canonical === '00:00:00:00:00:00' ? [] : [{ address, mac: canonical, interface: name }];
}
