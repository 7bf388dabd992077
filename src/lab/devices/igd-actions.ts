/** SOAP control of the lab's routers: WANIPConnection:1 and :2, and what clients ask of WANCommonInterfaceConfig:1. */
import type { PortMapping, RouterControl } from '../device.js';
import { escapeXml, serviceTypes } from './igd-description.js';
import type { IgdQuirks } from './igd.js';

/** UPnP error texts (UPnP Device Architecture §3.2.2; WANIPConnection:2 §2.5). */
const ERRORS = {
  401: 'Invalid Action',
  402: 'Invalid Args',
  501: 'Action Failed',
  606: 'Action not authorized',
  713: 'SpecifiedArrayIndexInvalid',
  714: 'NoSuchEntryInArray',
  718: 'ConflictInMappingEntry',
  725: 'OnlyPermanentLeasesSupported',
  728: 'NoPortMapsAvailable',
  729: 'ConflictWithOtherMechanisms',
  730: 'PortMappingNotFound',
  733: 'InconsistentParameters',
} as const;
/** How many neighbouring outside ports are tried where the wish is taken. */
const PORT_TRIES = 64;
type ErrorCode = keyof typeof ERRORS;

interface ActionInput {
  readonly router: RouterControl;
  readonly requester: string;
  readonly quirks: IgdQuirks;
  /** The text of an argument, or undefined where it is missing. */
  readonly argument: (name: string) => string | undefined;
}
/** `cdata` goes out as it is: clients read the port list from a CDATA section only. */
type Fields = Readonly<Record<string, string | number | { readonly cdata: string }>>;
type Action = (input: ActionInput) => Fields | ErrorCode;

const ACTIONS: Readonly<Record<string, Action>> = {
  GetExternalIPAddress: ({ router, quirks }) => ({ NewExternalIPAddress: quirks.externalAddress ?? router.wanAddress() ?? '' }),
  GetStatusInfo: ({ router }) => ({
    NewConnectionStatus: router.connected() ? 'Connected' : 'Disconnected',
    NewLastConnectionError: 'ERROR_NONE',
    NewUptime: Math.max(0, Math.floor(router.uptimeSeconds())),
  }),
  GetConnectionTypeInfo: () => ({ NewConnectionType: 'IP_Routed', NewPossibleConnectionTypes: 'IP_Routed' }),
  GetNATRSIPStatus: () => ({ NewRSIPAvailable: 0, NewNATEnabled: 1 }),
  GetGenericPortMappingEntry: ({ router, argument }) => {
    const index = wholeNumber(argument('NewPortMappingIndex'), 65_535);
    if (index === undefined) return 402;
    const mapping = router.mappings()[index];
    return mapping === undefined ? 713 : { NewRemoteHost: '', NewExternalPort: mapping.outside, NewProtocol: mapping.protocol.toUpperCase(), ...insideFields(mapping) };
  },
  GetSpecificPortMappingEntry: ({ router, argument }) => {
    const key = mappingKey(argument);
    if (key === undefined) return 402;
    const mapping = router.mappings().find((m) => m.protocol === key.protocol && m.outside === key.outside);
    return mapping === undefined ? 714 : insideFields(mapping);
  },
  AddPortMapping: (input) => {
    const wish = mappingWish(input.argument);
    if (wish === undefined) return 402;
    const result = input.router.addMapping(input.requester, wish);
    return result === 'ok' ? {} : result;
  },
  DeletePortMapping: ({ router, requester, argument }) => {
    const key = mappingKey(argument);
    if (key === undefined) return 402;
    const result = router.deleteMapping(requester, key.protocol, key.outside);
    return result === 'ok' ? {} : result;
  },
};

