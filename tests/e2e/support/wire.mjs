// A wire between browser and server that can be cut: TCP on loopback, for HTTP and WebSocket. Media does not pass it.
import { once } from 'node:events';
import net from 'node:net';

export class Wire {
  #ends = new Set();
  #whole = true;

  static async to(port) {
    const wire = new Wire();
    wire.server = net.createServer((near) => wire.#join(near, port));
    wire.server.listen(0, '127.0.0.1');
    await once(wire.server, 'listening');
    wire.port = wire.server.address().port;
    wire.url = `http://127.0.0.1:${wire.port}`;
    return wire;
  }

  #join(near, port) {
    if (!this.#whole) {
      near.destroy();
      return;
    }
    const far = net.connect(port, '127.0.0.1');
    for (const [one, other] of [[near, far], [far, near]]) {
      this.#ends.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        this.#ends.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  }

  /** Every connection breaks, and no new one comes about, until `mend`. */
  cut() {
    this.#whole = false;
    for (const end of this.#ends) end.destroy();
  }

  mend() {
    this.#whole = true;
  }

  close() {
    this.cut();
    this.server.close();
  }
}
