/** The recorder's HTTP CGI: reads only. What would write is counted and refused. */
import type { AccountGroup } from '../../../accounts/index.js';
import type { HttpExchange } from '../service.js';
import { badRequest, CGI_ACTIONS, denial, type CgiReply } from './cgi-actions.js';
import { CgiAuthentication } from './cgi-auth.js';
import { replyCgi } from './cgi-reply.js';
import type { RecorderContext } from './context.js';

const DEFAULT_CONNECTION_CAP = 20;
const WRITES = /^(set|add|modify|delete|remove|reboot|shutdown|reset|upgrade|restore|update|format|open|close)/i;

export class Cgi {
  private readonly authentication: CgiAuthentication;
  constructor(
    private readonly context: RecorderContext,
    /** Web connections: they have a limit of their own. */
    private readonly openConnections: () => number,
  ) {
    this.authentication = new CgiAuthentication(context);
  }

  answer(exchange: HttpExchange): void {
    const { context } = this;
    const refuse = (_exchange: HttpExchange, status: number, body: string, challenge?: string): void => replyCgi(context, exchange, status, body, challenge);
    if (exchange.method === 'HEAD') return replyCgi(context, exchange, 501, '');
    if (exchange.method !== 'GET') return replyCgi(context, exchange, 400, badRequest.body);
    const signedIn = this.authentication.check(exchange, refuse);
    if (signedIn.kind === 'answered') return;
    if (context.full || this.openConnections() > (context.quirks.connectionCap ?? DEFAULT_CONNECTION_CAP)) {
      return refuse(exchange, 401, 'Error\r\nExceeded maximum number of connections\r\n', this.authentication.challenge(false));
    }
    const reply = callAction(context, exchange, signedIn.user, signedIn.group);
    const lineEnd = context.quirks.lineEnd ?? '\r\n';
    if ('status' in reply) replyCgi(context, exchange, reply.status, reply.body);
    else replyCgi(context, exchange, 200, reply.map((line) => line + lineEnd).join(''));
  }

  /** Pages without a sign-in: only the challenge is behind them. */
  home(exchange: HttpExchange): void {
    exchange.reply(200, '<!DOCTYPE html><html><head><title>WEB SERVICE</title></head><body></body></html>', ['Content-type', 'text/html', 'CONNECTION', 'close']);
  }
}

function callAction(context: RecorderContext, exchange: HttpExchange, user: string, group: AccountGroup): CgiReply {
  const [path = '', query = ''] = exchange.target.split('?', 2);
  const module = /^\/cgi-bin\/([A-Za-z0-9]+)\.cgi$/.exec(path)?.[1];
  const parameters = new URLSearchParams(query);
  const verb = parameters.get('action');
  if (module === undefined) return { status: 404, body: '' };
  if (verb === null || (context.profile.actionFirst && !query.startsWith('action='))) return badRequest;
  if (WRITES.test(verb)) {
    context.counters.writes++;
    return denial(context);
  }
  const name = `${module} ${verb}`;
  const action = Object.hasOwn(CGI_ACTIONS, name) ? CGI_ACTIONS[name] : undefined;
  return action === undefined ? { status: 501, body: 'Error\r\nNot Implemented!\r\n' } : action({ context, user, group, peer: exchange.peer.address, parameters });
}

