// A line of a given rate between browsers and the server's media: UDP on loopback, each browser by a socket of its own.
import dgram from 'node:dgram';
import { once } from 'node:events';

/** Bytes of the IPv4 and UDP headers, which the line carries too. */
const OVERHEAD = 28;

async function open() {
  const socket = dgram.createSocket({ type: 'udp4', recvBufferSize: 1 << 20, sendBufferSize: 1 << 20 });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}

/**
 * A rate behind a tail-drop queue on the way up, and a delay both ways. Order is kept. `rate` in bits a second, changed at
 * any time; `delay` of one way and `queue`, how long a datagram may wait for its turn, in milliseconds.
 */
export class Line {
  #ways = new Map();
  #freeAt = 0;
  #leaving = new Departures();
  #coming = new Departures();

  static async to(port, { rate, delay = 25, queue = 200 }) {
    const line = Object.assign(new Line(), { target: port, rate, delay, queue });
    line.socket = await open();
    line.port = line.socket.address().port;
    line.socket.on('message', (datagram, from) => line.#up(datagram, from));
    return line;
  }

  async close() {
    this.#leaving.close();
    this.#coming.close();
    this.socket.close();
    for (const way of this.#ways.values()) (await way).close();
  }

  async #up(datagram, from) {
    const way = await this.#wayOf(from);
    const now = performance.now();
    const waits = Math.max(0, this.#freeAt - now);
    if (waits > this.queue) return;
    this.#freeAt = now + waits + ((datagram.length + OVERHEAD) * 8 * 1000) / this.rate;
    this.#leaving.add(this.#freeAt + this.delay, () => way.send(datagram, this.target, '127.0.0.1'));
  }

  #wayOf({ address, port }) {
    const name = `${address}:${port}`;
    let way = this.#ways.get(name);
    if (way === undefined) {
      way = open().then((socket) => {
        socket.on('message', (answer) => {
          this.#coming.add(performance.now() + this.delay, () => this.socket.send(answer, port, address));
        });
        return socket;
      });
      this.#ways.set(name, way);
    }
    return way;
  }
}

/** What leaves one after the other, each at its moment. */
class Departures {
  #waiting = [];
  #timer = null;

  add(moment, leave) {
    this.#waiting.push({ moment, leave });
    if (this.#timer === null) this.#wait();
  }

  close() {
    clearTimeout(this.#timer);
    this.#waiting = [];
  }

  #wait() {
    this.#timer = setTimeout(() => this.#depart(), this.#waiting[0].moment - performance.now());
  }

  #depart() {
    const now = performance.now();
    const due = this.#waiting.findIndex(({ moment }) => moment > now);
    for (const { leave } of this.#waiting.splice(0, due < 0 ? this.#waiting.length : due)) leave();
    this.#timer = null;
    if (this.#waiting.length > 0) this.#wait();
  }
}
