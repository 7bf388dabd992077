/** The recorder's own settings: what it believes about the network. */
import { fact } from '../types.js';

/** Settings a login can read, cross-checked by discovery, or copied off the recorder's screen by a person. */
const SETTINGS = ['recorder-settings', 'settings-file'] as const;
const SETTINGS_OR_DISCOVERY = ['recorder-settings', 'recorder-discovery', 'settings-file'] as const;

export const RECORDER = {
  'recorder.brand': fact({
    type: { kind: 'text', max: 64 },
    title: "the recorder's make",
    sources: ['recorder-settings', 'recorder-discovery', 'recorder-probe', 'settings-file'],
    merge: 'first',
  }),
  'recorder.model': fact({ type: { kind: 'text', max: 64 }, title: "the recorder's model", sources: SETTINGS_OR_DISCOVERY, merge: 'first' }),
  'recorder.serial': fact({
    type: { kind: 'text', max: 64 },
    title: "the recorder's serial number",
    sources: SETTINGS_OR_DISCOVERY,
    sensitivity: 'personal',
  }),
  'recorder.firmware': fact({ type: { kind: 'text', max: 96 }, title: "the recorder's firmware", sources: SETTINGS_OR_DISCOVERY, merge: 'first' }),
  'recorder.initialized': fact({
    type: { kind: 'bool' },
    title: 'whether the recorder has been set up (has an admin password)',
    sources: ['recorder-discovery', 'recorder-probe', 'recorder-login', 'settings-file'],
  }),

  'recorder.network.dhcp': fact({ type: { kind: 'bool' }, title: 'whether the recorder gets its address by DHCP', sources: SETTINGS_OR_DISCOVERY }),
  'recorder.network.address': fact({
    type: { kind: 'ip' },
    title: "the recorder's address in its settings",
    empty: 'null means 0.0.0.0 or an empty field',
    nullable: true,
    sources: SETTINGS_OR_DISCOVERY,
    sensitivity: 'personal',
  }),
  'recorder.network.prefix': fact({
    type: { kind: 'int', min: 0, max: 32 },
    unit: 'bits',
    title: "the recorder's network mask",
    sources: SETTINGS_OR_DISCOVERY,
  }),
  'recorder.network.gateway': fact({
    type: { kind: 'ip' },
    title: "the recorder's gateway",
    empty: 'null means 0.0.0.0 or an empty field: the recorder has no way out',
    nullable: true,
    sources: SETTINGS_OR_DISCOVERY,
    sensitivity: 'personal',
  }),
  'recorder.network.dnsAuto': fact({ type: { kind: 'bool' }, title: 'whether the recorder gets its name servers by DHCP', sources: SETTINGS }),
  'recorder.network.dns': fact({
    type: { kind: 'list', of: 'ip', max: 8 },
    title: "the recorder's name servers",
    empty: '[] means that every field is empty or 0.0.0.0',
    sources: SETTINGS,
    sensitivity: 'personal',
  }),
  'recorder.network.link': fact({
    type: { kind: 'enum', values: ['up', 'down'] },
    title: "the recorder's network cable",
    sources: SETTINGS,
  }),

  'recorder.ports.tcp': fact({ type: { kind: 'port' }, title: "the recorder's TCP port (the one the app uses)", sources: SETTINGS_OR_DISCOVERY }),
  'recorder.ports.http': fact({ type: { kind: 'port' }, title: "the recorder's web port", sources: SETTINGS_OR_DISCOVERY }),
  'recorder.ports.https': fact({ type: { kind: 'port' }, title: "the recorder's HTTPS port", sources: SETTINGS }),
  'recorder.ports.rtsp': fact({ type: { kind: 'port' }, title: "the recorder's RTSP port", sources: SETTINGS }),
  'recorder.ports.maxConnections': fact({ type: { kind: 'int', min: 0 }, title: 'how many connections the recorder allows', sources: SETTINGS }),

  'recorder.upnp.enabled': fact({ type: { kind: 'bool' }, title: "whether the recorder's UPnP is on", sources: SETTINGS }),
  'recorder.upnp.mappings': fact({
    type: { kind: 'list', of: { record: { enabled: 'bool', protocol: ['tcp', 'udp'], inside: 'port', outside: 'port', service: 'text' } }, max: 32 },
    title: "the recorder's UPnP port table",
    empty: '[] means that the table is empty',
    sources: SETTINGS,
  }),

  'recorder.ddns.enabled': fact({ type: { kind: 'bool' }, title: "whether the recorder's DDNS is on", sources: SETTINGS }),
  'recorder.ddns.provider': fact({ type: { kind: 'text', max: 64 }, title: "the recorder's DDNS provider", empty: 'null means that DDNS is off', nullable: true, sources: SETTINGS }),
  'recorder.ddns.hostname': fact({
    type: { kind: 'text', max: 253 },
    title: "the recorder's DDNS name",
    empty: 'null means that DDNS is off or the name field is empty',
    nullable: true,
    sources: SETTINGS,
    sensitivity: 'personal',
  }),

  'recorder.p2p.enabled': fact({ type: { kind: 'bool' }, title: "whether the recorder's P2P is on", sources: SETTINGS }),
  'recorder.p2p.host': fact({ type: { kind: 'text', max: 253 }, title: 'the P2P server the recorder is set to', empty: 'null means that none is set', nullable: true, sources: SETTINGS }),
  'recorder.p2p.status': fact({
    type: { kind: 'enum', values: ['online', 'offline'] },
    title: 'whether the recorder is registered with its P2P cloud',
    sources: ['recorder-settings', 'settings-file'],
  }),

  'recorder.time.offsetSeconds': fact({
    type: { kind: 'int' },
    unit: 's',
    title: "how far the recorder's clock is from this computer's",
    empty: 'positive means that the recorder is ahead; wall clocks are compared, so one hour may be daylight saving',
    sources: ['recorder-settings'],
  }),
} as const;
