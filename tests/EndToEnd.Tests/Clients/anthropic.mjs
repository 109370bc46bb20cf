// The official Anthropic client as a user writes it; only base URL and key are given.
import Anthropic from "@anthropic-ai/sdk";
import { proofs } from "./proofs.mjs";

const [base, apiKey] = process.argv.slice(2);
const client = new Anthropic({ baseURL: `${base}/anthropic`, apiKey, maxRetries: 0 });
const model = "claude-opus-4-1";
const messages = [{ role: "user", content: "Say hello." }];

await proofs({
  chat: async () => (await client.messages.create({ model, max_tokens: 100, messages })).content[0].text,
  stream: async () => {
    const stream = client.messages.stream({ model, max_tokens: 100, messages });
    let pieces = 0;
    stream.on("text", () => pieces++);
    const final = await stream.finalMessage();
    return pieces > 2 && final.usage.output_tokens > 0 && final.content[0].text;
  },
  "count tokens": async () => (await client.messages.countTokens({ model, messages })).input_tokens > 0,
  "tool calls": async () => {
    const tools = [{ name: "look", description: "Looks.", input_schema: { type: "object", properties: {} } }];
    const answer = await client.messages.create({ model, max_tokens: 100, messages, tools, tool_choice: { type: "tool", name: "look" } });
    return answer.stop_reason === "tool_use" && answer.content[0].name === "look";
  },
});
