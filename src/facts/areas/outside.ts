/** How the house looks from the internet, and from inside through its own public address. */
import { fact } from '../types.js';

/**
 * `open`: a connection was accepted and nothing speaks against it being the recorder. `closed`: refused. `filtered`: no answer.
 * `foreign`: something answered that differs from what the recorder says on the same port in the house.
 */
export const OUTSIDE_STATES = ['open', 'closed', 'filtered', 'foreign'] as const;

export const OUTSIDE = {
  'outside.address': fact({ type: { kind: 'ip' }, title: 'the public address that was tried from outside', sources: ['outside'], sensitivity: 'personal' }),
  'outside.port': fact({ type: { kind: 'port' }, title: 'the port that was tried from outside', sources: ['outside'] }),
  'outside.tcpPort': fact({ type: { kind: 'enum', values: OUTSIDE_STATES }, title: 'how that port looks from the internet', sources: ['outside'] }),
  'outside.recognised': fact({
    type: { kind: 'bool' },
    title: 'whether what answers there greets as the recorder does in the house',
    empty: 'unknown where the port greets nobody: then who answers cannot be told from outside',
    sources: ['outside'],
  }),
  'outside.answers': fact({
    type: { kind: 'bool' },
    title: "whether anything answers at the app's port from the internet",
    empty: 'what an outside helper met at the port, else what the person says about looking from elsewhere (derived)',
    sources: ['outside', 'user'],
    merge: 'first',
  }),
  'hairpin.tcpPort': fact({
    type: { kind: 'enum', values: ['open', 'closed', 'no-answer'] },
    title: "how the recorder's port answers at the public address from inside the house",
    empty: '"open" proves a port rule; the other two prove nothing by themselves, since many routers have no loopback',
    sources: ['hairpin'],
  }),
} as const;
