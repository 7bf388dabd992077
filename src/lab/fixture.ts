/**
 * A fixture network: a home and its history, told as a person would tell it. It never states facts or answers of probes;
 * the lab builds the home in working order, lets the events happen, and finds out what became of it.
 */
import type { AccessMethod } from '../rules/types.js';
import type { Json } from '../facts/observation.js';

export const FIXTURE_SCHEMA = 'nvr-doctor/network@1';

/** Makes of recorder that the lab has. `onvif`: one that speaks ONVIF and nothing else. */
export const BRANDS = ['dahua', 'hikvision', 'onvif', 'uniview'] as const;
export type Brand = (typeof BRANDS)[number];

/** The provider line. `cgnat`: the router's WAN address is from 100.64.0.0/10 and shared upstream; with address 192.0.0.2 it is the tunnel of a DS-Lite line. */
export interface LineFixture {
  readonly kind: 'public' | 'cgnat' | 'down';
  /** WAN address of the home; default 192.88.98.7, or 100.64.9.7 under `cgnat`. */
  readonly address?: string;
  /** The provider's name servers; default one at 203.0.113.53. A new provider brings others, and the old ones refuse strangers. */
  readonly resolvers?: readonly string[];
  /** TCP ports on which the provider lets nothing in. */
  readonly blocksInbound?: readonly number[];
}

export interface PortRuleFixture {
  readonly protocol?: 'tcp' | 'udp';
  readonly outside: number;
  /** Address, or `recorder` for the address it has when the rule is made. */
  readonly to: string;
  readonly inside?: number;
}

export interface RouterFixture {
  readonly model?: string;
  /** Own address with prefix length; default 192.168.1.1/24. */
  readonly lan?: string;
  readonly upnp?: boolean;
  readonly natpmp?: boolean;
  readonly hairpin?: boolean;
  readonly igdVersion?: 1 | 2;
  /** Whether rules made by hand are listed over UPnP; default true. Many real routers do not. */
  readonly listsManualRules?: boolean;
  readonly portRules?: readonly PortRuleFixture[];
  /** Whether the recorder's address is reserved by hardware address. */
  readonly reservesRecorder?: boolean;
  /** Hosts that may not send to the internet. */
  readonly blocksOutbound?: readonly ('recorder' | 'laptop')[];
  /** The router's own name server answers 0.0.0.0 for the P2P cloud's name. */
  readonly filtersCloudName?: boolean;
  /** TCP port on which the router's own page is seen from the internet (remote management); it goes before a port rule. Default: none. */
  readonly remotePage?: number;
  /** `dependent`: a new outside port per destination (symmetric NAT). */
  readonly natMapping?: 'independent' | 'dependent';
  /** What a reset restores; default: lan 192.168.0.1/24, UPnP off, no rules, no reservations. */
  readonly defaults?: { readonly lan?: string; readonly upnp?: boolean; readonly natpmp?: boolean; readonly hairpin?: boolean };
}

export interface RecorderUserFixture {
  readonly name: string;
  readonly password: string;
  readonly group?: 'admin' | 'user';
  readonly reusable?: boolean;
  /** Whether it may show the cameras; default true. */
  readonly mayWatch?: boolean;
}

/** A network card of the recorder besides the first, fixed address. */
export interface CardFixture {
  readonly name: string;
  readonly address: string;
  /** Default 24. */
  readonly prefix?: number;
  /** Default: none. */
  readonly gateway?: string;
  /** Whether its cable is in; default true. */
  readonly up?: boolean;
}

/** A line of the recorder's UPnP table, by its service. What is not said stays as it is. */
export interface UpnpRowFixture {
  readonly service: 'HTTP' | 'TCP' | 'UDP';
  readonly enabled?: boolean;
  readonly inside?: number;
  readonly outside?: number;
}

