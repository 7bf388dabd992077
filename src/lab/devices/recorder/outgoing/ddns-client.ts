/** The recorder's DDNS client: one dyndns2 update; the outcome stands in the state. */
import type { Network } from '../../../../network/seam.js';
import type { RecorderState } from '../state.js';
import { fetchText } from './fetch-text.js';
import { lookUp } from './lookup.js';

const TIMEOUT = 3_000;

export async function updateDdns(network: Network, state: RecorderState): Promise<void> {
  const { ddns } = state;
  if (!ddns.enabled || ddns.hostname === '') return;
  ddns.lastResult = 'unreachable';
  const host = await lookUp(network, state, ddns.server);
  if (host === undefined) return;
  const own = ddns.sendsOwnAddress ? `&myip=${state.network.address}` : '';
  const login = Buffer.from(`${ddns.user}:${ddns.password}`, 'utf8').toString('base64');
  const request = `GET /nic/update?hostname=${encodeURIComponent(ddns.hostname)}${own} HTTP/1.0\r\nHost: ${ddns.server}\r\nAuthorization: Basic ${login}\r\nUser-Agent: recorder/1.0\r\n\r\n`;
  const deadline = network.clock.deadline(TIMEOUT);
  const answer = await fetchText(network, { host, port: ddns.port }, request, deadline.signal);
  deadline.clear();
  if (answer === undefined) return;
  const [word = '', address] = answer.body.trim().split(/\s+/, 2);
  ddns.lastResult = word;
  if (address !== undefined) ddns.lastAddress = address;
}
