/** WS-Discovery on UDP 3702 (OASIS WS-Discovery 2005/04): what the device says about where it is need not be true. */
import type { ServerNetwork } from '../../../network/seam.js';
import type { Device } from '../../device.js';
import { printXml } from '../print-xml.js';
import type { RecorderContext } from '../recorder/context.js';
import { serveUdp } from '../service.js';
import { endpointOf, scopesOf, serviceAddress } from './operations.js';
import type { OnvifProfile } from './profiles.js';

const WS_DISCOVERY_PORT = 3702;
const WS_DISCOVERY_GROUP = '239.255.255.250';
const MAX_REQUEST = 8192;
/** An address from before it moved to this house. */
const OLD_ADDRESS = '192.168.0.120';
const ADDRESSING = 'http://schemas.xmlsoap.org/ws/2004/08/addressing';

export async function startWsDiscovery(
  network: ServerNetwork,
  { context, profile }: { readonly context: RecorderContext; readonly profile: OnvifProfile },
  where: { readonly address?: string | undefined; readonly port?: number | undefined },
): Promise<Device> {
  const bind = { port: where.port ?? WS_DISCOVERY_PORT, reuse: true, groups: [WS_DISCOVERY_GROUP], ...(where.address === undefined ? {} : { address: where.address }) };
  return serveUdp(network, bind, 'The ONVIF discovery port of the recorder', (datagram, reply) => {
    const text = datagram.data.length > MAX_REQUEST ? '' : Buffer.from(datagram.data).toString('utf8');
    const message = /<(?:[\w-]+:)?MessageID\b[^>]*>\s*([^<\s]{1,128})\s*</.exec(text)?.[1];
    if (message === undefined || !/<(?:[\w-]+:)?Probe\b/.test(text) || !asksForUs(text)) return;
    reply(Buffer.from(probeMatches(context, profile, message), 'utf8'));
  });
}

/** A probe without types is for everyone. */
function asksForUs(probe: string): boolean {
  const types = /<(?:[\w-]+:)?Types\b[^>]*>\s*([^<]*?)\s*</.exec(probe)?.[1] ?? '';
  return types === '' || /(^|[\s:])(NetworkVideoTransmitter|Device)(\s|$)/.test(types);
}

function probeMatches(context: RecorderContext, { addresses }: OnvifProfile, message: string): string {
  const right = serviceAddress(context);
  const told = {
    right,
    zero: serviceAddress(context, 'device_service', '0.0.0.0'),
    old: serviceAddress(context, 'device_service', OLD_ADDRESS),
    two: `http://[fe80::ff:fe00:64]/onvif/device_service ${right}`,
  };
  return printXml({
    'SOAP-ENV:Envelope': {
      '@xmlns:SOAP-ENV': 'http://www.w3.org/2003/05/soap-envelope',
      '@xmlns:wsa': ADDRESSING,
      '@xmlns:wsdd': 'http://schemas.xmlsoap.org/ws/2005/04/discovery',
      '@xmlns:dn': 'http://www.onvif.org/ver10/network/wsdl',
      'SOAP-ENV:Header': {
        'wsa:MessageID': `uuid:${context.nonce()}`,
        'wsa:RelatesTo': message,
        'wsa:To': `${ADDRESSING}/role/anonymous`,
        'wsa:Action': 'http://schemas.xmlsoap.org/ws/2005/04/discovery/ProbeMatches',
      },
      'SOAP-ENV:Body': {
        'wsdd:ProbeMatches': {
          'wsdd:ProbeMatch': {
            'wsa:EndpointReference': { 'wsa:Address': endpointOf(context) },
            'wsdd:Types': 'dn:NetworkVideoTransmitter',
            'wsdd:Scopes': scopesOf(context).join(' '),
            'wsdd:XAddrs': told[addresses],
            'wsdd:MetadataVersion': 1,
          },
        },
      },
    },
  });
}
