/**
 * A router that does not behave, on real sockets in the router's namespace. Arguments: how, its address, and the host that it points to.
 * Ends with a line that counts what it was asked.
 *
 *   elsewhere  answers the search with a description on another host
 *   garbage    answers the search properly, and everything else with noise
 *   endless    answers the search properly, and its description never ends
 */
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

const GATEWAY = 'urn:schemas-upnp-org:device:InternetGatewayDevice:1';
const [how = 'garbage', address = '192.168.1.1', other = '198.51.100.50'] = process.argv.slice(2);
const counters = { searches: 0, descriptions: 0, natPmp: 0 };
const noise = (bytes: number): Buffer => Buffer.from(Array.from({ length: bytes }, (_, index) => (index * 167 + 13) % 256));

const ssdp = createSocket({ type: 'udp4', reuseAddr: true });
ssdp.on('message', (message, peer) => {
  if (!message.includes(GATEWAY)) return;
  counters.searches += 1;
  const location = how === 'elsewhere' ? `http://${other}/desc.xml` : `http://${address}:5000/desc.xml`;
  if (how === 'garbage') ssdp.send(noise(700), peer.port, peer.address);
  ssdp.send(`HTTP/1.1 200 OK\r\nST: ${GATEWAY}\r\nUSN: uuid:1::${GATEWAY}\r\nLOCATION: ${location}\r\n\r\n`, peer.port, peer.address);
});
ssdp.bind(1900, () => ssdp.addMembership('239.255.255.250', address));

const natPmp = createSocket('udp4');
natPmp.on('message', (_message, peer) => {
  counters.natPmp += 1;
  natPmp.send(noise(how === 'garbage' ? 1200 : 1), peer.port, peer.address);
});
natPmp.bind(5351, address);

const web = createServer((socket) => {
  socket.on('error', () => socket.destroy());
  socket.once('data', () => {
    counters.descriptions += 1;
    if (how !== 'endless') return void socket.end(noise(4000));
    socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nTransfer-Encoding: chunked\r\n\r\n');
    const drip = setInterval(() => socket.write('8\r\n<a><b/> \r\n'), 20);
    socket.on('close', () => clearInterval(drip));
  });
});
web.listen(5000, address, () => process.stdout.write('ready\n'));

process.on('SIGTERM', () => {
  process.stdout.write(`${JSON.stringify(counters)}\n`);
  process.exit(0);
});