export interface RecorderFixture {
  /** The make, default dahua; its model picks what it shows to the network. */
  readonly brand?: Brand;
  readonly model?: string;
  readonly serial?: string;
  readonly firmware?: string;
  readonly mac?: string;
  readonly initialized?: boolean;
  readonly dhcp?: boolean;
  /** For a fixed address; under DHCP the address the router gives first. Default 192.168.1.64 in the router's LAN. */
  readonly address?: string;
  readonly prefix?: number;
  /** Default: the router. */
  readonly gateway?: string;
  /** `auto`: by DHCP; else fixed name servers. Default `auto` under DHCP, the router for a fixed address. */
  readonly dns?: 'auto' | readonly string[];
  /** Defaults: http 80, https 443, rtsp 554; tcp 37777, or what the make has. Where the TCP port is the web's as well, the web has it. */
  readonly ports?: { readonly tcp?: number; readonly http?: number; readonly https?: number; readonly rtsp?: number };
  /** HTTPS; default off. `only`: plain HTTP only sends clients on. `oldTls`: nothing newer than TLS 1.0. */
  readonly https?: { readonly enabled?: boolean; readonly only?: boolean; readonly certificate?: 'self-signed' | 'other-name' | 'expired'; readonly oldTls?: boolean };
  /** Cards besides the first, each with a cable of its own; default: the switch for cameras, 10.1.1.1/24, to which nothing leads. */
  readonly cards?: readonly CardFixture[];
  /** The card through which it goes out: `eth0` (default), or one of `cards`. */
  readonly defaultInterface?: string;
  /** It dials in by itself over a line that is not there. */
  readonly pppoe?: boolean;
  /** Speed of the cable in Mbit/s, default 1000. */
  readonly linkSpeed?: number;
  /** Whether the service on the TCP port, which the app uses, runs; default true. */
  readonly tcpService?: boolean;
  /** Connections that it serves at a time; default 128. */
  readonly maxConnections?: number;
  /** Access filter: only these addresses and networks may sign in; default, and with an empty list, everybody. */
  readonly allowsOnly?: readonly string[];
  /** Access filter: these may not. */
  readonly bans?: readonly string[];
  readonly upnp?: boolean;
  readonly upnpRows?: readonly UpnpRowFixture[];
  readonly p2p?: boolean;
  readonly ddns?: { /** Empty: the field was left blank. */ readonly hostname: string; readonly provider?: string; readonly enabled?: boolean; /** The client publishes its own interface address instead of the one the provider sees. */ readonly sendsOwnAddress?: boolean };
  /** DDNS services that are switched on besides, with the same name. */
  readonly otherDdns?: readonly ('CN99 DDNS' | 'Dyndns DDNS' | 'Sysdns DDNS')[];
  /** Its clock: seconds ahead of the true time, and what keeps it right. Default: right, set over the internet. */
  readonly time?: { readonly offsetSeconds?: number; readonly ntp?: boolean; readonly ntpServer?: string; readonly dst?: boolean };
  /** Resetting a lost password: whether it is on, and whether an e-mail address is on file; default both. */
  readonly recovery?: { readonly enabled?: boolean; readonly contact?: boolean };
  /** Settings that it tells nobody, by the names of its tables. */
  readonly refuses?: readonly string[];
  /** What is wrong with its web port: it never answers, cuts every other connection, or sends half of every third reply. */
  readonly webFault?: 'silent' | 'cuts' | 'halves';
  /** Default: admin with a password, reusable. */
  readonly users?: readonly RecorderUserFixture[];
  /** Lock policy; default 5 tries, 30 minutes, by account. `address`: whoever tried is locked out, whatever the account. */
  readonly lock?: { readonly enabled?: boolean; readonly tries?: number; readonly minutes?: number; readonly scope?: 'account' | 'address' };
}

/** The app entry on a phone: what was typed in when all was well. */
export interface PhoneFixture {
  readonly name: string;
  readonly method: AccessMethod;
  /** Default: the DDNS name, the public address or the LAN address of that time, by method. */
  readonly host?: string;
  readonly port?: number;
  readonly user?: string;
  /** The password typed in then; default the user's password of that time. */
  readonly password?: string;
}

