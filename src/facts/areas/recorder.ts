/** The recorder's own settings: what it believes about the network. */
import { fact } from '../types.js';

/** Makers whose own protocols are known; their recorders carry many labels. */
const MAKERS = ['Dahua', 'Hikvision', 'Uniview'] as const;
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
  'recorder.family': fact({
    type: { kind: 'enum', values: MAKERS },
    title: 'the maker whose protocols the recorder speaks, whatever its label says',
    empty: 'unknown where it speaks none of them',
    sources: ['recorder-probe', 'recorder-discovery'],
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
    type: { kind: 'ip', own: true },
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
    type: { kind: 'ip', own: true },
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
  'recorder.network.linkSpeed': fact({ type: { kind: 'int', min: 0 }, unit: 'Mbit/s', title: "the speed of the recorder's network cable", sources: SETTINGS }),
  'recorder.network.defaultInterface': fact({
    type: { kind: 'text', max: 32 },
    title: 'the network port through which the recorder goes out',
    empty: 'null means that none is chosen',
    nullable: true,
    sources: SETTINGS,
  }),
  'recorder.network.interfaces': fact({
    type: { kind: 'list', of: { record: { name: 'text', address: 'ip', prefix: 'int', gateway: 'ip', dhcp: 'bool', up: 'bool' } }, max: 16 },
    title: "the recorder's network ports",
    empty: '[] means that the recorder lists none; a null address is 0.0.0.0: the port is not in use',
    sources: SETTINGS,
    sensitivity: 'personal',
  }),
  'recorder.network.poeSubnet': fact({
    type: { kind: 'cidr' },
    title: "the network of the recorder's own camera sockets",
    empty: 'null means that the recorder has none',
    nullable: true,
    sources: SETTINGS,
  }),
  'recorder.network.pppoe': fact({ type: { kind: 'bool' }, title: 'whether the recorder dials in by itself (PPPoE)', sources: SETTINGS }),
  'recorder.network.mtu': fact({ type: { kind: 'int', min: 0, max: 65535 }, unit: 'bytes', title: "the recorder's largest packet (MTU)", sources: SETTINGS }),

  'recorder.ports.tcp': fact({ type: { kind: 'port' }, title: "the recorder's TCP port (the one the app uses)", sources: SETTINGS_OR_DISCOVERY }),
  'recorder.ports.http': fact({ type: { kind: 'port' }, title: "the recorder's web port", sources: SETTINGS_OR_DISCOVERY }),
  'recorder.ports.https': fact({ type: { kind: 'port' }, title: "the recorder's HTTPS port", sources: SETTINGS_OR_DISCOVERY }),
  'recorder.ports.rtsp': fact({ type: { kind: 'port' }, title: "the recorder's RTSP port", sources: SETTINGS_OR_DISCOVERY }),
  'recorder.ports.onvif': fact({ type: { kind: 'port' }, title: 'the port at which the recorder answers ONVIF', sources: ['recorder-discovery'] }),
  'recorder.ports.udp': fact({ type: { kind: 'port' }, title: "the recorder's UDP port", sources: SETTINGS }),
  'recorder.ports.httpsEnabled': fact({ type: { kind: 'bool' }, title: "whether the recorder's HTTPS is on", sources: SETTINGS }),
  'recorder.ports.rtspEnabled': fact({ type: { kind: 'bool' }, title: "whether the recorder's RTSP is on", sources: SETTINGS }),
  'recorder.ports.maxConnections': fact({ type: { kind: 'int', min: 0 }, title: 'how many connections the recorder allows', sources: SETTINGS }),

  'recorder.upnp.enabled': fact({ type: { kind: 'bool' }, title: "whether the recorder's UPnP is on", sources: SETTINGS }),
  'recorder.upnp.mappings': fact({
    type: { kind: 'list', of: { record: { enabled: 'bool', protocol: ['tcp', 'udp'], inside: 'port', outside: 'port', service: 'text' } }, max: 32 },
    title: "the recorder's UPnP port table",
    empty: '[] means that the table is empty',
    sources: SETTINGS,
  }),
  'recorder.upnp.granted': fact({
    type: { kind: 'list', of: { record: { protocol: ['tcp', 'udp'], inside: 'port', outside: 'port', granted: 'bool' } }, max: 32 },
    title: 'which ports the router gave the recorder, as the recorder sees it',
    empty: '[] means that its table is empty; a null in "granted" is a word of the recorder that has no sure meaning',
    sources: SETTINGS,
  }),
  'recorder.upnp.routerAddress': fact({
    type: { kind: 'ip' },
    title: 'the router that the recorder found by UPnP',
    empty: 'null means that it found none',
    nullable: true,
    sources: ['recorder-settings'],
    sensitivity: 'personal',
  }),
  'recorder.upnp.outsideAddress': fact({
    type: { kind: 'ip' },
    title: "the router's internet address as the recorder was told",
    empty: 'null means that it was told none',
    nullable: true,
    sources: ['recorder-settings'],
    sensitivity: 'personal',
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

  'recorder.ddns.providers': fact({
    type: { kind: 'list', of: 'text', max: 16 },
    title: 'the DDNS providers that are switched on in the recorder',
    empty: '[] means that none is on; more than one fight over the name',
    sources: SETTINGS,
  }),
  'recorder.ddns.lastResult': fact({ type: { kind: 'text', max: 96 }, title: "what the recorder says about its last DDNS update, in the recorder's words", sources: SETTINGS }),
  'recorder.ddns.lastAddress': fact({
    type: { kind: 'ip' },
    title: 'the address that the recorder last registered for its name',
    empty: 'null means that it has registered none',
    nullable: true,
    sources: SETTINGS,
    sensitivity: 'personal',
  }),

  'recorder.p2p.enabled': fact({ type: { kind: 'bool' }, title: "whether the recorder's P2P is on", sources: SETTINGS }),
  'recorder.p2p.host': fact({ type: { kind: 'text', max: 253 }, title: 'the P2P server the recorder is set to', empty: 'null means that none is set', nullable: true, sources: SETTINGS }),
  'recorder.p2p.status': fact({
    type: { kind: 'enum', values: ['online', 'offline'] },
    title: 'whether the recorder is registered with its P2P cloud',
    sources: ['recorder-settings', 'settings-file', 'inferred'],
    merge: 'first',
  }),

  'recorder.time.offsetSeconds': fact({
    type: { kind: 'int' },
    unit: 's',
    title: "how far the recorder's clock is from this computer's",
    empty: 'positive means that the recorder is ahead; wall clocks are compared, so one hour may be daylight saving',
    sources: ['recorder-settings', 'settings-file'],
  }),
  'recorder.time.shownDate': fact({
    type: { kind: 'text', max: 10, form: 'date' },
    title: 'the date that the recorder shows',
    empty: 'as YYYY-MM-DD; an unlock code is made for this date and not for today',
    sources: SETTINGS,
  }),
  'recorder.time.ntpEnabled': fact({ type: { kind: 'bool' }, title: 'whether the recorder sets its clock from the internet (NTP)', sources: SETTINGS }),
  'recorder.time.ntpServer': fact({ type: { kind: 'text', max: 253 }, title: "the recorder's time server", empty: 'null means that the field is empty', nullable: true, sources: SETTINGS }),
  'recorder.time.zone': fact({ type: { kind: 'text', max: 64 }, title: "the recorder's time zone, in its own words", sources: SETTINGS }),
  'recorder.time.dstEnabled': fact({ type: { kind: 'bool' }, title: 'whether the recorder follows daylight saving', sources: SETTINGS }),

  'recorder.filter.mode': fact({
    type: { kind: 'enum', values: ['off', 'allow', 'deny'] },
    title: "the recorder's access filter",
    empty: '"allow": only listed addresses may sign in; "deny": listed addresses may not',
    sources: SETTINGS,
  }),
  'recorder.filter.addresses': fact({
    type: { kind: 'list', of: 'text', max: 64 },
    title: "the addresses in the recorder's access filter",
    empty: '[] means that the list is empty',
    sources: SETTINGS,
    sensitivity: 'personal',
  }),
} as const;
