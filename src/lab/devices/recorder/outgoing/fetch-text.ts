/** The plainest HTTP client: one request, one answer, connection closed. Recorders of this age do no more. */
import type { Duplex } from 'node:stream';
import type { Network } from '../../../../network/seam.js';

const MAX_ANSWER = 65_536;

export interface TextAnswer {
  readonly status: number;
  readonly body: string;
}

/** Undefined where nothing usable came back before the signal. */
export async function fetchText(network: Network, at: { readonly host: string; readonly port: number }, request: string, signal: AbortSignal): Promise<TextAnswer | undefined> {
  const connected = await network.tcp({ host: at.host, port: at.port, signal });
  if (!connected.ok) return undefined;
  const text = await readAll(connected.value, request, signal);
  connected.value.destroy();
  const head = /^HTTP\/1\.[01] (\d{3})[^\r\n]*\r?\n/.exec(text);
  const end = text.indexOf('\r\n\r\n');
  return head === null || end < 0 ? undefined : { status: Number(head[1]), body: text.slice(end + 4) };
}

function readAll(connection: Duplex, request: string, signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const finish = (): void => {
      signal.removeEventListener('abort', finish);
      resolve(text);
    };
    connection.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
      if (text.length > MAX_ANSWER) finish();
    });
    connection.on('end', finish);
    connection.on('close', finish);
    connection.on('error', finish);
    // The connection and the end of the wait may come in one instant.
    if (signal.aborted) return finish();
    signal.addEventListener('abort', finish, { once: true });
    connection.write(request);
  });
}
