/** The ONVIF side of a virtual recorder: on its own, or in front of another make's web services. */
import type { Device } from '../../device.js';
import type { OpenFace } from '../recorder/face.js';
import type { HttpExchange } from '../service.js';
import { startWsDiscovery } from './discovery.js';
import { onvifProfile, type OnvifProfile } from './profiles.js';
import { OnvifService } from './service.js';

export { ONVIF_CANARIES } from './operations.js';
export { ONVIF_PROFILES, onvifProfile, type OnvifProfile } from './profiles.js';

export interface OnvifOptions {
  /** Id of a profile, default `plain`. */
  readonly profile?: string;
  /** What sets one recorder apart from its profile. */
  readonly changes?: Partial<OnvifProfile>;
  /** The password of a user, for WS-UsernameToken; default: nobody signs in that way. */
  readonly passwordOf?: (user: string) => string | undefined;
}

/** ONVIF beside what another make serves. */
export function withOnvif(other: OpenFace, { profile: id = 'plain', changes = {}, passwordOf = () => undefined }: OnvifOptions = {}): OpenFace {
  return (parts) => {
    const { network, context } = parts;
    const profile = { ...onvifProfile(id), ...changes };
    const service = new OnvifService(context, profile, passwordOf);
    const face = other(parts);
    return {
      answer: (exchange) => (exchange.target.startsWith('/onvif/') ? service.answer(exchange) : face.answer(exchange)),
      discover: async (where) => {
        const own = await face.discover(where);
        try {
          const onvif = await startWsDiscovery(network, { context, profile }, where.port === undefined ? where : { ...where, port: 0 });
          return closeBoth(own, onvif);
        } catch (error) {
          own.close();
          throw error;
        }
      },
    };
  };
}

/** A recorder that speaks ONVIF and nothing else. */
export function onvifFace(options: OnvifOptions = {}): OpenFace {
  return withOnvif(() => ({ answer: bare, discover: async () => ({ close: () => undefined }) }), options);
}

function bare(exchange: HttpExchange): void {
  if (exchange.target === '/' && exchange.method === 'GET') exchange.reply(200, '<html><head><title>NETSurveillance</title></head><body></body></html>', ['Connection', 'close', 'Content-Type', 'text/html']);
  else exchange.reply(404, '', ['Connection', 'close']);
}

function closeBoth(...devices: readonly Device[]): Device {
  return { close: () => devices.forEach((device) => device.close()) };
}
