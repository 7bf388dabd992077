/** Groups and what their members may do. A member may have less than the group, never more. */

export const RIGHTS = ['account', 'system', 'network', 'storage', 'event', 'camera', 'security', 'maintenance', 'manual-control', 'backup', 'ptz', 'live', 'playback'] as const;
export type Right = (typeof RIGHTS)[number];

export interface Group {
  readonly name: string;
  readonly rights: readonly Right[];
  /** Built in; it cannot be changed or deleted. */
  readonly reserved: boolean;
  readonly memo: string;
}

export const ADMIN_GROUP = 'admin';
export const USER_GROUP = 'user';

/** Whoever may manage accounts can give himself every other right, so no group but `admin` has it. */
export const ADMINS_ONLY: Right = 'account';

export const BUILT_IN_GROUPS: readonly Group[] = [
  { name: ADMIN_GROUP, rights: RIGHTS, reserved: true, memo: 'administrator group' },
  { name: USER_GROUP, rights: ['manual-control', 'backup', 'ptz', 'live', 'playback'], reserved: true, memo: 'user group' },
];

/** Manual of the family: 64 users, 20 groups. */
export const MAX_USERS = 64;
export const MAX_GROUPS = 20;
