// The official OpenAI client as a user writes it: "bearer" gives base URL and key alone, "header" sends the key in api-key too.
import OpenAI, { toFile } from "openai";
import { openAIProofs } from "./openai-proofs.mjs";

const [base, apiKey, way] = process.argv.slice(2);
const client =
  way === "header"
    ? new OpenAI({ baseURL: `${base}/openai/v1`, apiKey, defaultHeaders: { "api-key": apiKey }, maxRetries: 0 })
    : new OpenAI({ baseURL: `${base}/openai/v1`, apiKey, maxRetries: 0 });

await openAIProofs(() => client, toFile, true);
