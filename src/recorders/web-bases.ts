/** Where a recorder's web service may be, the likeliest first. */
import type { Facts } from '../facts/merge.js';
import type { WebBase } from './http-question.js';

/** The told web port, 80, HTTPS, then ONVIF's; only ports that are open. At most three. */
export function webBases(facts: Facts, address: string, open: readonly number[]): WebBase[] {
  const https = facts.value('recorder.ports.https');
  const candidates: WebBase[] = [
    ...[facts.value('recorder.ports.http'), 80].filter((port) => port !== undefined).map((port) => ({ address, port, tls: false })),
    ...[https, 443].filter((port) => port !== undefined).map((port) => ({ address, port, tls: true })),
    // Whatever speaks ONVIF speaks HTTP, on makes that have no web page too.
    ...[facts.value('recorder.ports.onvif')].filter((port) => port !== undefined).map((port) => ({ address, port, tls: false })),
  ];
  const seen = new Set<number>();
  return candidates
    .filter(({ port }) => {
      if (!open.includes(port) || seen.has(port)) return false;
      seen.add(port);
      return true;
    })
    .slice(0, 3);
}
