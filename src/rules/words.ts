/** The closed words of a rule as people say them, for generated pages. */
import type { AccessMethod, Audience, Link, Remedy, Severity } from './types.js';

export const LINK_WORDS: Readonly<Record<Link, string>> = {
  app: 'the entry in the app',
  'far-network': 'the network the phone is in',
  cloud: 'the camera cloud',
  name: 'the DDNS name',
  'provider-line': "the provider's line",
  'router-wan': "the router's way to the internet",
  'port-rule': 'the port rule in the router',
  lan: 'the wiring in the house',
  'recorder-network': "the recorder's network settings",
  'recorder-service': 'the recorder itself',
  account: 'the account at the recorder',
};

export const METHOD_WORDS: Readonly<Record<AccessMethod, string>> = {
  p2p: 'serial number (P2P)',
  ddns: 'name and port rule (DDNS)',
  'wan-ip': 'public address and port rule',
  vpn: 'VPN',
  'lan-ip': 'home address (works at home only)',
};

export const AUDIENCE_WORDS: Readonly<Record<Audience, string>> = { homeowner: 'At home', installer: 'For the installer', provider: 'To say to the provider' };

export const EXPOSURE_WORDS: Readonly<Record<Remedy['exposure'], string>> = {
  none: 'Opens nothing to strangers.',
  'opens-port': 'Opens a port of the recorder to the whole internet.',
  'p2p-on': 'Makes the recorder reachable by its serial number.',
  'shared-account': 'Lets several people use one account.',
};

export const SEVERITY_WORDS: Readonly<Record<Severity, string>> = { blocker: 'nothing works until it is put right', major: 'a way to the cameras is broken', minor: 'a nuisance', info: 'good to know' };
