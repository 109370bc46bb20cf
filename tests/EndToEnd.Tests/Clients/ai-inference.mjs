// The Azure AI Inference client (retired since 2026-08-26) as a user writes it; only endpoint and key are given.
import ModelClient, { isUnexpected } from "@azure-rest/ai-inference";
import { AzureKeyCredential } from "@azure/core-auth";
import { proofs } from "./proofs.mjs";

const [base, apiKey] = process.argv.slice(2);
const client = ModelClient(`${base}/models`, new AzureKeyCredential(apiKey), { allowInsecureConnection: true, retryOptions: { maxRetries: 0 } });
const messages = [{ role: "user", content: "Say hello." }];

const post = async (path, body) => {
  const answer = await client.path(path).post({ body });
  if (isUnexpected(answer)) {
    throw Object.assign(new Error(JSON.stringify(answer.body)), { status: Number(answer.status) });
  }
  return answer.body;
};

await proofs({
  chat: async () => (await post("/chat/completions", { model: "DeepSeek-R1", messages })).choices[0].message.content,
  "chat with an OpenAI model": async () => (await post("/chat/completions", { model: "gpt-4o", messages })).choices[0].message.content,
  embeddings: async () => (await post("/embeddings", { model: "text-embedding-3-large", input: ["hello"] })).data[0].embedding.length > 100,
});
