/** A router's own page as the internet sees it where remote management is on: a sign-in form, and nothing of the recorder. */
import type { ServerNetwork } from '../../network/seam.js';
import type { Device } from '../device.js';
import { serveHttp } from './service.js';

export function startRouterPage(network: ServerNetwork, options: { readonly model: string; readonly port: number }): Promise<Device> {
  const page = `<!DOCTYPE html><html><head><title>${options.model}</title></head><body><form action="/login"><input type="password"></form></body></html>`;
  return serveHttp(network, { port: options.port, what: "The port of the router's page" }, (exchange) => exchange.reply(200, page, ['Content-Type', 'text/html', 'Connection', 'close']));
}
