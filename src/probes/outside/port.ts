/** Which port strangers and the app come in by. */
import type { Facts } from '../../facts/merge.js';

/**
 * The port the app is set to, since that is the way the person uses; else the outside port of the router's rule for the recorder;
 * else the recorder's own TCP port, which most rules keep. Undefined where none of them is known.
 */
export function outsidePort(facts: Facts): number | undefined {
  const app = facts.value('access.port');
  if (app !== undefined) return app;
  const address = recorderAddress(facts);
  const inside = facts.value('recorder.ports.tcp');
  const rule = facts.value('router.mappings')?.find((m) => m.protocol === 'tcp' && m.enabled !== false && m.host === address && (inside === undefined || m.inside === inside));
  return rule?.outside ?? inside;
}

/** Where the recorder answers in the house; else where its settings say it is. */
export function recorderAddress(facts: Facts): string | undefined {
  return facts.value('lan.address') ?? facts.value('recorder.network.address') ?? undefined;
}

/** The port in the house behind that outside port, as far as it is known: by the router's rule, else the recorder's TCP port. */
export function insidePort(facts: Facts, outside: number): number {
  const address = recorderAddress(facts);
  const rule = facts.value('router.mappings')?.find((m) => m.protocol === 'tcp' && m.outside === outside && m.host === address);
  return rule?.inside ?? facts.value('recorder.ports.tcp') ?? outside;
}

/** True when nothing that is still running could lead to another port: the app's is given, or the router and the recorder have spoken. */
export function portIsSettled(facts: Facts): boolean {
  if (facts.value('access.port') !== undefined) return true;
  const routerSpoke = facts.value('router.mappings') !== undefined || facts.value('router.igd.found') === false;
  return routerSpoke && facts.value('recorder.ports.tcp') !== undefined && facts.value('lan.address') !== undefined;
}
