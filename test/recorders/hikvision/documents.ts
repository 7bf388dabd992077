/** Replies in the shapes of recorder-apis §7, with made-up values. */
export const HIK = 'xmlns="http://www.hikvision.com/ver20/XMLSchema"';
export const ISAPI = 'xmlns="http://www.isapi.org/ver20/XMLSchema"';

export const card = (id: number, address: string, more: { type?: string; gateway?: string; link?: string } = {}): string =>
  `<NetworkInterface><id>${id}</id><IPAddress><ipVersion>dual</ipVersion><addressingType>${more.type ?? 'static'}</addressingType><ipAddress>${address}</ipAddress><subnetMask>255.255.255.0</subnetMask><ipv6Address>::</ipv6Address><bitMask>0</bitMask><DefaultGateway><ipAddress>${more.gateway ?? '192.0.2.1'}</ipAddress><ipv6Address>::</ipv6Address></DefaultGateway><PrimaryDNS><ipAddress>192.0.2.53</ipAddress></PrimaryDNS><SecondaryDNS><ipAddress>0.0.0.0</ipAddress></SecondaryDNS><DNSEnable>false</DNSEnable></IPAddress>${more.link ?? '<Link><MACAddress>02:00:00:00:00:64</MACAddress><autoNegotiation>true</autoNegotiation><speed>1000</speed><duplex>full</duplex><MTU>1500</MTU></Link>'}</NetworkInterface>`;
export const interfaces = (...cards: string[]): string => `<?xml version="1.0" encoding="UTF-8"?>\n<NetworkInterfaceList version="2.0" ${HIK}>${cards.join('\n')}</NetworkInterfaceList>`;

const access = (protocol: string, port: number, enabled: boolean | undefined, extra = ''): string => `<AdminAccessProtocol><id>9</id>${enabled === undefined ? '' : `<enabled>${enabled}</enabled>`}<protocol>${protocol}</protocol><portNo>${port}</portNo>${extra}</AdminAccessProtocol>`;
export const accesses = (...rows: [protocol: string, port: number, enabled?: boolean][]): string => `<?xml version="1.0" encoding="UTF-8"?><AdminAccessProtocolList version="1.0" ${ISAPI}>${rows.map(([protocol, port, enabled]) => access(protocol, port, enabled)).join('')}</AdminAccessProtocolList>`;

export const ddns = (...entries: string[]): string => `<?xml version="1.0" encoding="UTF-8"?><DDNSList ${HIK}>${entries.map((entry, i) => `<DDNS><id>${i + 1}</id>${entry}</DDNS>`).join('')}</DDNSList>`;
export const ezviz = (fields: string): string => `<EZVIZ ${HIK}>${fields}<redirect>false</redirect><verificationCode>CANARYCODE</verificationCode><streamEncrypteEnabled>true</streamEncrypteEnabled></EZVIZ>`;
export const time = (localTime: string, mode = 'NTP', zone = 'CST+5:00:00DST01:00:00,M3.2.0/02:00:00,M11.1.0/02:00:00'): string => `<Time ${HIK}><timeMode>${mode}</timeMode><localTime>${localTime}</localTime><timeZone>${zone}</timeZone></Time>`;
export const error = (subStatus: string, namespace = 'xmlns="http://www.std-cgi.com/ver10/XMLSchema"'): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<ResponseStatus version="1.0" ${namespace}>\n<requestURL>/ISAPI/x?a=1&b=2</requestURL>\n<statusCode>4</statusCode>\n<statusString>Invalid Operation</statusString>\n<subStatusCode>${subStatus}</subStatusCode>\n<errorCode>1073741828</errorCode></ResponseStatus>`;
/** A 401 of `userCheck`. */
export const check = (fields: string): string => `<?xml version="1.0" encoding="UTF-8"?>\n<userCheck version="2.0" ${HIK}>\n<statusValue>401</statusValue>\n<statusString>Unauthorized</statusString>\n${fields}</userCheck>`;
