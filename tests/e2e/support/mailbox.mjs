// A mail server for browsers' tests, as far as the server of ours speaks to one: it keeps what comes.
import { once } from 'node:events';
import net from 'node:net';
import { until } from './until.mjs';

export class Mailbox {
  letters = [];
  #server = null;

  static async start() {
    const mailbox = new Mailbox();
    mailbox.#server = net.createServer((socket) => mailbox.#talk(socket)).listen(0, '127.0.0.1');
    await once(mailbox.#server, 'listening');
    mailbox.port = mailbox.#server.address().port;
    return mailbox;
  }

  /** What the server is to be started with. */
  get env() {
    return {
      EDUFORUM_MAIL__HOST: '127.0.0.1',
      EDUFORUM_MAIL__PORT: String(this.port),
      EDUFORUM_MAIL__SECURITY: 'none',
      EDUFORUM_MAIL__SENDER: 'EduForum <no-reply@eduforum.test>',
    };
  }

  /** The newest letter to an address that has a link to this page of ours: its words, and the link. */
  async link(address, page) {
    const pattern = new RegExp(`https?://\\S+${page}#[\\w-]+`);
    return until(`a letter with a link to ${page}`, () => {
      const letter = this.letters.findLast(({ to, text }) => to === address && pattern.test(text));
      return letter && { ...letter, link: letter.text.match(pattern)[0] };
    });
  }

  stop() {
    this.#server?.close();
  }

  // RFC 5321, the shortest conversation that ends with a letter.
  #talk(socket) {
    let buffered = '';
    let recipient = '';
    let inData = false;
    const say = (line) => socket.write(`${line}\r\n`);
    socket.setEncoding('utf8').on('error', () => undefined);
    say('220 mail.eduforum.test');
    socket.on('data', (chunk) => {
      buffered += chunk;
      for (;;) {
        const end = inData ? '\r\n.\r\n' : '\r\n';
        const at = buffered.indexOf(end);
        if (at < 0) return;
        const line = buffered.slice(0, at);
        buffered = buffered.slice(at + end.length);
        if (inData) {
          this.letters.push({ to: recipient, text: words(line) });
          inData = false;
          say('250 taken');
        } else if (/^EHLO/i.test(line)) say('250 mail.eduforum.test');
        else if (/^RCPT TO:/i.test(line)) {
          recipient = line.match(/<(.*?)>/)[1];
          say('250 OK');
        } else if (/^DATA/i.test(line)) {
          inData = true;
          say('354 go on');
        } else if (/^QUIT/i.test(line)) {
          say('221 bye');
          socket.end();
        } else say('250 OK');
      }
    });
  }
}

/** The plain text of a message, which is its first part and in base64. */
function words(message) {
  const part = message.slice(message.search(/Content-Type: text\/plain/i));
  const body = part.split('\r\n\r\n')[1].split('\r\n--')[0];
  return Buffer.from(body, 'base64').toString('utf8');
}
