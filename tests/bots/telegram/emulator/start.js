'use strict';
// Starts the emulator on a free port, prints the port, and ends when standard input does: with whoever started it.
const TelegramServer = require('telegram-test-api');

// A number 0 would be taken as "not set" and become 9000; what is stored is kept for an hour (in seconds).
const server = new TelegramServer({ host: '127.0.0.1', port: '0', storeTimeout: 3600 });

server.start().then(() => console.log(server.server.address().port));
process.stdin.on('end', () => process.exit()).resume();
