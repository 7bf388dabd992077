/** What may happen to a request before and after the recorder has looked at it: it is late, cut, sent elsewhere, or never answered. */
import type { Clock } from '../../../network/seam.js';
import type { HttpExchange } from '../service.js';
import type { RecorderContext } from './context.js';

/** `httpsPort`: where plain requests are sent on to, if they are. */
export async function throughWebPort(context: RecorderContext, clock: Clock, exchange: HttpExchange, httpsPort: number | undefined, answer: (exchange: HttpExchange) => void): Promise<void> {
  const { quirks, counters } = context;
  counters.webRequests++;
  if (quirks.silentHttp === true) return;
  if (quirks.latency !== undefined) await clock.sleep(quirks.latency);
  if (falls(quirks.dropEvery, counters.webRequests)) {
    exchange.connection.destroy();
    return;
  }
  if (httpsPort !== undefined && !('encrypted' in exchange.connection)) return sendOn(exchange, context.state.network.address, httpsPort);
  answer(falls(quirks.truncateEvery, counters.webRequests) ? halfOnly(exchange) : exchange);
}

function falls(every: number | undefined, count: number): boolean {
  return every !== undefined && every > 0 && count % every === 0;
}

/** To the same host by its full address, as recorders do. */
function sendOn(exchange: HttpExchange, address: string, port: number): void {
  const host = /^[A-Za-z0-9.-]{1,253}/.exec(exchange.headers.host ?? '')?.[0] ?? address;
  exchange.reply(301, '', ['Location', `https://${host}:${port}${exchange.target}`, 'CONNECTION', 'close'], 'Moved Permanently');
}

/** The reply tells its whole length, and the connection ends half-way. */
function halfOnly(exchange: HttpExchange): HttpExchange {
  return {
    ...exchange,
    reply: (status, text, headers = [], reason = 'OK') => {
      const body = Buffer.from(text);
      const lines = headers.flatMap((name, index, all) => (index % 2 === 0 && name.toLowerCase() !== 'content-length' ? [`${name}: ${all[index + 1] ?? ''}\r\n`] : []));
      exchange.connection.write(`HTTP/1.1 ${status} ${reason}\r\n${lines.join('')}Content-Length: ${body.length}\r\n\r\n`);
      exchange.connection.end(body.subarray(0, Math.floor(body.length / 2)));
    },
  };
}
