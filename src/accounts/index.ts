/** The account room: pure functions over one plain state, time passed in. */
export { createAccounts, findAccount, DEFAULT_POLICY, type Account, type AccountGroup, type AccountsState, type LockPolicy, type NewAccount, type Session } from './state.js';
export { digestResponse, ha1Of, rpc2Response, type Proof } from './proof.js';
export { lockStatus, peekSignIn, signIn, REFUSALS, type LockView, type Refusal, type SignInRequest, type SignInResult } from './sign-in.js';
export { activeSessions, endAllSessions, signOut, touchSession } from './sessions.js';
export { changePassword, listUsers, passwordFault, setPassword, type ChangeResult, type UserView } from './users.js';
