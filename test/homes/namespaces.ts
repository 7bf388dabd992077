/**
 * A home made of network namespaces with real daemons in them: the kernel's own NAT (nftables), miniupnpd, dnsmasq, coturn and
 * BIND. No namespace has a link to the machine's own network, so nothing can leave.
 *
 *   remote (phone, outside helper) ── isp (STUN, resolvers, DDNS zone, P2P cloud) ── [outer router] ── router ── LAN: recorder, laptop
 */
import { execFile, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { feed } from '../feed.js';

export const PUBLIC = { address: '192.88.98.7', gateway: '192.88.98.1' };
export const LAN = { router: '192.168.1.1', recorder: '192.168.1.64', laptop: '192.168.1.50' };
const SERVICES = { stun: ['203.0.113.1', '203.0.113.2'], resolver: '203.0.113.53', publicResolver: '203.0.113.9', zone: '203.0.113.60', cloud: '203.0.113.80' };

const NEEDED = ['ip', 'ss', 'nft', 'miniupnpd', 'upnpc', 'natpmpc', 'dnsmasq', 'turnserver', 'named'];

/** Why a namespace home cannot be built here, or undefined where it can. */
export function whyNoHome(): string | undefined {
  if (process.platform !== 'linux') return 'network namespaces need Linux';
  if (process.getuid?.() !== 0) return 'network namespaces need root';
  const missing = NEEDED.filter((name) => spawnSync('sh', ['-c', `command -v ${name}`]).status !== 0);
  if (missing.length > 0) return `not installed: ${missing.join(', ')}`;
  const trial = spawnSync('unshare', ['-n', 'true']);
  return trial.status === 0 ? undefined : 'this machine does not allow network namespaces';
}

export interface HomeOptions {
  /** What the DDNS name points to at its provider. */
  readonly ddnsAddress?: string;
  /** A second router between the provider and the home's own one. */
  readonly doubleNat?: boolean;
  readonly recorder?: { readonly address: string; readonly prefix: number; readonly gateway?: string };
  readonly upnp?: boolean;
  /** The router turns connections to its own public address back into the house; miniupnpd's own rules do not. */
  readonly hairpin?: boolean;
  /** Leaves the router's port 5000 and 5351 free for the lab's own router. */
  readonly withoutMiniupnpd?: boolean;
}

export type Host = 'isp' | 'remote' | 'outer' | 'router' | 'recorder' | 'laptop';

let homes = 0;

export class NamespaceHome {
  private readonly prefix = `nd${process.pid}x${homes++}-`;
  private readonly folder = mkdtempSync(path.join(tmpdir(), 'nvr-doctor-home-'));
  private readonly hosts: Host[] = [];
  private readonly children: ChildProcess[] = [];
  private miniupnpd: ChildProcess | undefined;

  private constructor(private readonly options: HomeOptions) {}

  static async build(options: HomeOptions = {}): Promise<NamespaceHome> {
    const home = new NamespaceHome(options);
    try {
      home.wire();
      await home.startDaemons();
    } catch (error) {
      await home.close();
      throw error;
    }
    return home;
  }

  /** Address on the router's internet side. */
  get routerWan(): string {
    return this.options.doubleNat ? '192.168.100.2' : PUBLIC.address;
  }

  private name(host: Host): string {
    return this.prefix + host;
  }

  private sh(command: string, input?: string): string {
    const done = spawnSync('sh', ['-ec', command], { encoding: 'utf8', ...(input === undefined ? {} : { input }) });
    if (done.status !== 0) throw new Error(`${command}\n${done.stderr}`);
    return done.stdout;
  }

  private in(host: Host, command: string, input?: string): string {
    return this.sh(`ip netns exec ${this.name(host)} ${command}`, input);
  }

  private add(host: Host, resolver: string): void {
    this.sh(`ip netns add ${this.name(host)}`);
    this.hosts.push(host);
    this.sh(`ip -n ${this.name(host)} link set lo up`);
    mkdirSync(`/etc/netns/${this.name(host)}`, { recursive: true });
    writeFileSync(`/etc/netns/${this.name(host)}/resolv.conf`, `nameserver ${resolver}\n`);
  }

  /** Both ends of the cable are made inside the namespaces: the machine's own network never sees them. */
  private cable(a: Host, aName: string, b: Host, bName: string): void {
    this.sh(`ip -n ${this.name(a)} link add ${aName} type veth peer name ${bName} netns ${this.name(b)}`);
    this.sh(`ip -n ${this.name(a)} link set ${aName} up && ip -n ${this.name(b)} link set ${bName} up`);
  }

  private address(host: Host, device: string, cidr: string): void {
    this.sh(`ip -n ${this.name(host)} addr add ${cidr} dev ${device}`);
  }

  private defaultRoute(host: Host, via: string): void {
    this.sh(`ip -n ${this.name(host)} route add default via ${via}`);
  }

  private wire(): void {
    this.add('isp', SERVICES.resolver);
    this.add('remote', SERVICES.publicResolver);
    this.add('router', SERVICES.resolver);
    this.add('recorder', LAN.router);
    this.add('laptop', LAN.router);
    for (const address of [...SERVICES.stun, SERVICES.resolver, SERVICES.publicResolver, SERVICES.zone, SERVICES.cloud]) this.address('isp', 'lo', `${address}/32`);
    this.in('isp', 'sysctl -qw net.ipv4.ip_forward=1');
    this.cable('isp', 'rem0', 'remote', 'eth0');
    this.address('isp', 'rem0', '198.51.100.1/24');
    this.address('remote', 'eth0', '198.51.100.50/24');
    this.address('remote', 'eth0', '198.51.100.60/24');
    this.defaultRoute('remote', '198.51.100.1');

    if (this.options.doubleNat) {
      this.add('outer', SERVICES.resolver);
      this.cable('isp', 'cust0', 'outer', 'wan0');
      this.cable('outer', 'lan0', 'router', 'wan0');
      this.address('isp', 'cust0', `${PUBLIC.gateway}/24`);
      this.address('outer', 'wan0', `${PUBLIC.address}/24`);
      this.address('outer', 'lan0', '192.168.100.1/24');
      this.address('router', 'wan0', '192.168.100.2/24');
      this.defaultRoute('outer', PUBLIC.gateway);
      this.defaultRoute('router', '192.168.100.1');
      this.in('outer', 'sysctl -qw net.ipv4.ip_forward=1');
      this.in('outer', 'nft -f -', NAT_ONLY);
    } else {
      this.cable('isp', 'cust0', 'router', 'wan0');
      this.address('isp', 'cust0', `${PUBLIC.gateway}/24`);
      this.address('router', 'wan0', `${PUBLIC.address}/24`);
      this.defaultRoute('router', PUBLIC.gateway);
    }
    const router = this.name('router');
    this.sh(`ip -n ${router} link add br0 type bridge stp_state 0 forward_delay 0 mcast_snooping 0 && ip -n ${router} link set br0 up`);
    for (const host of ['recorder', 'laptop'] as const) {
      this.cable('router', `p-${host}`, host, 'eth0');
      this.sh(`ip -n ${router} link set p-${host} master br0`);
    }
    this.address('router', 'br0', `${LAN.router}/24`);
    this.in('router', 'sysctl -qw net.ipv4.ip_forward=1');
    this.in('router', 'nft -f -', NAT_WITH_UPNP);
    this.address('laptop', 'eth0', `${LAN.laptop}/24`);
    this.defaultRoute('laptop', LAN.router);
    const recorder = this.options.recorder ?? { address: LAN.recorder, prefix: 24, gateway: LAN.router };
    this.sh(`ip -n ${this.name('recorder')} link set eth0 down && ip -n ${this.name('recorder')} link set eth0 address 02:00:00:00:00:64 && ip -n ${this.name('recorder')} link set eth0 up`);
    this.address('recorder', 'eth0', `${recorder.address}/${recorder.prefix}`);
    if (recorder.gateway) this.defaultRoute('recorder', recorder.gateway);
  }

  private async startDaemons(): Promise<void> {
    const file = (name: string, text: string): string => {
      const target = path.join(this.folder, name);
      writeFileSync(target, text);
      return target;
    };
    // The zone of the DDNS provider, on a real authoritative server.
    file('ddns.example', zone(this.options.ddnsAddress ?? PUBLIC.address));
    const named = file(
      'named.conf',
      `options { directory "${this.folder}"; listen-on { ${SERVICES.zone}; }; listen-on-v6 { none; }; recursion no; pid-file "${this.folder}/named.pid"; session-keyfile "${this.folder}/session.key"; };
controls { };
zone "ddns.example" { type master; file "${this.folder}/ddns.example"; };\n`,
    );
    this.daemon('isp', 'named', ['-g', '-c', named]);
    for (const address of [SERVICES.resolver, SERVICES.publicResolver]) {
      this.daemon('isp', 'dnsmasq', ['--no-daemon', '--conf-file=/dev/null', '--no-resolv', '--no-hosts', '--bind-interfaces', `--listen-address=${address}`, '--pid-file=', `--server=/ddns.example/${SERVICES.zone}`, `--address=/www.easy4ipcloud.com/${SERVICES.cloud}`]);
    }
    this.daemon('isp', 'turnserver', ['-n', '--no-cli', '--no-tls', '--no-dtls', '--stun-only', '-L', '203.0.113.1', '-L', '203.0.113.2', '-p', '3478', '--alt-listening-port=3479', '--log-file=stdout', '--simple-log', `--pidfile=${this.folder}/turn.pid`]);
    this.daemon('router', 'dnsmasq', ['--no-daemon', '--conf-file=/dev/null', '--no-resolv', '--no-hosts', '--interface=br0', '--bind-interfaces', '--pid-file=', `--dhcp-leasefile=${this.folder}/leases`, '--dhcp-range=192.168.1.100,192.168.1.199,12h', `--server=${SERVICES.resolver}`]);
    this.startMiniupnpd();
    await this.until(() => this.in('isp', 'ss -Huln').includes(`${SERVICES.zone}:53`), 'BIND');
    await this.until(() => this.in('isp', 'ss -Huln').includes('203.0.113.2:3478'), 'coturn');
    await this.until(() => this.in('router', 'ss -Huln').includes(':53 '), 'dnsmasq');
    await this.untilMiniupnpd();
  }

  private startMiniupnpd(): void {
    if (this.options.withoutMiniupnpd) return;
    const conf = path.join(this.folder, 'miniupnpd.conf');
    const upnp = this.options.upnp === false ? 'no' : 'yes';
    writeFileSync(
      conf,
      `ext_ifname=wan0
listening_ip=br0
http_port=5000
enable_natpmp=${upnp}
enable_upnp=${upnp}
secure_mode=yes
system_uptime=no
notify_interval=30
uuid=8a7c2a0e-5b0f-4b4e-9d0a-7f3b6a1c0002
friendly_name=Home Router
manufacturer_name=Example Networks
model_name=EX-1000
allow 1-65535 192.168.1.0/24 1-65535
deny 0-65535 0.0.0.0/0 0-65535
`,
    );
    this.miniupnpd = this.daemon('router', this.options.doubleNat ? this.plainspokenMiniupnpd() : 'miniupnpd', ['-d', '-f', conf, '-P', path.join(this.folder, 'miniupnpd.pid')]);
  }

  private untilMiniupnpd(): Promise<void> {
    return this.options.upnp === false || this.options.withoutMiniupnpd ? Promise.resolve() : this.until(() => this.in('router', 'ss -Htln').includes(':5000'), 'miniupnpd');
  }

  /**
   * A copy of miniupnpd that names a private WAN address, as most routers in shops do. The stock daemon has a table of
   * reserved networks (8 bytes each, little endian: address, then 32 − prefix) and answers with an empty address for those.
   */
  private plainspokenMiniupnpd(): string {
    const binary = readFileSync(this.sh('command -v miniupnpd').trim());
    const entry = (address: number, bits: number): Buffer => {
      const buffer = Buffer.alloc(8);
      buffer.writeUInt32LE(address >>> 0, 0);
      buffer.writeUInt32LE(bits, 4);
      return buffer;
    };
    const wanted = entry(0xc0a80000, 16);
    const at = binary.indexOf(wanted, binary.indexOf(Buffer.concat([entry(0x0a000000, 24), entry(0x64400000, 22)])));
    if (at < 0) throw new Error('the table of reserved networks was not found in miniupnpd');
    entry(0xc0a80100, 8).copy(binary, at);
    const copy = path.join(this.folder, 'miniupnpd');
    writeFileSync(copy, binary, { mode: 0o755 });
    return copy;
  }

  /** What a reboot of the router does: rules are gone, the epoch starts again. */
  async rebootRouter(): Promise<void> {
    if (this.miniupnpd) await this.stop(this.miniupnpd);
    for (const chain of ['miniupnpd', 'prerouting_miniupnpd', 'postrouting_miniupnpd']) this.in('router', `nft flush chain inet filter ${chain}`);
    this.startMiniupnpd();
    await this.untilMiniupnpd();
  }

  /** A port rule made by a real client on the recorder; upnpc itself refuses a router with a private WAN address. */
  forward(port: number): void {
    if (this.options.doubleNat) this.in('recorder', `natpmpc -g ${LAN.router} -a ${port} ${port} tcp 86400`);
    else this.in('recorder', `upnpc -e recorder -a ${LAN.recorder} ${port} ${port} TCP`);
    if (this.options.hairpin) {
      this.in('router', `nft add rule inet filter prerouting iifname br0 ip daddr ${this.routerWan} tcp dport ${port} dnat ip to ${LAN.recorder}`);
      this.in('router', `nft add rule inet filter postrouting oifname br0 ip daddr ${LAN.recorder} tcp dport ${port} masquerade`);
    }
  }

  /** Runs a program in a host of the home and waits for its end. */
  run(host: Host, command: string, args: readonly string[], options: { env?: NodeJS.ProcessEnv; timeout?: number; input?: string; /** Ctrl-C as soon as stderr says this. */ interruptWhen?: RegExp } = {}): Promise<{ code: number | null; stdout: string; stderr: string; ms: number }> {
    const started = performance.now();
    return new Promise((resolve) => {
      const child = execFile(
        'ip',
        ['netns', 'exec', this.name(host), command, ...args],
        { timeout: options.timeout ?? 20_000, env: { ...process.env, ...options.env }, maxBuffer: 16 * 1024 * 1024 },
        (_error, stdout, stderr) => resolve({ code: child.exitCode, stdout, stderr, ms: performance.now() - started }),
      );
      feed(child, options.input);
      let said = '';
      child.stderr?.on('data', (chunk: string) => {
        const before = options.interruptWhen?.test(said) ?? true;
        said += chunk;
        if (!before && options.interruptWhen?.test(said)) child.kill('SIGINT');
      });
    });
  }

  /** Starts one of our own programs and waits until it says `ready`. */
  async program(host: Host, script: string, args: readonly string[] = []): Promise<{ stop(): Promise<string> }> {
    const child = this.daemon(host, process.execPath, [script, ...args]);
    let said = '';
    child.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await this.until(() => said.includes('ready'), path.basename(script));
    return {
      stop: async () => {
        await this.stop(child);
        return said;
      },
    };
  }

  /** Starts a program that runs until the home is closed. */
  daemon(host: Host, command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
    const child = spawn('ip', ['netns', 'exec', this.name(host), command, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
    let tail = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (tail = (tail + chunk.toString()).slice(-2000)));
    child.on('exit', (code, signal) => {
      if (!signal && code !== 0 && !this.closing) console.error(`${command} in ${host} ended with ${code}:\n${tail}`);
    });
    this.children.push(child);
    return child;
  }

  private closing = false;

  /** A folder that goes with the home. */
  scratch(): string {
    return this.folder;
  }

  /** Waits until something is so, at most 10 seconds. */
  async until(check: () => boolean, what: string): Promise<void> {
    for (let i = 0; i < 100; i++) {
      if (check()) return;
      await sleep(100);
    }
    throw new Error(`${what} did not start within 10 seconds`);
  }

  /** Waits for a TCP port of a host of the home. */
  async untilPort(host: Host, port: number): Promise<void> {
    await this.until(() => this.in(host, 'ss -Htln').includes(`:${port} `), `port ${port} of ${host}`);
  }

  private async stop(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), 1500);
    await ended;
    clearTimeout(late);
  }

  async close(): Promise<void> {
    this.closing = true;
    await Promise.all(this.children.map((child) => this.stop(child)));
    for (const host of this.hosts) {
      spawnSync('ip', ['netns', 'del', this.name(host)]);
      rmSync(`/etc/netns/${this.name(host)}`, { recursive: true, force: true });
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** `ip netns exec` replaces itself by the program, so that a signal to the child reaches the daemon. */
const NAT_ONLY = `table ip nat { chain post { type nat hook postrouting priority 100; oifname "wan0" masquerade; }; }
table inet filter { chain forward { type filter hook forward priority 0; policy drop; ct state established,related accept; iifname "lan0" accept; }; chain input { type filter hook input priority 0; policy accept; iifname "wan0" ct state new drop; }; }
`;

/** The chains have the names that miniupnpd fills by default. */
const NAT_WITH_UPNP = `table inet filter {
  chain forward { type filter hook forward priority 0; policy drop; ct state established,related accept; iifname "br0" accept; jump miniupnpd; }
  chain input { type filter hook input priority 0; policy accept; iifname "wan0" ct state new drop; }
  chain miniupnpd { }
  chain prerouting { type nat hook prerouting priority -100; policy accept; jump prerouting_miniupnpd; }
  chain postrouting { type nat hook postrouting priority 100; policy accept; jump postrouting_miniupnpd; oifname "wan0" meta nfproto ipv4 masquerade; }
  chain prerouting_miniupnpd { }
  chain postrouting_miniupnpd { }
}
`;

function zone(address: string): string {
  return `$TTL 60
@ IN SOA ns1.ddns.example. hostmaster.ddns.example. ( 1 3600 600 86400 60 )
@ IN NS ns1.ddns.example.
ns1 IN A 203.0.113.60
home IN A ${address}
`;
}
