// People who are in a room by the protocol alone: they are seen, and neither send nor watch.

/** Brings a person in for each ticket (the answer of the session's `/join`); their ids, in that order. They stay as long
 * as the browser does. */
export async function crowd(browser, url, tickets) {
  const page = await (await browser.createBrowserContext()).newPage();
  // Any page of the server's will do; its policy is for the client's.
  await page.setBypassCSP(true);
  await page.goto(`${url}/healthz`);
  return page.evaluate(comeIn, tickets);
}

// Runs in the page.
async function comeIn(tickets) {
  window.sockets = [];
  return Promise.all(
    tickets.map(
      ({ ws_url: address, participant_token: token }) =>
        new Promise((resolve, reject) => {
          const socket = new WebSocket(address);
          const id = crypto.randomUUID();
          const client = { instance: crypto.randomUUID(), kind: 'desktop', lang: 'ko' };
          socket.onerror = reject;
          socket.onopen = () => socket.send(JSON.stringify({ type: 'room:join', id, token, client }));
          socket.onmessage = ({ data }) => {
            const message = JSON.parse(data);
            if (message.id !== id) return;
            if (message.type === 'ack') resolve(message.data.participant_id);
            else reject(new Error(`${message.code}: ${message.message}`));
          };
          window.sockets.push(socket);
        }),
    ),
  );
}
