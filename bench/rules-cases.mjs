/**
 * Sixty rules over two hundred facts, written four times: as CEL for our engine, by hand in three-valued logic, for json-rules-engine
 * and as JSON Logic. Twelve rules in the manner of the shipped ones, each for five units; the facts of the units join the real dictionary.
 */
export const UNITS = [1, 2, 3, 4, 5];

const PORTS = ['open', 'closed', 'filtered'];
const METHODS = ['p2p', 'ddns', 'wan-ip'];
const ADDRESSES = ['192.168.1.64', '192.168.1.70', '192.168.0.64', '10.0.0.8'];
const WANS = ['192.88.98.7', '192.88.98.90', '100.64.9.7', '192.168.0.2'];
const list = (record) => ({ kind: 'list', of: { record }, max: 64 });
const mapping = (protocol, outside, host, inside, enabled) => ({ protocol, outside, host, inside, enabled });
const MAPPINGS = [
  [],
  [mapping('tcp', 37777, '192.168.1.64', 37777, true), mapping('udp', 37778, '192.168.1.64', 37778, true)],
  [mapping('tcp', 8080, '192.168.1.20', 80, true), mapping('tcp', 37777, '192.168.1.70', 37777, false), mapping('udp', 5000, '192.168.1.9', 5000, true)],
  [mapping('tcp', 80, '192.168.1.64', 80, true), mapping('tcp', 443, '192.168.1.20', 443, true), mapping('tcp', 38000, '192.168.1.64', 37777, true), mapping('udp', 500, '192.168.1.9', 500, false)],
];

/** Name → type of the fact, whether "none" is a value, and the values that documents draw from. */
const FACTS = {
  dhcp: { type: { kind: 'bool' }, from: [true, false] },
  address: { type: { kind: 'ip' }, nullable: true, from: [...ADDRESSES, null] },
  network: { type: { kind: 'cidr' }, from: ['192.168.1.0/24', '10.0.0.0/8'] },
  gateway: { type: { kind: 'ip' }, nullable: true, from: ['192.168.1.1', '192.168.1.254', null] },
  hostGateway: { type: { kind: 'ip' }, from: ['192.168.1.1', '192.168.1.254'] },
  lanPort: { type: { kind: 'enum', values: PORTS }, from: PORTS },
  outsidePort: { type: { kind: 'enum', values: PORTS }, from: PORTS },
  method: { type: { kind: 'enum', values: METHODS }, from: METHODS },
  tcpPort: { type: { kind: 'port' }, from: [37777, 38000] },
  httpPort: { type: { kind: 'port' }, from: [80, 8080] },
  mappings: { type: list({ protocol: ['tcp', 'udp'], outside: 'port', host: 'ip', inside: 'port', enabled: 'bool' }), from: MAPPINGS },
  p2p: { type: { kind: 'bool' }, from: [true, false] },
  p2pStatus: { type: { kind: 'enum', values: ['online', 'offline'] }, from: ['online', 'offline'] },
  cloud: { type: { kind: 'bool' }, from: [true, false] },
  resolves: { type: { kind: 'bool' }, from: [true, false] },
  wan: { type: { kind: 'ip' }, nullable: true, from: [...WANS, null] },
  public: { type: { kind: 'ip' }, from: WANS.slice(0, 2) },
  host: { type: { kind: 'text' }, from: ['nvr.ddns.example', 'NVR.ddns.example.', 'old.ddns.example'] },
  nameAddress: { type: { kind: 'ip' }, nullable: true, from: [...WANS.slice(0, 2), null] },
  worksAway: { type: { kind: 'bool' }, from: [true, false] },
  login: { type: { kind: 'enum', values: ['accepted', 'refused', 'locked'] }, from: ['accepted', 'refused', 'locked'] },
};
export const NAMES = Object.keys(FACTS);
export const path = (unit, name) => `unit${unit}.${name}`;

/** Definitions that are added to the dictionary of the bundle under test. */
export const EXTRA_FACTS = Object.fromEntries(
  UNITS.flatMap((unit) => NAMES.map((name) => [path(unit, name), { type: FACTS[name].type, title: name, sources: ['settings-file'], ...(FACTS[name].nullable ? { nullable: true } : {}) }])),
);
export const valuesOf = (name) => FACTS[name].from;

