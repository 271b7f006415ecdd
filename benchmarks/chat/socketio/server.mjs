// A chat as Socket.IO's guide has it: rooms, nothing stored. What it delivers has the fields that ours has.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { Server } from 'socket.io';

const server = createServer();
const io = new Server(server, { transports: ['websocket'], perMessageDeflate: false });

io.on('connection', (socket) => {
  socket.on('join', (room, id, name) => {
    socket.data = { room, id, name };
    socket.join(room);
    socket.emit('joined');
  });
  socket.on('chat:send', (text) => {
    const { room, id, name } = socket.data;
    const message = {
      id: randomUUID(),
      participant_id: id,
      name,
      role: 'student',
      text,
      sent_at: new Date().toISOString(),
    };
    io.to(room).emit('chat:message', { cursor: 'AAAAAAAAAAAAAAAAAAAAAA', message });
  });
});

server.listen(Number(process.argv[2]), '127.0.0.1');
