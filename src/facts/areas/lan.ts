/** How the recorder answers inside the house, without a login. */
import { fact } from '../types.js';

/** `open`: a connection was accepted. `closed`: refused (RST). `no-answer`: nothing came back within the deadline. */
export const PORT_STATES = ['open', 'closed', 'no-answer'] as const;

/** Whose protocols a recorder speaks, whatever its label says; `ONVIF` where no maker's own is known. */
export const RECORDER_FAMILIES = ['Dahua', 'Hikvision', 'Uniview', 'ONVIF'] as const;

export const LAN = {
  'lan.found': fact({
    type: { kind: 'bool' },
    title: 'whether the recorder was found in the house',
    empty: 'false means: discovery was sent and listened for, every known port of the address was tried, and nothing answered',
    sources: ['recorder-discovery', 'lan-ports'],
    merge: 'first',
  }),
  'lan.address': fact({
    type: { kind: 'ip' },
    title: 'the address at which the recorder answers',
    empty: 'null means that it was looked for and did not answer',
    nullable: true,
    sources: ['lan-ports', 'recorder-discovery'],
    merge: 'first',
    sensitivity: 'personal',
  }),
  'lan.askedAddress': fact({
    type: { kind: 'ip' },
    title: 'the recorder address that was given',
    empty: 'null means that none was given and the recorder was looked for',
    nullable: true,
    sources: ['user'],
    sensitivity: 'personal',
  }),
  'lan.askedAnswers': fact({
    type: { kind: 'bool' },
    title: 'whether anything answers at the recorder address that was given',
    sources: ['lan-ports'],
  }),
  'lan.recorders': fact({
    type: { kind: 'list', of: { record: { address: 'ip', mac: 'mac', serial: 'text', model: 'text', brand: 'text', family: RECORDER_FAMILIES, tcpPort: 'port', httpPort: 'port' } }, max: 32 },
    title: 'the recorders found in the house',
    empty: '[] means that discovery was sent and nothing answered',
    sources: ['recorder-discovery'],
    sensitivity: 'personal',
  }),
  'lan.mac': fact({
    type: { kind: 'mac' },
    title: "the recorder's hardware address",
    sources: ['recorder-discovery', 'host', 'recorder-settings'],
    merge: 'first',
    sensitivity: 'personal',
  }),
  'lan.tcpPort': fact({
    type: { kind: 'enum', values: PORT_STATES },
    title: "how the recorder's TCP port answers in the house",
    sources: ['lan-ports'],
  }),
  'lan.httpPort': fact({
    type: { kind: 'enum', values: PORT_STATES },
    title: "how the recorder's web port answers in the house",
    sources: ['lan-ports'],
  }),
  'lan.openPorts': fact({
    type: { kind: 'list', of: 'port', max: 64 },
    title: 'the ports that answer at the recorder',
    empty: '[] means that none of the tried ports is open',
    sources: ['lan-ports'],
  }),
  'lan.triedPorts': fact({
    type: { kind: 'list', of: 'port', max: 64 },
    title: 'the ports that were tried at the recorder',
    sources: ['lan-ports'],
  }),
  'lan.certificate': fact({
    type: { kind: 'enum', values: ['trusted', 'self-signed', 'expired', 'other-name', 'untrusted'] },
    title: "what the certificate of the recorder's HTTPS proves",
    empty: 'only "trusted" proves who answers; a device in the house is read with the others too, and the fault is named here',
    sources: ['lan-ports'],
  }),
} as const;
