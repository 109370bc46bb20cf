namespace LocalAzure.Gateway.Llm;

/// <summary>One piece of text of a prompt and who says it.</summary>
internal sealed record LlmMessage(string Role, string Text);
