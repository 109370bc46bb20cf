// The Azure class of the official OpenAI client as a user writes it; only endpoint, key and api-version are given.
import { AzureOpenAI, toFile } from "openai";
import { openAIProofs } from "./openai-proofs.mjs";

const [base, apiKey] = process.argv.slice(2);
const client = new AzureOpenAI({ endpoint: base, apiKey, apiVersion: "2025-04-01-preview", maxRetries: 0 });

await openAIProofs(() => client, toFile, false);
