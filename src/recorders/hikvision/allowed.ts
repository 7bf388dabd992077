/** The exact list of what is asked of a Hikvision recorder. All of it is GET; ISAPI writes by PUT, POST and DELETE, which are never sent. */

export const ISAPI_PATHS = {
  userCheck: '/ISAPI/Security/userCheck',
  activation: '/ISAPI/System/activateStatus',
  device: '/ISAPI/System/deviceInfo',
  interfaces: '/ISAPI/System/Network/interfaces',
  ports: '/ISAPI/Security/adminAccesses',
  cloud: '/ISAPI/System/Network/EZVIZ',
  ddns: '/ISAPI/System/Network/DDNS',
  upnp: '/ISAPI/System/Network/UPnP',
  upnpPorts: '/ISAPI/System/Network/UPnP/ports',
  upnpStatus: '/ISAPI/System/Network/UPnP/ports/status',
  users: '/ISAPI/Security/users',
  time: '/ISAPI/System/time',
  ntp: '/ISAPI/System/time/ntpServers',
} as const;

export type IsapiQuestion = keyof typeof ISAPI_PATHS;