// Three-valued logic by hand: `undefined` is unknown.
const eq = (a, b) => (a === undefined || b === undefined ? undefined : a === b);
const ne = (a, b) => (a === undefined || b === undefined ? undefined : a !== b);
const not = (a) => (a === undefined ? undefined : !a);
const and = (a, b, c = true, d = true) => (a === false || b === false || c === false || d === false ? false : a === undefined || b === undefined || c === undefined || d === undefined ? undefined : true);
const or = (a, b) => (a === true || b === true ? true : a === undefined || b === undefined ? undefined : false);
const oneOf = (a, values) => (a === undefined ? undefined : values.includes(a));
const some = (items, test) => {
  if (items === undefined) return undefined;
  let result = false;
  for (const item of items) {
    const value = test(item);
    if (value === true) return true;
    if (value === undefined) result = undefined;
  }
  return result;
};

/**
 * `f` names the pure functions of the product, so that all engines compute addresses alike. `s(name)` in `hand` is the place of the fact
 * in the array; in `jre` and `logic` the path of the fact. Derived facts of json-rules-engine begin with `~`.
 */
export const RULES = [
  {
    id: 'static-off-subnet',
    cel: ['dhcp == false', 'address != null && !cidrContains(network, address)', 'lanPort != "open"'],
    hand: (i, f) => (s) => {
      if (s[i.dhcp] === true || s[i.lanPort] === 'open' || s[i.address] === null) return false;
      const inside = s[i.network] === undefined || s[i.address] === undefined ? undefined : f.cidrContains(s[i.network], s[i.address]);
      return and(eq(s[i.dhcp], false), not(inside), ne(s[i.lanPort], 'open'));
    },
    jre: (p) => ({ all: [is(p('dhcp'), false), { fact: p('address'), operator: 'notEqual', value: null }, { fact: p('address'), operator: 'outside', value: { fact: p('network') } }, isNot(p('lanPort'), 'open')] }),
    logic: (v) => ({ and: [{ '===': [v('dhcp'), false] }, { '!==': [v('address'), null] }, { '!': { cidrContains: [v('network'), v('address')] } }, { '!==': [v('lanPort'), 'open'] }] }),
  },
  {
    id: 'wrong-gateway',
    cel: ['dhcp == false', 'address != null && cidrContains(network, address)', 'gateway == null || gateway != hostGateway'],
    hand: (i, f) => (s) => {
      if (s[i.dhcp] === true || s[i.address] === null) return false;
      const inside = s[i.network] === undefined || s[i.address] === undefined ? undefined : f.cidrContains(s[i.network], s[i.address]);
      return and(eq(s[i.dhcp], false), inside, s[i.gateway] === null ? true : ne(s[i.gateway], s[i.hostGateway]));
    },
    jre: (p) => ({ all: [is(p('dhcp'), false), isNot(p('address'), null), { fact: p('address'), operator: 'inside', value: { fact: p('network') } }, { any: [is(p('gateway'), null), isNot(p('gateway'), { fact: p('hostGateway') })] }] }),
    logic: (v) => ({ and: [{ '===': [v('dhcp'), false] }, { '!==': [v('address'), null] }, { cidrContains: [v('network'), v('address')] }, { or: [{ '===': [v('gateway'), null] }, { '!==': [v('gateway'), v('hostGateway')] }] }] }),
  },
  {
    id: 'forwards-wiped',
    cel: ['method in ["ddns", "wan-ip"]', '!mappings.exists(m, m.protocol == "tcp" && m.inside == tcpPort)', 'outsidePort in ["closed", "filtered"]', 'lanPort == "open"'],
    hand: (i) => (s) => {
      if (s[i.method] === 'p2p' || s[i.outsidePort] === 'open') return false;
      const port = s[i.tcpPort];
      const rule = some(s[i.mappings], (m) => (m.protocol === 'tcp' ? eq(m.inside, port) : false));
      return and(oneOf(s[i.method], ['ddns', 'wan-ip']), not(rule), oneOf(s[i.outsidePort], ['closed', 'filtered']), eq(s[i.lanPort], 'open'));
    },
    jre: (p) => ({ all: [isIn(p('method'), ['ddns', 'wan-ip']), is(`~${p('tcpRule')}`, false), isIn(p('outsidePort'), ['closed', 'filtered']), is(p('lanPort'), 'open')] }),
    logic: (v) => ({ and: [{ in: [v('method'), ['ddns', 'wan-ip']] }, { '!': { tcpRule: [v('mappings'), v('tcpPort')] } }, { in: [v('outsidePort'), ['closed', 'filtered']] }, { '===': [v('lanPort'), 'open'] }] }),
  },
  {
    id: 'forward-to-old-ip',
    cel: ['address != null', 'method in ["ddns", "wan-ip"]', 'mappings.exists(m, m.protocol == "tcp" && m.outside == tcpPort && m.host != address)', 'worksAway == false'],
    hand: (i) => (s) => {
      if (s[i.address] === null || s[i.worksAway] === true) return false;
      const port = s[i.tcpPort];
      const address = s[i.address];
      const wrong = some(s[i.mappings], (m) => (m.protocol === 'tcp' ? and(eq(m.outside, port), ne(m.host, address)) : false));
      return and(ne(address, null), oneOf(s[i.method], ['ddns', 'wan-ip']), wrong, eq(s[i.worksAway], false));
    },
    jre: (p) => ({ all: [isNot(p('address'), null), isIn(p('method'), ['ddns', 'wan-ip']), is(`~${p('oldRule')}`, true), is(p('worksAway'), false)] }),
    logic: (v) => ({ and: [{ '!==': [v('address'), null] }, { in: [v('method'), ['ddns', 'wan-ip']] }, { oldRule: [v('mappings'), v('tcpPort'), v('address')] }, { '===': [v('worksAway'), false] }] }),
  },
  {
    id: 'cgnat',
    cel: ['wan != null && addressClass(wan) == "shared"', 'method != "p2p"'],
    hand: (i, f) => (s) => {
      if (s[i.wan] === null) return false;
      return and(s[i.wan] === undefined ? undefined : f.addressClass(s[i.wan]) === 'shared', ne(s[i.method], 'p2p'));
    },
    jre: (p) => ({ all: [isNot(p('wan'), null), { fact: p('wan'), operator: 'hasClass', value: 'shared' }, isNot(p('method'), 'p2p')] }),
    logic: (v) => ({ and: [{ '!==': [v('wan'), null] }, { '===': [{ addressClass: [v('wan')] }, 'shared'] }, { '!==': [v('method'), 'p2p'] }] }),
  },
  {
    id: 'double-nat',
    cel: ['wan != null && addressClass(wan) == "private"', 'wan != public', 'outsidePort != "open"'],
    hand: (i, f) => (s) => {
      if (s[i.wan] === null) return false;
      return and(s[i.wan] === undefined ? undefined : f.addressClass(s[i.wan]) === 'private', ne(s[i.wan], s[i.public]), ne(s[i.outsidePort], 'open'));
    },
    jre: (p) => ({ all: [isNot(p('wan'), null), { fact: p('wan'), operator: 'hasClass', value: 'private' }, isNot(p('wan'), { fact: p('public') }), isNot(p('outsidePort'), 'open')] }),
    logic: (v) => ({ and: [{ '!==': [v('wan'), null] }, { '===': [{ addressClass: [v('wan')] }, 'private'] }, { '!==': [v('wan'), v('public')] }, { '!==': [v('outsidePort'), 'open'] }] }),
  },
  {
    id: 'name-stale',
    cel: ['method == "ddns"', 'sameHost(host, "nvr.ddns.example")', 'nameAddress == null || nameAddress != public'],
    hand: (i, f) => (s) =>
      and(eq(s[i.method], 'ddns'), s[i.host] === undefined ? undefined : f.sameHost(s[i.host], 'nvr.ddns.example'), s[i.nameAddress] === null ? true : ne(s[i.nameAddress], s[i.public])),
    jre: (p) => ({ all: [is(p('method'), 'ddns'), { fact: p('host'), operator: 'sameHost', value: 'nvr.ddns.example' }, { any: [is(p('nameAddress'), null), isNot(p('nameAddress'), { fact: p('public') })] }] }),
    logic: (v) => ({ and: [{ '===': [v('method'), 'ddns'] }, { sameHost: [v('host'), 'nvr.ddns.example'] }, { or: [{ '===': [v('nameAddress'), null] }, { '!==': [v('nameAddress'), v('public')] }] }] }),
  },
  {
    id: 'p2p-off',
    cel: ['method == "p2p"', 'p2p == false || p2pStatus == "offline"'],
    hand: (i) => (s) => and(eq(s[i.method], 'p2p'), or(eq(s[i.p2p], false), eq(s[i.p2pStatus], 'offline'))),
    jre: (p) => ({ all: [is(p('method'), 'p2p'), { any: [is(p('p2p'), false), is(p('p2pStatus'), 'offline')] }] }),
    logic: (v) => ({ and: [{ '===': [v('method'), 'p2p'] }, { or: [{ '===': [v('p2p'), false] }, { '===': [v('p2pStatus'), 'offline'] }] }] }),
  },
  {
    id: 'cloud-filtered',
    cel: ['p2p == true', 'cloud == false || resolves == false', 'p2pStatus == "offline"'],
    hand: (i) => (s) => and(eq(s[i.p2p], true), or(eq(s[i.cloud], false), eq(s[i.resolves], false)), eq(s[i.p2pStatus], 'offline')),
    jre: (p) => ({ all: [is(p('p2p'), true), { any: [is(p('cloud'), false), is(p('resolves'), false)] }, is(p('p2pStatus'), 'offline')] }),
    logic: (v) => ({ and: [{ '===': [v('p2p'), true] }, { or: [{ '===': [v('cloud'), false] }, { '===': [v('resolves'), false] }] }, { '===': [v('p2pStatus'), 'offline'] }] }),
  },
  {
    id: 'port-changed',
    cel: ['tcpPort != 37777', 'lanPort == "open"', 'mappings.exists(m, m.inside == 37777 && m.enabled != false)'],
    hand: (i) => (s) => and(ne(s[i.tcpPort], 37777), eq(s[i.lanPort], 'open'), some(s[i.mappings], (m) => m.inside === 37777 && m.enabled !== false)),
    jre: (p) => ({ all: [isNot(p('tcpPort'), 37777), is(p('lanPort'), 'open'), { fact: p('mappings'), operator: 'forwards', value: 37777 }] }),
    logic: (v) => ({ and: [{ '!==': [v('tcpPort'), 37777] }, { '===': [v('lanPort'), 'open'] }, { forwards: [v('mappings'), 37777] }] }),
  },
  {
    id: 'account-locked',
    cel: ['login == "locked" || (login == "refused" && worksAway == false)'],
    hand: (i) => (s) => or(eq(s[i.login], 'locked'), and(eq(s[i.login], 'refused'), eq(s[i.worksAway], false))),
    jre: (p) => ({ any: [is(p('login'), 'locked'), { all: [is(p('login'), 'refused'), is(p('worksAway'), false)] }] }),
    logic: (v) => ({ or: [{ '===': [v('login'), 'locked'] }, { and: [{ '===': [v('login'), 'refused'] }, { '===': [v('worksAway'), false] }] }] }),
  },
  {
    id: 'web-page-exposed',
    cel: ['httpPort < 1024', 'outsidePort != "closed"', 'mappings.exists(m, m.inside == httpPort && m.enabled == true)'],
    hand: (i) => (s) => {
      const port = s[i.httpPort];
      return and(port === undefined ? undefined : port < 1024, ne(s[i.outsidePort], 'closed'), some(s[i.mappings], (m) => (m.enabled ? eq(m.inside, port) : false)));
    },
    jre: (p) => ({ all: [{ fact: p('httpPort'), operator: 'lessThan', value: 1024 }, isNot(p('outsidePort'), 'closed'), { fact: p('mappings'), operator: 'forwards', value: { fact: p('httpPort') } }] }),
    logic: (v) => ({ and: [{ '<': [v('httpPort'), 1024] }, { '!==': [v('outsidePort'), 'closed'] }, { forwards: [v('mappings'), v('httpPort')] }] }),
  },
];

function is(fact, value) {
  return { fact, operator: 'equal', value };
}
function isNot(fact, value) {
  return { fact, operator: 'notEqual', value };
}
function isIn(fact, value) {
  return { fact, operator: 'in', value };
}

/** The same random numbers in every run. */
export function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Values of all facts of all units by path. */
export function completeDocument(next) {
  const document = {};
  for (const unit of UNITS) for (const name of NAMES) document[path(unit, name)] = pick(FACTS[name].from, next);
  return document;
}

export function pick(values, next) {
  return values[Math.floor(next() * values.length)];
}

export function withUnknown(document, share, next) {
  return Object.fromEntries(Object.entries(document).filter(() => next() >= share));
}
