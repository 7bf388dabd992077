/** What no client may ever show: every secret field of the virtual recorder holds one of these, unless its owner set another. */
export const CANARIES = {
  ddnsPassword: 'canary-ddns-Passw0rd',
  /** The password of the homes' account at the lab's DDNS provider. */
  homeDdnsPassword: 'ddns-of-this-home',
  ddnsUser: 'canary-ddns-user',
  p2pUuid: 'canary-p2p-uuid',
  p2pKey: 'canary-p2p-key',
  p2pUser: 'canary-p2p-user',
  pppoeUser: 'canary-pppoe-user',
  pppoePassword: 'canary-pppoe-Passw0rd',
  registerDevice: 'canary-register-id',
  contact: 'c***y@canary-mail.example',
  accountHash: 'canary-account-hash',
} as const;
