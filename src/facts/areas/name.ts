/** The DDNS name and the name servers. */
import { fact } from '../types.js';

/** `answers`: at least one address. `no-such-name`: NXDOMAIN. `no-address`: the name exists without an address. */
export const NAME_STATES = ['answers', 'no-such-name', 'no-address'] as const;

export const NAME = {
  'name.hostname': fact({ type: { kind: 'text', max: 253 }, title: 'the DDNS name that was looked up', sources: ['dns'], sensitivity: 'personal' }),
  'name.state': fact({ type: { kind: 'enum', values: NAME_STATES }, title: 'what the DDNS name leads to', sources: ['dns'] }),
  'name.system': fact({
    type: { kind: 'ip' },
    title: "the name's address as this house sees it",
    empty: 'null means that the resolver answered and the name has no address',
    nullable: true,
    sources: ['dns'],
    sensitivity: 'personal',
  }),
  'name.public': fact({
    type: { kind: 'ip' },
    title: "the name's address as a public resolver sees it",
    empty: 'null means that the resolver answered and the name has no address',
    nullable: true,
    sources: ['dns'],
    sensitivity: 'personal',
  }),
  'name.authoritative': fact({
    type: { kind: 'ip' },
    title: "the name's address at its own provider",
    empty: 'null means that the provider answered and the name has no address',
    nullable: true,
    sources: ['dns'],
    sensitivity: 'personal',
  }),
  'name.ttlSeconds': fact({ type: { kind: 'int', min: 0 }, unit: 's', title: 'how long an old answer may be remembered', sources: ['dns'] }),
  'name.zoneAlive': fact({ type: { kind: 'bool' }, title: "whether the DDNS provider's own name servers answer", sources: ['dns'] }),
  'name.resolverAnswers': fact({ type: { kind: 'bool' }, title: "whether this computer's name servers answer", sources: ['dns'] }),
  'name.recorderDnsAnswers': fact({
    type: { kind: 'bool' },
    title: "whether the recorder's name servers answer",
    empty: 'false means: every name server in the recorder was asked from this computer and none gave an answer',
    sources: ['dns'],
  }),
  'name.recorderDnsFindsCloud': fact({
    type: { kind: 'bool' },
    title: "whether the recorder's name servers find the P2P cloud",
    empty: 'false means: they answered, and the cloud name was not found or led to 0.0.0.0',
    sources: ['dns'],
  }),
} as const;
