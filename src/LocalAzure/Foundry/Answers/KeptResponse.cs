using System.Text.Json.Nodes;

namespace LocalAzure.Foundry.Answers;

/// <summary>A response that can be fetched again, and what was asked.</summary>
internal sealed record KeptResponse(JsonObject Response, JsonArray Input);
