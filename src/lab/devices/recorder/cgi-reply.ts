/** How the recorder's CGI writes a reply: headers in its own letter case, and the faults of body and length that some firmware has. */
import type { HttpExchange } from '../service.js';
import type { RecorderContext } from './context.js';

const REASONS: Readonly<Partial<Record<number, string>>> = { 200: 'OK', 400: 'Bad Request', 401: 'Unauthorized', 403: 'Forbidden', 404: 'Not Found', 501: 'Not Implemented' };

export function replyCgi(context: RecorderContext, exchange: HttpExchange, status: number, text: string, challenge?: string): void {
  const { quirks } = context;
  const body = Buffer.from((quirks.bom === true ? '\ufeff' : '') + (quirks.openEnd === true ? text.replace(/\r?\n$/, '') : text), 'utf8');
  const told = quirks.errorsAre200 === true && (status === 400 || (status === 403 && text.startsWith('Error'))) ? 200 : status;
  const headers = [
    ...(challenge === undefined ? [] : ['WWW-Authenticate', challenge]),
    // Headers as the firmware writes them, malformed cookie included.
    ...['X-XSS-Protection', '1;mode=block', 'X-Frame-Options', 'SAMEORIGIN', 'CONNECTION', quirks.keepsOpen === true ? 'keep-alive' : 'close', 'Set-Cookie', 'secure; HttpOnly'],
    ...['Content-type', quirks.html === true ? 'text/html' : 'text/plain;charset=utf-8'],
  ];
  if (quirks.length === undefined || body.length === 0) return exchange.reply(told, body, [...headers, 'CONTENT-LENGTH', String(body.length)], REASONS[told]);

  // What no HTTP library would write.
  const length = { short: ['CONTENT-LENGTH', String(body.length - 1)], absent: [], chunked: ['Transfer-Encoding', 'chunked'] }[quirks.length];
  const lines = [...headers, ...length].flatMap((name, index, all) => (index % 2 === 0 ? [`${name}: ${all[index + 1] ?? ''}\r\n`] : []));
  exchange.connection.write(`HTTP/1.1 ${told} ${REASONS[told] ?? ''}\r\n${lines.join('')}\r\n`);
  exchange.connection.end(quirks.length === 'chunked' ? inChunks(body) : body);
}

function inChunks(body: Buffer): Buffer {
  const half = Math.ceil(body.length / 2);
  const chunk = (part: Buffer): Buffer => (part.length === 0 ? Buffer.alloc(0) : Buffer.concat([Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n')]));
  return Buffer.concat([chunk(body.subarray(0, half)), chunk(body.subarray(half)), Buffer.from('0\r\n\r\n')]);
}
