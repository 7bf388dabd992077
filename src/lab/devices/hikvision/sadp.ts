/** SADP on UDP 37020: the recorder tells who and where it is to anyone on its wire, without a sign-in. */
import { ipv4Text, networkOf, prefixMask } from '../../../facts/validate.js';
import type { ServerNetwork } from '../../../network/seam.js';
import type { Device } from '../../device.js';
import { printXml } from '../print-xml.js';
import type { RecorderContext } from '../recorder/context.js';
import { serveUdp } from '../service.js';
import type { HikvisionProfile } from './profiles.js';

const SADP_PORT = 37020;
const SADP_GROUP = '239.255.255.250';
const MAX_REQUEST = 4096;

export async function startSadp(
  network: ServerNetwork,
  { context, profile }: { readonly context: RecorderContext; readonly profile: HikvisionProfile },
  where: { readonly address?: string | undefined; readonly port?: number | undefined },
): Promise<Device> {
  const bind = { port: where.port ?? SADP_PORT, reuse: true, groups: [SADP_GROUP], broadcast: true, ...(where.address === undefined ? {} : { address: where.address }) };
  const service = await serveUdp(network, bind, 'The discovery port of the recorder', (datagram, reply) => {
    const text = datagram.data.length > MAX_REQUEST ? '' : Buffer.from(datagram.data).toString('utf8');
    const type = /<Types>\s*([A-Za-z]+)\s*<\/Types>/.exec(text)?.[1];
    // Its own answers come back to it from the group, and are no questions.
    if (!/<Probe[\s>]/.test(text) || type === undefined) return;
    // Everything but the question sets something: address, password, activation.
    if (type !== 'inquiry') {
      context.counters.writes++;
      return;
    }
    const answer = Buffer.from(probeMatch(context, profile, /<Uuid>\s*([^<\s]{1,64})\s*<\/Uuid>/.exec(text)?.[1] ?? ''), 'utf8');
    reply(answer);
    // By multicast too where the asker is not in its own network: the way back has no route then.
    const { address, prefix } = context.state.network;
    if (networkOf(datagram.address, prefix) !== networkOf(address, prefix)) void service.socket.send(answer, SADP_PORT, SADP_GROUP);
  });
  return service;
}

function probeMatch({ state, accounts }: RecorderContext, profile: HikvisionProfile, uuid: string): string {
  const { network, ports } = state;
  return printXml(
    {
      ProbeMatch: {
        Uuid: uuid,
        Types: 'inquiry',
        DeviceType: 137_985,
        // Where firmware forgets to escape, this field is the usual place.
        DeviceDescription: profile.escapes ? state.model : `${state.model} & more`,
        DeviceSN: state.serial,
        CommandPort: ports.tcp,
        HttpPort: ports.http,
        HttpsPort: ports.https,
        RtspPort: ports.rtsp,
        MAC: state.mac.replaceAll(':', '-'),
        IPv4Address: network.address,
        IPv4SubnetMask: ipv4Text(prefixMask(network.prefix)),
        IPv4Gateway: network.gateway,
        IPv6Address: '::',
        IPv6Gateway: '::',
        IPv6MaskLen: 64,
        DHCP: network.dhcp,
        AnalogChannelNum: profile.deviceType === 'DVR' ? 4 : 0,
        DigitalChannelNum: 16,
        DiskNumber: 2,
        SoftwareVersion: `${state.firmware}${profile.released}`,
        DSPVersion: 'V5.0, build 231129',
        BootTime: '2026-11-10 11:58:02',
        Activated: accounts.state.initialized,
        PasswordResetAbility: true,
        PasswordResetModeSecond: true,
        SupportSecurityQuestion: true,
        SupportHCPlatform: true,
        HCPlatformEnable: state.p2p.enabled,
      },
    },
    { escapes: profile.escapes },
  );
}
