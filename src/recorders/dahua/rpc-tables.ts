/** The same tables as CGI's, read by RPC: for firmware whose CGI takes nobody (recorder-apis §3.4, §3.5). */
import type { CgiAction, Question, RpcMethod } from './allowed.js';
import type { TableReply, Tables } from './cgi.js';
import { NOT_ASKED, unreadCall, type Unread } from './codes.js';
import { member, tableOf } from './json-reply.js';
import type { KeyValues } from './key-values.js';
import { isSuccess, type RpcReply, type RpcSession } from './rpc2.js';

const MALFORMED: Unread = { state: 'unknown', reason: 'malformed', detail: 'the reply is not a table' };

type Read = (reply: unknown) => KeyValues | undefined;

/** Which calls tell what CGI's action tells, each with what its reply looks like there. */
const CALLS: Readonly<Record<Exclude<CgiAction, 'machineName'>, readonly (readonly [RpcMethod, Read])[]>> = {
  systemInfo: [
    ['magicBox.getDeviceType', (reply) => single('deviceType', member(member(reply, 'params'), 'type'))],
    ['magicBox.getSerialNo', (reply) => single('serialNumber', member(member(reply, 'params'), 'sn'))],
  ],
  softwareVersion: [['magicBox.getSoftwareVersion', (reply) => single('version', versionText(member(member(reply, 'params'), 'version')))]],
  currentTime: [['global.getCurrentTime', (reply) => single('result', member(member(reply, 'params'), 'time') ?? member(reply, 'result'))]],
  interfaces: [['netApp.getNetInterfaces', (reply) => tableOf('', member(reply, 'params'))]],
  users: [['userManager.getUserInfoAll', users]],
  sessions: [['userManager.getActiveUserInfoAll', users]],
};

export class RpcTables implements Tables {
  constructor(private readonly session: RpcSession) {}

  async ask(question: Question): Promise<TableReply> {
    if ('config' in question) {
      const { config } = question;
      return read(await this.session.call({ config }), (reply) => tableOf(config, member(member(reply, 'params'), 'table')));
    }
    if (!('action' in question) || question.action === 'machineName') return NOT_ASKED;
    let told: TableReply | undefined;
    for (const [method, how] of CALLS[question.action]) {
      const part = read(method === 'netApp.getNetInterfaces' ? await this.session.callObject(method) : await this.session.call(method), how);
      // Of two halves the one that is there counts.
      if (told?.state !== 'table') told = part;
      else if (part.state === 'table') told = { ...told, table: told.table.with(part.table) };
    }
    return told ?? NOT_ASKED;
  }
}

function read(answer: RpcReply, how: Read): TableReply {
  if (!answer.ok) return answer.result;
  const { reply, exchange } = answer;
  // The time may stand in `result` itself.
  if (!isSuccess(reply) && typeof member(reply, 'result') !== 'string') return { ...unreadCall(reply), exchange };
  const table = how(reply);
  return table ? { state: 'table', table, exchange } : { ...MALFORMED, exchange };
}

function single(key: string, value: unknown): KeyValues | undefined {
  return typeof value === 'string' || typeof value === 'number' ? tableOf('', { [key]: value }) : undefined;
}

function versionText(version: unknown): string | undefined {
  const [number, built] = [member(version, 'Version'), member(version, 'BuildDate')];
  if (typeof number !== 'string' || number === '') return undefined;
  return typeof built === 'string' && built !== '' ? `${number},build:${built}` : number;
}

/** `params` is the list itself on some firmware. */
function users(reply: unknown): KeyValues | undefined {
  const parameters = member(reply, 'params');
  return tableOf('users', Array.isArray(parameters) ? parameters : member(parameters, 'users'));
}
