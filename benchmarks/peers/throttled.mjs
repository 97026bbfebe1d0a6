// grammY with its throttler against a limit: node throttled.mjs URL TOKEN MESSAGES LINE. Refused messages are tried again.
import { createRequire } from "node:module";

const require = createRequire(`${process.env.NODE_HOME}/`);
const { Api, GrammyError } = require("grammy");
const { apiThrottler } = require("@grammyjs/transformer-throttler");
const [url, token, messages, line] = process.argv.slice(2);
const api = new Api(token, { apiRoot: url });
api.config.use(apiThrottler());

async function send(chat) {
  for (;;) {
    try {
      return await api.sendMessage(chat, line);
    } catch (error) {
      if (!(error instanceof GrammyError) || error.error_code !== 429) throw error;
      await new Promise((resolve) => setTimeout(resolve, 1000 * error.parameters.retry_after));
    }
  }
}

await Promise.all(Array.from({ length: Number(messages) }, (_, number) => send(740000000 + number)));
process.exit(0);
