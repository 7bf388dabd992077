/** The exact list of what is asked of a Uniview recorder, all of it GET. `Network` and `NetWork` are what their firmware says, path by path. */

export const LAPI_PATHS = {
  device: '/LAPI/V1.0/System/DeviceBasicInfo',
  interfaces: '/LAPI/V1.0/Network/Interfaces',
  dns: '/LAPI/V1.0/NetWork/DNS',
  ports: '/LAPI/V1.0/NetWork/Port',
  https: '/LAPI/V1.0/NetWork/HTTPS',
  cloud: '/LAPI/V1.0/Network/Cloud',
  ddns: '/LAPI/V1.0/NetWork/DDNS',
  portMap: '/LAPI/V1.0/Channel/0/NetWork/PortMap',
  users: '/LAPI/V1.0/Channel/0/System/Users',
  ntp: '/LAPI/V1.0/System/Time/NTP',
  dst: '/LAPI/V1.0/System/Time/DST',
} as const;

export type LapiQuestion = keyof typeof LAPI_PATHS;
