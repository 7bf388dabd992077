/** The recorder's side of P2P: registers with its cloud, keeps the registration, and answers phones that come through it. */
import { DONE } from '../../../../network/done.js';
import type { ServerNetwork, UdpSocket } from '../../../../network/seam.js';
import { CLOUD_PORT, cloudAnswer, cloudRequest, readCloudMessage } from '../../cloud-wire.js';
import type { RecorderContext } from '../context.js';
import { SdkConversation } from '../sdk.js';
import { lookUp } from './lookup.js';

/** Milliseconds to wait for the cloud, twice. */
const ANSWER_TIMEOUT = 700;
const MAX_CHANNELS = 64;

export class CloudClient {
  private socket: UdpSocket | undefined;
  private readonly channels = new Map<string, SdkConversation>();
  private readonly ended = new AbortController();
  private cseq = 0;
  /** Ends the wait for the cloud's answer. */
  private settle: ((registered: boolean) => void) | undefined;
  private last: Promise<void> = Promise.resolve();
  private keeping = false;

  constructor(
    private readonly network: ServerNetwork,
    private readonly context: RecorderContext,
    private readonly keepaliveSeconds: number,
  ) {}

  /** One registration; `p2p.online` tells how it went. The first also starts the keepalive. */
  async register(): Promise<void> {
    const { p2p } = this.context.state;
    if (!p2p.enabled) {
      p2p.online = false;
      this.drop();
    }
    // One after the other: keepalive and settings page share the socket.
    this.last = this.last.then(() => this.registerOnce());
    await this.last;
    if (!this.keeping && this.keepaliveSeconds > 0 && !this.ended.signal.aborted) {
      this.keeping = true;
      void this.keepAlive();
    }
  }

  close(): void {
    this.ended.abort(DONE);
    this.drop();
    this.context.state.p2p.online = false;
  }

  private async keepAlive(): Promise<void> {
    for (;;) {
      await this.network.clock.sleep(this.keepaliveSeconds * 1000, this.ended.signal);
      if (this.ended.signal.aborted) return;
      await this.register();
    }
  }

  private async registerOnce(): Promise<void> {
    const { p2p } = this.context.state;
    const registered = p2p.enabled && (await this.tryRegister());
    // It may have been switched off, or the recorder restarted, while the cloud was asked.
    p2p.online = registered && p2p.enabled && !this.ended.signal.aborted;
  }

  private async tryRegister(): Promise<boolean> {
    const { state } = this.context;
    const address = await lookUp(this.network, state, state.p2p.host);
    if (address === undefined || !this.wanted) return false;
    if (this.socket === undefined) {
      const opened = await this.network.udp({});
      if (!opened.ok) return false;
      this.socket = opened.value;
      void this.listen(opened.value);
    }
    const { socket } = this;
    for (let attempt = 0; attempt < 2 && this.socket === socket; attempt++) {
      const deadline = this.network.clock.deadline(ANSWER_TIMEOUT, this.ended.signal);
      const answered = new Promise<boolean>((resolve) => {
        this.settle = resolve;
        deadline.signal.addEventListener('abort', () => resolve(false), { once: true });
      });
      this.cseq++;
      await socket.send(cloudRequest('DHPOST', `/register/${state.serial}`, { CSeq: this.cseq }), CLOUD_PORT, address);
      const registered = await answered;
      this.settle = undefined;
      deadline.clear();
      if (registered) return true;
    }
    return false;
  }

  private get wanted(): boolean {
    return this.context.state.p2p.enabled && !this.ended.signal.aborted;
  }

  private async listen(socket: UdpSocket): Promise<void> {
    for (;;) {
      const received = await socket.receive(this.ended.signal);
      if (!received.ok) {
        if (this.socket === socket) this.drop();
        return;
      }
      const { data, address, port } = received.value;
      const message = readCloudMessage(data);
      if (message === undefined) continue;
      if ('status' in message.start) {
        if (message.start.status === 200 && message.headers['cseq'] === String(this.cseq)) this.settle?.(true);
        continue;
      }
      const channel = /^\/channel\/([0-9._]+)$/.exec(message.start.path)?.[1];
      if (channel === undefined) continue;
      const answer = this.conversation(channel).answer(message.body) ?? 'BYE';
      if (answer === 'BYE') this.hangUp(channel);
      await socket.send(cloudAnswer(200, 'OK', { CSeq: message.headers['cseq'] ?? '0', Channel: channel }, answer), port, address);
    }
  }

  private conversation(channel: string): SdkConversation {
    const known = this.channels.get(channel);
    if (known !== undefined) return known;
    const oldest = this.channels.size >= MAX_CHANNELS ? this.channels.keys().next().value : undefined;
    if (oldest !== undefined) this.hangUp(oldest);
    const fresh = new SdkConversation(this.context, 'P2P', channel.split('_')[0] ?? channel);
    this.channels.set(channel, fresh);
    return fresh;
  }

  private hangUp(channel: string): void {
    this.channels.get(channel)?.end();
    this.channels.delete(channel);
  }

  private drop(): void {
    for (const channel of [...this.channels.keys()]) this.hangUp(channel);
    this.socket?.close();
    this.socket = undefined;
    this.settle?.(false);
  }
}
