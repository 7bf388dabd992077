/** What stands in an app, and what the person in front of nvr-doctor can say about it. */
import type { FactPath } from '../../facts/dictionary.js';
import type { Json } from '../../facts/observation.js';
import type { PersonFixture, PhoneFixture } from '../fixture.js';
import type { AppEntry } from '../phone.js';
import type { RecorderUnit } from './recorder-unit.js';
import type { RouterBox } from './router-box.js';

/** The entry as it is typed in now, while all is well; what the fixture does not name is taken from the home. */
export function typedIn(fixture: PhoneFixture, home: { readonly recorder: RecorderUnit; readonly router: RouterBox; readonly publicAddress: string }): AppEntry {
  const { recorder, router } = home;
  const hosts: Readonly<Record<PhoneFixture['method'], string>> = {
    p2p: '',
    vpn: recorder.address ?? '',
    ddns: recorder.state.ddns.hostname,
    'wan-ip': home.publicAddress,
    'lan-ip': recorder.address ?? '',
  };
  const tcpPort = recorder.state.ports.tcp;
  const fromOutside = fixture.method === 'ddns' || fixture.method === 'wan-ip';
  const rule = fromOutside ? router.router.rules.find((candidate) => candidate.proto === 'tcp' && candidate.host === recorder.address && candidate.inside === tcpPort) : undefined;
  const user = fixture.user ?? recorder.book.state.accounts[0]?.name ?? 'admin';
  return {
    phone: fixture.name,
    method: fixture.method,
    host: fixture.host ?? hosts[fixture.method],
    port: fixture.port ?? rule?.outside ?? tcpPort,
    user,
    password: fixture.password ?? recorder.passwords.get(user) ?? '',
    serial: recorder.state.serial,
  };
}

/** What the person in front of nvr-doctor says: the app entry, and the fixture's answers. `null` means that they do not know. */
export function answersOf(entry: AppEntry | undefined, person: PersonFixture | undefined): Partial<Record<FactPath, Json>> {
  const said: Record<string, Json> = {};
  if (entry) {
    said['access.method'] = entry.method;
    if (entry.method !== 'p2p') {
      said['access.host'] = entry.host;
      said['access.port'] = entry.port;
    }
    said['recorder.accounts.appUser'] = entry.user;
  }
  for (const [path, answer] of Object.entries(person?.answers ?? {})) {
    if (answer === null) delete said[path];
    else said[path] = answer;
  }
  return said;
}