/** Version 2 only. */
const ACTIONS_V2: Readonly<Record<string, Action>> = {
  ...ACTIONS,
  AddAnyPortMapping: (input) => {
    const wish = mappingWish(input.argument);
    if (wish === undefined) return 402;
    // A taken port gives the next free one, as miniupnpd does.
    for (let outside = wish.outside; outside < Math.min(wish.outside + PORT_TRIES, 65_536); outside++) {
      const result = input.router.addMapping(input.requester, { ...wish, outside });
      if (result === 'ok') return { NewReservedPort: outside };
      if (result !== 718 && result !== 729) return result;
    }
    return 728;
  },
  GetListOfPortMappings: ({ router, argument, quirks }) => {
    if (quirks.noPortList === true) return 401;
    const first = wholeNumber(argument('NewStartPort'), 65_535);
    const last = wholeNumber(argument('NewEndPort'), 65_535);
    const protocol = protocolOf(argument('NewProtocol'));
    const most = wholeNumber(argument('NewNumberOfPorts') ?? '0', 65_535);
    if (first === undefined || last === undefined || protocol === undefined || most === undefined) return 402;
    if (first > last) return 733;
    const found = router.mappings().filter((m) => m.protocol === protocol && m.outside >= first && m.outside <= last);
    return found.length === 0 ? 730 : { NewPortListing: { cdata: portList(most === 0 ? found : found.slice(0, most)) } };
  },
};

const COMMON_ACTIONS: Readonly<Record<string, Action>> = {
  GetCommonLinkProperties: ({ router }) => ({
    NewWANAccessType: 'Cable',
    NewLayer1UpstreamMaxBitRate: 20_000_000,
    NewLayer1DownstreamMaxBitRate: 100_000_000,
    NewPhysicalLinkStatus: router.connected() ? 'Up' : 'Down',
  }),
  GetTotalBytesSent: () => ({ NewTotalBytesSent: 0 }),
  GetTotalBytesReceived: () => ({ NewTotalBytesReceived: 0 }),
  GetTotalPacketsSent: () => ({ NewTotalPacketsSent: 0 }),
  GetTotalPacketsReceived: () => ({ NewTotalPacketsReceived: 0 }),
};

export function answerAction(request: {
  readonly soapAction: string | string[] | undefined;
  readonly body: string;
  readonly requester: string;
  readonly router: RouterControl;
  readonly quirks: IgdQuirks;
}): { readonly status: number; readonly xml: string } {
  const { router, requester, quirks, body } = request;
  const header = /^"?([^"#]+)#([A-Za-z]+)"?$/.exec(String(request.soapAction ?? '').trim());
  const service = header?.[1] ?? '';
  const name = header?.[2] ?? '';
  const table = actionsOf(service, router.igdVersion);
  const action = table !== undefined && Object.hasOwn(table, name) ? table[name] : undefined;
  if (action === undefined || !body.includes(name)) return fault(401);
  const result = action({ router, requester, quirks, argument: (field) => argumentOf(body, field) });
  if (typeof result === 'number') return fault(result);
  const fields = Object.entries(result).map(([field, value]) => `<${field}>${printValue(value)}</${field}>`);
  return { status: 200, xml: envelope(`<u:${name}Response xmlns:u="${escapeXml(service)}">${fields.join('')}</u:${name}Response>`) };
}

function printValue(value: Fields[string]): string {
  if (typeof value === 'object') return `<![CDATA[${value.cdata}]]>`;
  return typeof value === 'number' ? String(value) : escapeXml(value);
}

/** A version 2 router also takes calls that name version 1, and then offers no more than version 1 does. */
function actionsOf(service: string, version: 1 | 2): Readonly<Record<string, Action>> | undefined {
  if (service.endsWith(':WANCommonInterfaceConfig:1')) return COMMON_ACTIONS;
  if (service === serviceTypes(1).connection) return ACTIONS;
  return version === 2 && service === serviceTypes(2).connection ? ACTIONS_V2 : undefined;
}

