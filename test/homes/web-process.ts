/** A plain web server, such as a printer has. Arguments: address, port. Ends with a line that tells each request that it got. */
import { createServer } from 'node:http';

const [address = '127.0.0.1', port = '80'] = process.argv.slice(2);
const requests: { url: string | undefined; authorization: string | undefined }[] = [];
createServer((request, response) => {
  requests.push({ url: request.url, authorization: request.headers.authorization });
  response.end('<html><title>Printer</title></html>');
}).listen(Number(port), address, () => process.stdout.write('ready\n'));

process.on('SIGTERM', () => {
  process.stdout.write(`${JSON.stringify({ requests })}\n`);
  process.exit(0);
});
