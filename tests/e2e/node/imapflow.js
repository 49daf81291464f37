// Waits in IDLE for one new message, then lists and downloads: prints what it saw as JSON.
// usage: node imapflow.js PORT USER PASSWORD
const { ImapFlow } = require('imapflow');

async function main([port, user, pass]) {
  const client = new ImapFlow({ host: '127.0.0.1', port: Number(port), secure: false, doSTARTTLS: false, auth: { user, pass }, logger: false });
  await client.connect();
  await client.mailboxOpen('INBOX');
  const arrived = new Promise((resolve) => client.on('exists', resolve));
  client.idle();
  console.log('idle');
  const { count } = await arrived;
  const subjects = [];
  for await (const found of client.fetch('1:*', { envelope: true })) subjects.push(found.envelope.subject);
  const { bodyStructure } = await client.fetchOne('2', { bodyStructure: true });
  const { content } = await client.download('2', '1');
  const pieces = [];
  for await (const piece of content) pieces.push(piece);
  await client.logout();
  console.log(JSON.stringify({ exists: count, subjects, text: Buffer.concat(pieces).toString().trim(), kind: bodyStructure.type }));
}

main(process.argv.slice(2)).catch((error) => { console.error(error); process.exit(1); });
