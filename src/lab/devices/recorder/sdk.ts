/** The recorder's TCP port (37777 by default): silent until spoken to, then the lab's own sign-in, one conversation per connection. */
import type { Duplex } from 'node:stream';
import { findAccount, rightsOf, signIn, signOut } from '../../../accounts/index.js';
import type { RecorderContext } from './context.js';

/** Bytes that a connection may send without a line end before it is closed. */
const MAX_LINE = 1024;

/** One client's sign-in, over a connection or through the cloud. */
export class SdkConversation {
  private challenge: { readonly user: string; readonly random: string } | undefined;
  private session: string | undefined;

  constructor(
    private readonly context: RecorderContext,
    private readonly client: 'Mobile' | 'P2P',
    private readonly address: string,
  ) {}

  /** The answer to one line; undefined where the line makes no sense and the connection is to be closed. */
  answer(line: string): string | undefined {
    const [verb, argument = ''] = line.split(' ', 2);
    if (verb === 'HELLO') return this.hello(argument);
    if (verb === 'ANSWER') return this.check(argument);
    if (verb === 'PLAY') return this.mayWatch() ? 'FRAME' : this.refusal('unknown-user', null, 0);
    if (verb === 'BYE') {
      this.end();
      return 'BYE';
    }
    return undefined;
  }

  end(): void {
    const { accounts } = this.context;
    if (this.session !== undefined) accounts.state = signOut(accounts.state, this.session);
    this.session = undefined;
  }

  /** A session is gone when the recorder restarted or the password was changed meanwhile; and not every account may show the cameras. */
  private mayWatch(): boolean {
    const { state } = this.context.accounts;
    const user = state.sessions.find((session) => session.id === this.session)?.user;
    const account = user === undefined ? undefined : findAccount(state, user);
    return account !== undefined && rightsOf(state, account).includes('live');
  }

  private hello(argument: string): string | undefined {
    const { accounts, state } = this.context;
    const user = decodeName(argument);
    if (user === undefined) return undefined;
    if (this.context.shutsOut(this.address)) return this.refusal('shut-out', null, 0);
    // Over the TCP port a full recorder has said so before.
    if (this.client === 'P2P' && this.context.full) return this.refusal('busy', null, 0);
    if (!accounts.state.initialized) return this.refusal('not-initialised', null, 0);
    this.challenge = { user, random: this.context.nonce() };
    return `CHALLENGE ${this.challenge.random} ${state.serial} ${accounts.state.realm}`;
  }

  private check(response: string): string | undefined {
    const { accounts, counters } = this.context;
    const challenge = this.challenge;
    if (challenge === undefined) return undefined;
    this.challenge = undefined;
    this.end();
    const { state, result } = signIn(
      accounts.state,
      { user: challenge.user, proof: { kind: 'rpc2', random: challenge.random, response }, address: this.address, client: this.client, session: { seconds: null } },
      this.context.now(),
    );
    accounts.state = state;
    if (result.accepted) {
      this.session = result.session ?? undefined;
      return 'OK';
    }
    counters.refusedLogins++;
    return this.refusal(result.refusal, result.triesLeft, result.lockSeconds);
  }

  private refusal(refusal: string, triesLeft: number | null, lockSeconds: number): string {
    return refusalLine(this.context, refusal, triesLeft, lockSeconds);
  }
}

function refusalLine({ state }: RecorderContext, refusal: string, triesLeft: number | null, lockSeconds: number): string {
  return `REFUSED ${refusal} ${triesLeft ?? '-'} ${lockSeconds} ${state.serial}`;
}

/** A connection to the TCP port; where all are in use it is told so and closed. */
export function serveSdkConnection(context: RecorderContext, connection: Duplex, address: string): void {
  if (context.full) {
    connection.on('error', () => connection.destroy());
    connection.resume();
    connection.end(`${refusalLine(context, 'busy', null, 0)}\n`);
    return;
  }
  context.tcpClients.add(connection);
  connection.once('close', () => context.tcpClients.delete(connection));
  const conversation = new SdkConversation(context, 'Mobile', address);
  let buffered = '';
  connection.on('data', (chunk: Buffer) => {
    buffered += chunk.toString('latin1');
    for (let newline = buffered.indexOf('\n'); newline >= 0; newline = buffered.indexOf('\n')) {
      const answer = conversation.answer(buffered.slice(0, newline).replace(/\r$/, ''));
      buffered = buffered.slice(newline + 1);
      if (answer === undefined) {
        connection.end();
        return;
      }
      connection.write(`${answer}\n`);
    }
    if (buffered.length > MAX_LINE) connection.end();
  });
  connection.on('end', () => connection.end());
  connection.on('error', () => connection.destroy());
  connection.on('close', () => conversation.end());
}

function decodeName(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
