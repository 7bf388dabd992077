import { describe, expect, it } from 'vitest';
import { CANARIES } from '../../src/lab/devices/recorder/canaries.js';
import { UNIVIEW_CANARIES } from '../../src/lab/devices/uniview/index.js';
import { faceHouse, fetchOnce, LOGIN, read } from './devices-faces-support.js';
import type { HostView } from '../../src/lab/sim/view.js';

interface Answer {
  readonly status: number;
  readonly code: number;
  readonly data: Record<string, unknown>;
}
async function lapi(laptop: HostView, path: string, login = LOGIN): Promise<Answer> {
  const { status, text } = await read(laptop, `/LAPI/V1.0${path}`, login);
  const { Response } = JSON.parse(text) as { Response: { ResponseCode: number; Data: Record<string, unknown> } };
  return { status, code: Response.ResponseCode, data: Response.Data };
}

describe('a virtual Uniview recorder', () => {
  it('asks for a digest under its one realm, and takes it', async () => {
    const { laptop, recorder } = await faceHouse('uniview');
    const asked = await fetchOnce(laptop, '/LAPI/V1.0/System/DeviceInfo');
    expect([asked.status, asked.challenges[0]]).toEqual([401, expect.stringMatching(/^Digest realm="NVRDVR", nonce="[0-9a-f]{32}", qop="auth"/)]);
    expect(await lapi(laptop, '/System/DeviceInfo')).toMatchObject({ status: 200, code: 0, data: { DeviceModel: 'NVR302-16S2-P8', SerialNumber: '210235C3UJ3224000064' } });
    expect(recorder.counters.refusedLogins).toBe(0);
  });

  it('wrong passwords count, and the fifth locks', async () => {
    const { laptop, recorder } = await faceHouse('uniview');
    for (let i = 0; i < 4; i++) expect(await lapi(laptop, '/NetWork/DNS', { ...LOGIN, password: 'wrong' })).toMatchObject({ status: 401, code: 3 });
    expect(await lapi(laptop, '/NetWork/DNS', { ...LOGIN, password: 'wrong' })).toMatchObject({ status: 401, code: 11 });
    expect(await lapi(laptop, '/NetWork/DNS')).toMatchObject({ status: 401, code: 11 });
    expect(recorder.counters.refusedLogins).toBe(6);
  });

  it('two spellings of one word: each path has its own, and on new firmware no other', async () => {
    const { laptop } = await faceHouse('uniview');
    const old = (await faceHouse('uniview', { model: 'NVR204-16E' })).laptop;
    expect((await lapi(laptop, '/NetWork/Port')).data).toMatchObject({ HTTPPort: 80, RTSPPort: 554 });
    expect((await lapi(laptop, '/Network/Interfaces')).data).toMatchObject({ NetworkInterfaceList: [{ IPv4: { IPGetType: 0, AddressList: [{ Address: '192.168.1.64', Netmask: '255.255.255.0', Gateway: '192.168.1.1' }] } }] });
    expect((await lapi(laptop, '/Network/Port')).status).toBe(404);
    expect((await lapi(laptop, '/NetWork/Interfaces')).status).toBe(404);
    expect((await lapi(old, '/Network/Port')).status).toBe(200);
  });

  it('what it does not have is a 404, or a code inside a 200', async () => {
    const { laptop } = await faceHouse('uniview', { model: 'NVR204-16E' });
    expect((await lapi(laptop, '/Network/Cloud')).status).toBe(404);
    expect(await lapi(laptop, '/System/DeviceBasicInfo')).toMatchObject({ status: 200, code: 4, data: 'null' });
  });

  it('a viewer may not see the users', async () => {
    const { laptop } = await faceHouse('uniview');
    expect(await lapi(laptop, '/Channel/0/System/Users', { user: 'viewer', password: 'View-1234' })).toMatchObject({ status: 200, code: 3 });
    expect((await lapi(laptop, '/Channel/0/System/Users')).data).toMatchObject({ UserList: [{ UserName: 'admin' }, { UserName: 'viewer' }] });
  });

  it('settings are those of the recorder', async () => {
    const { laptop, state } = await faceHouse('uniview');
    Object.assign(state.p2p, { enabled: false });
    Object.assign(state.ddns, { enabled: true, hostname: 'a.ddns.example' });
    state.upnp.enabled = true;
    const [row] = state.upnp.mappings;
    if (row) row.status = 'Success';
    expect((await lapi(laptop, '/Network/Cloud')).data).toMatchObject({ Enable: 0, Status: 0, RegisterCode: UNIVIEW_CANARIES.registerCode });
    expect((await lapi(laptop, '/NetWork/DDNS')).data).toMatchObject({ Enable: 1, DomainName: 'a.ddns.example', Password: CANARIES.ddnsPassword });
    expect((await lapi(laptop, '/Channel/0/NetWork/PortMap')).data).toMatchObject({ Enable: 1, UpnpPortMap: [{ InnerPort: 80, OuterPort: 80, PortMapSuccess: 1 }, { PortMapSuccess: 0 }, { PortMapSuccess: 0 }] });
  });

  it.each(['PUT', 'POST', 'DELETE'])('%s is counted and refused', async (method) => {
    const { laptop, recorder } = await faceHouse('uniview');
    expect((await fetchOnce(laptop, '/LAPI/V1.0/NetWork/DNS', { method: method as 'POST', body: '{}' })).status).toBe(403);
    expect(recorder.counters.writes).toBe(1);
  });
});
