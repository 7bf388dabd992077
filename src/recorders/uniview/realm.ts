/** How a Uniview recorder names itself when it asks for a password. */
export function isUniviewRealm(realm: string): boolean {
  return realm === 'NVRDVR';
}
