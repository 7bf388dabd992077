/** What sets one make of recorder apart from another: its web services, and how it answers those who look for it. The sign-in on the TCP port, the cloud, DDNS and UPnP are the same machine behind every face. */
import type { ServerNetwork } from '../../../network/seam.js';
import type { Device } from '../../device.js';
import type { HttpExchange } from '../service.js';
import type { RecorderContext } from './context.js';

export interface Face {
  /** Answers one request to the web port. */
  answer(exchange: HttpExchange): void;
  /** Opens its discovery on the ports that its clients know, or on `port` where one is given (0: any free one). */
  discover(where: { readonly address?: string | undefined; readonly port?: number | undefined }): Promise<Device>;
}

/** What a face is built on. `openConnections` counts those to the web port. */
export type OpenFace = (parts: { readonly network: ServerNetwork; readonly context: RecorderContext; readonly openConnections: () => number }) => Face;