function argumentOf(body: string, field: string): string | undefined {
  const found = new RegExp(`<(?:[A-Za-z0-9_]+:)?${field}(?:\\s[^<>]*)?>([^<]*)<`).exec(body);
  if (found !== null) return unescapeXml(found[1] ?? '').trim();
  return new RegExp(`<(?:[A-Za-z0-9_]+:)?${field}\\s*/>`).test(body) ? '' : undefined;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
function unescapeXml(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|apos);/g, (whole, name: string) => ENTITIES[name] ?? whole);
}

function wholeNumber(text: string | undefined, max: number): number | undefined {
  if (text === undefined || !/^\d{1,10}$/.test(text)) return undefined;
  const value = Number(text);
  return value <= max ? value : undefined;
}

function protocolOf(text: string | undefined): 'tcp' | 'udp' | undefined {
  const lower = text?.toLowerCase();
  return lower === 'tcp' || lower === 'udp' ? lower : undefined;
}

function mappingKey(argument: ActionInput['argument']): { readonly protocol: 'tcp' | 'udp'; readonly outside: number } | undefined {
  const protocol = protocolOf(argument('NewProtocol'));
  const outside = wholeNumber(argument('NewExternalPort'), 65_535);
  return protocol === undefined || outside === undefined ? undefined : { protocol, outside };
}

function mappingWish(argument: ActionInput['argument']): Omit<PortMapping, 'enabled'> | undefined {
  const key = mappingKey(argument);
  const inside = wholeNumber(argument('NewInternalPort'), 65_535);
  const host = argument('NewInternalClient');
  const leaseSeconds = wholeNumber(argument('NewLeaseDuration') ?? '0', 4_294_967_295);
  if (key === undefined || inside === undefined || inside === 0 || key.outside === 0 || leaseSeconds === undefined) return undefined;
  if (host === undefined || !/^\d{1,3}(\.\d{1,3}){3}$/.test(host)) return undefined;
  return { ...key, host, inside, description: (argument('NewPortMappingDescription') ?? '').slice(0, 128), leaseSeconds };
}

function insideFields(mapping: PortMapping): Fields {
  return {
    NewInternalPort: mapping.inside,
    NewInternalClient: mapping.host,
    NewEnabled: mapping.enabled ? 1 : 0,
    NewPortMappingDescription: mapping.description,
    NewLeaseDuration: mapping.leaseSeconds,
  };
}

function portList(mappings: readonly PortMapping[]): string {
  const entries = mappings.map(
    (m) =>
      `<p:PortMappingEntry><p:NewRemoteHost></p:NewRemoteHost><p:NewExternalPort>${m.outside}</p:NewExternalPort><p:NewProtocol>${m.protocol.toUpperCase()}</p:NewProtocol>` +
      `<p:NewInternalPort>${m.inside}</p:NewInternalPort><p:NewInternalClient>${m.host}</p:NewInternalClient><p:NewEnabled>${m.enabled ? 1 : 0}</p:NewEnabled>` +
      `<p:NewDescription>${escapeXml(m.description)}</p:NewDescription><p:NewLeaseTime>${m.leaseSeconds}</p:NewLeaseTime></p:PortMappingEntry>`,
  );
  return `<p:PortMappingList xmlns:p="urn:schemas-upnp-org:gw:WANIPConnection">${entries.join('')}</p:PortMappingList>`;
}

function fault(code: ErrorCode): { readonly status: number; readonly xml: string } {
  const detail = `<UPnPError xmlns="urn:schemas-upnp-org:control-1-0"><errorCode>${code}</errorCode><errorDescription>${ERRORS[code]}</errorDescription></UPnPError>`;
  return { status: 500, xml: envelope(`<s:Fault><faultcode>s:Client</faultcode><faultstring>UPnPError</faultstring><detail>${detail}</detail></s:Fault>`) };
}

function envelope(body: string): string {
  return `<?xml version="1.0"?>\n<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" s:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"><s:Body>${body}</s:Body></s:Envelope>\n`;
}
