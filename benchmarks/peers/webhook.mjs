// grammY behind node's own server, without a database: node webhook.mjs URL TOKEN PORT SECRET LINE.
import { createServer } from "node:http";
import { createRequire } from "node:module";

const { Bot, webhookCallback } = createRequire(`${process.env.NODE_HOME}/`)("grammy");
const [url, token, port, secretToken, line] = process.argv.slice(2);
const bot = new Bot(token, { client: { apiRoot: url } });
bot.on("message:text", (context) => context.reply(line));
await bot.init();
createServer(webhookCallback(bot, "http", { secretToken })).listen(Number(port), "127.0.0.1");
