using System.Text.Json.Nodes;

namespace EndToEnd.Tests.Privacy;

/// <summary>Everything secret or private that went over a wire, from the journal of every surface, each with what it is.</summary>
internal static class Secrets
{
    // Shorter values say nothing by themselves ("1.0", "Doe") and lie in other words.
    private const int Shortest = 4;

    private static readonly string[] KeyHeaders =
    [
        "Authorization",
        "api-key",
        "Ocp-Apim-Subscription-Key",
        "X-IDENTITY-HEADER",
        "x-functions-key",
        "aeg-sas-key",
    ];
    private static readonly string[] SecretActions = ["/listKeys", "/listSecrets", "/listValue", "/regenerateKey"];
    private static readonly string[] SpokenFields = ["content", "input", "prompt", "text"];

    /// <summary>The kinds and values of a journal; a value is told once.</summary>
    public static IReadOnlyList<(string Kind, string Value)> In(IEnumerable<Call> journal) =>
        [.. journal.SelectMany(Of).Where(secret => secret.Value.Length >= Shortest).Distinct()];

    private static IEnumerable<(string Kind, string Value)> Of(Call call)
    {
        var keys = call.Json["headers"]!
            .AsObject()
            .Where(header => KeyHeaders.Contains(header.Key, StringComparer.OrdinalIgnoreCase))
            .Select(header => ("key or token", ((string)header.Value!).Split(' ')[^1]));
        return (string)call.Json["surface"]! switch
        {
            "identity" => keys.Append(("key or token", (string?)(call.Json["response"] as JsonObject)?["access_token"] ?? "")),
            "arm" when SecretActions.Any(call.Path.Split('?')[0].EndsWith) => keys.Concat(
                Leaves(call.Json["response"]).Select(leaf => ("key or token", leaf.Value))
            ),
            "eventgrid" => keys.Concat(OfEvents(call.Json["body"])),
            "foundry" => keys.Concat(Spoken(call.Json["body"], "prompt")).Concat(Spoken(call.Json["response"], "completion")),
            _ => keys,
        };
    }

    private static IEnumerable<(string Kind, string Value)> OfEvents(JsonNode? body) =>
        (body as JsonArray ?? []).SelectMany(one =>
        {
            var data = one!["data"]!;
            var evidence = Leaves(data["authorization"]?["evidence"]).Where(leaf => leaf.Name is not ("role" or "roleAssignmentScope"));
            return Leaves(data["claims"])
                .Concat(evidence)
                .Select(leaf => ("claim", leaf.Value))
                .Append(("caller's address", (string?)data["httpRequest"]?["clientIpAddress"] ?? ""));
        });

    private static IEnumerable<(string Kind, string Value)> Spoken(JsonNode? body, string kind) =>
        Leaves(body)
            .Where(leaf => SpokenFields.Contains(leaf.Name))
            .Select(leaf => (kind, leaf.Value))
            .Where(spoken => !IsOneTokenOfAnswer(spoken));

    // A test call lets a model say one token, which is a word like any other.
    private static bool IsOneTokenOfAnswer((string Kind, string Value) spoken) =>
        spoken.Kind == "completion" && !spoken.Value.Contains(' ', StringComparison.Ordinal);

    private static IEnumerable<(string Name, string Value)> Leaves(JsonNode? node, string name = "") =>
        node switch
        {
            JsonObject parent => parent.SelectMany(property => Leaves(property.Value, property.Key)),
            JsonArray items => items.SelectMany(item => Leaves(item, name)),
            JsonValue value when value.TryGetValue<string>(out var text) => [(name, text)],
            _ => [],
        };
}
