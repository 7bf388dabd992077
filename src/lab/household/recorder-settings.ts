/** From the words of a fixture to the settings and the faults of a virtual recorder. What the fixture does not name keeps its default. */
import type { LockPolicy } from '../../accounts/index.js';
import type { NetworkCard, RecorderQuirks, RecorderState } from '../devices/recorder/index.js';
import type { CardFixture, RecorderFixture } from '../fixture.js';

type Settings = Omit<Partial<RecorderFixture>, 'users' | 'serial' | 'mac'>;

/** Writes what is named into the state; addressing, name servers and DDNS are the caller's, who knows the house. */
export function applySettings(state: RecorderState, set: Settings): void {
  const { network, https, time, recovery } = state;
  state.model = set.model ?? state.model;
  state.firmware = set.firmware ?? state.firmware;
  network.cards = set.cards?.map(cardOf) ?? network.cards;
  network.defaultInterface = set.defaultInterface ?? network.defaultInterface;
  network.pppoe = set.pppoe ?? network.pppoe;
  network.linkSpeed = set.linkSpeed ?? network.linkSpeed;
  state.ports.maxConnections = set.maxConnections ?? state.ports.maxConnections;
  state.tcpService = set.tcpService ?? state.tcpService;
  state.allowsOnly = set.allowsOnly ?? state.allowsOnly;
  state.bans = set.bans ?? state.bans;
  state.p2p.enabled = set.p2p ?? state.p2p.enabled;
  state.upnp.enabled = set.upnp ?? state.upnp.enabled;
  for (const { service, ...row } of set.upnpRows ?? []) {
    for (const mapping of state.upnp.mappings) if (mapping.service === service) Object.assign(mapping, row);
  }
  state.otherDdns = set.otherDdns ?? state.otherDdns;
  Object.assign(https, set.https);
  // Naming HTTPS at all means that it is there.
  if (set.https !== undefined && set.https.enabled === undefined) https.enabled = true;
  state.clockOffsetSeconds = set.time?.offsetSeconds ?? state.clockOffsetSeconds;
  time.ntpEnabled = set.time?.ntp ?? time.ntpEnabled;
  time.ntpServer = set.time?.ntpServer ?? time.ntpServer;
  time.dstEnabled = set.time?.dst ?? time.dstEnabled;
  recovery.enabled = set.recovery?.enabled ?? recovery.enabled;
  if (set.recovery?.contact === false) recovery.contact = '';
}

const CARD_MACS = '02:00:00:00:01';

function cardOf({ name, address, prefix = 24, gateway = '0.0.0.0', up = true }: CardFixture, index: number): NetworkCard {
  return { name, address, prefix, gateway, up, mac: `${CARD_MACS}:${String(64 + index)}` };
}

/** The faults that a fixture names. */
export function quirksOf({ refuses, webFault }: RecorderFixture): RecorderQuirks {
  return {
    ...(refuses === undefined ? {} : { refusedConfigs: refuses }),
    ...(webFault === undefined ? {} : { silent: { silentHttp: true }, cuts: { dropEvery: 2 }, halves: { truncateEvery: 3 } }[webFault]),
  };
}

export function policyOf(lock: RecorderFixture['lock']): Partial<LockPolicy> {
  return {
    ...(lock?.enabled === undefined ? {} : { enabled: lock.enabled }),
    ...(lock?.tries === undefined ? {} : { tries: lock.tries }),
    ...(lock?.minutes === undefined ? {} : { seconds: lock.minutes * 60 }),
    ...(lock?.scope === undefined ? {} : { scope: lock.scope }),
  };
}
