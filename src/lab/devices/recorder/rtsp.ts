/** The recorder's RTSP port: it takes connections and asks everybody to sign in, under a realm of its own. Nobody here ever does. */
import { createHash } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { RecorderContext } from './context.js';

/** Bytes of a request head; more ends the connection. */
const MAX_HEAD = 8_192;

export function serveRtspConnection(context: RecorderContext, connection: Duplex): void {
  let buffered = '';
  connection.on('error', () => connection.destroy());
  connection.on('end', () => connection.end());
  connection.on('data', (chunk: Buffer) => {
    buffered += chunk.toString('latin1');
    for (let end = buffered.indexOf('\r\n\r\n'); end >= 0; end = buffered.indexOf('\r\n\r\n')) {
      const head = buffered.slice(0, end);
      buffered = buffered.slice(end + 4);
      if (!/^[A-Z_]{1,20} \S{1,1000} RTSP\/1\.0\r?$/m.test(head.split('\n', 1)[0] ?? '')) {
        connection.end('RTSP/1.0 400 Bad Request\r\n\r\n');
        return;
      }
      connection.write(ask(context, head));
    }
    if (buffered.length > MAX_HEAD) connection.end();
  });
}

function ask(context: RecorderContext, head: string): string {
  // The realm is not the one of the web port, so no answer to it can be right.
  if (/^Authorization:/im.test(head)) context.counters.refusedLogins++;
  const sequence = /^CSeq:[ \t]*(\d{1,9})/im.exec(head)?.[1] ?? '0';
  const realm = createHash('md5').update(`${context.state.serial}:rtsp`).digest('hex');
  return `RTSP/1.0 401 Unauthorized\r\nCSeq: ${sequence}\r\nWWW-Authenticate: Digest realm="Login to ${realm}", nonce="${context.nonce()}"\r\n\r\n`;
}
