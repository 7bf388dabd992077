/** The internet line as seen from this computer. */
import { fact } from '../types.js';

export const WAN = {
  'wan.online': fact({
    type: { kind: 'bool' },
    title: 'whether this house has internet',
    empty: 'false means: two or more servers on the internet were asked and not one answered',
    sources: ['stun', 'dns'],
    merge: 'first',
  }),
  'wan.publicAddress': fact({
    type: { kind: 'ip' },
    title: 'the address this house has on the internet',
    sources: ['stun'],
    sensitivity: 'personal',
  }),
  'wan.natMapping': fact({
    type: { kind: 'enum', values: ['none', 'endpoint-independent', 'endpoint-dependent'] },
    title: 'how the line maps outgoing connections',
    empty: '"none" means that this computer has the public address itself (RFC 5780 §4.3)',
    sources: ['stun'],
  }),
  'cloud.resolves': fact({ type: { kind: 'bool' }, title: "whether the P2P cloud's name can be found from this house", sources: ['cloud'] }),
  'cloud.reachable': fact({
    type: { kind: 'bool' },
    title: 'whether the P2P cloud answers from this house',
    empty: 'false means: its name was found and it did not answer in time',
    sources: ['cloud'],
  }),
} as const;