export type EventFixture =
  | { readonly event: 'router-reset' }
  | { readonly event: 'router-restart' }
  | ({ readonly event: 'new-router' } & RouterFixture)
  | ({ readonly event: 'second-router' } & RouterFixture)
  | ({ readonly event: 'new-provider' } & LineFixture)
  /** The provider hands out another address on the same line. */
  | { readonly event: 'new-address'; readonly address?: string }
  | { readonly event: 'line-down' }
  /** Power cut in the whole house: leases are handed out anew, in another order where nothing is reserved. */
  | { readonly event: 'power-cut' }
  | { readonly event: 'recorder-unplugged' }
  | { readonly event: 'recorder-settings'; readonly set: Partial<Omit<RecorderFixture, 'brand' | 'users' | 'serial' | 'mac'>> }
  | { readonly event: 'router-settings'; readonly set: RouterFixture }
  | { readonly event: 'recorder-factory-reset' }
  | { readonly event: 'password-changed'; readonly user?: string; readonly password?: string }
  /** A phone opens the app; `times` unsuccessful refreshes burn tries as in life. */
  | { readonly event: 'phone-opens-app'; readonly phone: string; readonly from?: 'home' | 'away'; readonly times?: number; readonly keepsOpen?: boolean }
  /** Somebody takes away the right of an account to show the cameras, or gives it back. */
  | { readonly event: 'user-rights'; readonly user: string; readonly mayWatch: boolean }
  /** The app on this phone is no longer signed in to the account of its own maker. */
  | { readonly event: 'app-account-lost'; readonly phone: string }
  | { readonly event: 'ddns-account-refused' }
  | { readonly event: 'ddns-name-expired' }
  /** The DDNS provider gives up: its name servers, its update host and the domain itself are gone. */
  | { readonly event: 'ddns-provider-closed' }
  | { readonly event: 'cloud-down' }
  /**
   * Another device joins the LAN: it accepts TCP on these ports and, with `upnp`, has taken them at the router. `holds`: connections to the
   * recorder that it keeps open, as home automation does. `handsOutAddresses`: it answers DHCP before the router does and names itself the
   * way out, as an old router in the cupboard; whoever asks for an address from now on believes it.
   */
  | { readonly event: 'other-device'; readonly address: string; readonly listens: readonly number[]; readonly upnp?: boolean; readonly holds?: number; readonly handsOutAddresses?: boolean }
  | { readonly event: 'wait'; readonly seconds: number };

/** What the person in front of nvr-doctor knows and says. */
export interface PersonFixture {
  /** Name of the phone the trouble is about; default the first. */
  readonly phone?: string;
  /** The login they can give; null: none. Default the admin account with its current password, and none where they say that it is forgotten. */
  readonly login?: { readonly user: string; readonly password: string } | null;
  /** Answers as facts (`access.*`); the app entry of the phone (method, host, port, user) is known from it unless overridden with null. */
  readonly answers?: Readonly<Record<string, Json>>;
  /** Address that they name as the recorder's; default none, and it is looked for. A camera is found only so. */
  readonly recorder?: string;
  /** Whether an outside helper may be used; default true. */
  readonly outside?: boolean;
}

export interface ExpectFixture {
  readonly verdict: 'healthy' | 'problem' | 'inconclusive';
  /** Cause ids in order; the first must match exactly, all must be present. */
  readonly causes?: readonly string[];
  readonly notes?: readonly string[];
  readonly paths?: Readonly<Partial<Record<AccessMethod, 'works' | 'broken' | 'unknown' | 'not-set-up'>>>;
}

export interface NetworkFixture {
  readonly schema: typeof FIXTURE_SCHEMA;
  readonly title: string;
  readonly story: string;
  readonly home: { readonly line?: LineFixture; readonly router?: RouterFixture; readonly recorder?: RecorderFixture; readonly phones?: readonly PhoneFixture[] };
  readonly history?: readonly EventFixture[];
  readonly person?: PersonFixture;
  readonly expect: ExpectFixture;
}
