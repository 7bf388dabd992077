/** What kind of personal thing a text field holds: beside the dictionary, which says that it is personal, this says how its tokens look. */

/** `public`: known without login and of no person (make, model). `moment`: a time, which stays where it has the form of one. */
export type TextKind = 'host' | 'serial' | 'user' | 'group' | 'client' | 'label' | 'interface' | 'moment' | 'public' | 'text';

/** By fact path, and path with field name for records. A personal text that does not stand here becomes a `text` token whole. */
const KINDS = {
  'access.host': 'host',
  'lan.recorders.brand': 'public',
  'lan.recorders.model': 'public',
  'lan.recorders.serial': 'serial',
  'name.hostname': 'host',
  'recorder.accounts.appUser': 'user',
  'recorder.accounts.sessions.address': 'host',
  'recorder.accounts.sessions.client': 'client',
  'recorder.accounts.sessions.name': 'user',
  'recorder.accounts.sessions.since': 'moment',
  'recorder.accounts.users.group': 'group',
  'recorder.accounts.users.name': 'user',
  'recorder.ddns.hostname': 'host',
  'recorder.filter.addresses': 'host',
  'recorder.login.user': 'user',
  // Not personal by itself, but it names one of the interfaces.
  'recorder.network.defaultInterface': 'interface',
  'recorder.network.interfaces.name': 'interface',
  'recorder.serial': 'serial',
  'router.mappings.description': 'label',
} as const satisfies Readonly<Record<string, TextKind>>;

/** `name`: path, or path and field. Undefined: the dictionary decides. */
export function kindOf(name: string): TextKind | undefined {
  return Object.hasOwn(KINDS, name) ? KINDS[name as keyof typeof KINDS] : undefined;
}

/** Plain texts in the recorder's words, which may hold what looks like an address and is a version. */
export const VERSIONS: ReadonlySet<string> = new Set(['recorder.firmware', 'recorder.model', 'recorder.brand', 'router.igd.model', 'lan.recorders.model', 'lan.recorders.brand']);

/** What rules compare; in the other texts they look at nothing but whether two are the same. */
export const COMPARED: ReadonlySet<TextKind> = new Set(['host', 'serial', 'user', 'group', 'interface', 'moment']);
