import { proofs } from "./proofs.mjs";

const silence = () => {
  const wav = Buffer.alloc(44 + 16000);
  wav.write("RIFF", 0);
  wav.write("WAVEfmt ", 8);
  wav.write("data", 36);
  return wav;
};

export async function openAIProofs(client, toFile, isV1) {
  const messages = [{ role: "user", content: "Say hello." }];
  await proofs({
    chat: async () => (await client().chat.completions.create({ model: "gpt-4o", messages })).choices[0].message.content,
    stream: async () => {
      let pieces = 0;
      for await (const chunk of await client().chat.completions.create({ model: "gpt-4o", messages, stream: true })) {
        pieces += chunk.choices[0]?.delta?.content ? 1 : 0;
      }
      return pieces > 2;
    },
    embeddings: async () => (await client().embeddings.create({ model: "text-embedding-3-large", input: "hello" })).data[0].embedding.length > 100,
    responses: async () => (await client().responses.create({ model: "gpt-4o", input: "Say hello." })).output_text,
    images: async () => (await client().images.generate({ model: "gpt-image-1", prompt: "a dot" })).data[0].b64_json.length > 10,
    transcription: async () => (await client().audio.transcriptions.create({ model: "whisper", file: await toFile(silence(), "a.wav") })).text !== undefined,
    speech: async () => (await (await client().audio.speech.create({ model: "tts", voice: "alloy", input: "hi" })).arrayBuffer()).byteLength > 0,
    "models.list": async () => (await client().models.list()).data.length > 0,
    "tool calls": async () => {
      const tools = [{ type: "function", function: { name: "look", parameters: { type: "object", properties: {} } } }];
      const answer = await client().chat.completions.create({ model: "gpt-4o", messages, tools, tool_choice: { type: "function", function: { name: "look" } } });
      return answer.choices[0].message.tool_calls[0].function.name === "look";
    },
    ...(isV1 ? { "another maker's model": async () => (await client().chat.completions.create({ model: "DeepSeek-R1", messages })).choices[0].message.content } : {}),
  });
}
