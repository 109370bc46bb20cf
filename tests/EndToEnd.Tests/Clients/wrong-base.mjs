// Clients with a base URL that holds what they, or the API's path, have already.
import OpenAI, { AzureOpenAI } from "openai";
import Anthropic from "@anthropic-ai/sdk";
import ModelClient, { isUnexpected } from "@azure-rest/ai-inference";
import { AzureKeyCredential } from "@azure/core-auth";
import { proofs } from "./proofs.mjs";

const [base, apiKey] = process.argv.slice(2);
const messages = [{ role: "user", content: "Say hello." }];
const chat = (client) => client.chat.completions.create({ model: "gpt-4o", messages });

await proofs({
  "Azure OpenAI": () =>
    chat(new AzureOpenAI({ endpoint: `${base}/openai`, apiKey, apiVersion: "2025-04-01-preview", maxRetries: 0 })),
  "Azure OpenAI on v1": () =>
    chat(new AzureOpenAI({ endpoint: `${base}/openai/v1`, apiKey, apiVersion: "2025-04-01-preview", maxRetries: 0 })),
  "OpenAI v1": () => chat(new OpenAI({ baseURL: `${base}/openai/v1/v1`, apiKey, maxRetries: 0 })),
  "Azure AI": async () => {
    const client = ModelClient(`${base}/models/models`, new AzureKeyCredential(apiKey), {
      allowInsecureConnection: true,
      retryOptions: { maxRetries: 0 },
    });
    const answer = await client.path("/chat/completions").post({ body: { model: "gpt-4o", messages } });
    if (isUnexpected(answer)) {
      throw Object.assign(new Error(answer.body.error.message), { status: Number(answer.status) });
    }
  },
  Anthropic: () =>
    new Anthropic({ baseURL: `${base}/anthropic/v1`, apiKey, maxRetries: 0 }).messages.create({
      model: "claude-opus-4-1",
      max_tokens: 100,
      messages,
    }),
});
