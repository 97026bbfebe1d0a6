// grammY as a client: node client.mjs URL TOKEN SHAPE IN_FLIGHT MESSAGES CONTENT (JSON of line, page, buttons).
import { createRequire } from "node:module";

const { Api } = createRequire(`${process.env.NODE_HOME}/`)("grammy");
const [url, token, shape, inFlight, messages, content] = process.argv.slice(2);
const { chat, line, page, keyboard } = JSON.parse(content);
const api = new Api(token, { apiRoot: url });

const send = shape === "line"
  ? () => api.sendMessage(chat, line)
  : () => api.sendMessage(chat, page, { parse_mode: "HTML", reply_markup: keyboard });

async function sendAll(number) {
  let left = number;
  const oneAfterAnother = async () => {
    while (left-- > 0) await send();
  };
  await Promise.all(Array.from({ length: Number(inFlight) }, oneAfterAnother));
}

await sendAll(Math.max(Math.floor(messages / 2), Number(inFlight)));
const cpu = process.cpuUsage();
const start = process.hrtime.bigint();
await sendAll(Number(messages));
const used = process.cpuUsage(cpu);
const seconds = Number(process.hrtime.bigint() - start) / 1e9;
console.log(JSON.stringify({
  cpu_ms: (used.user + used.system) / 1000 / messages,
  per_second: messages / seconds,
}));
process.exit(0);
