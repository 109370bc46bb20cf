using System.Text.Json.Nodes;
using LocalAzure.Foundry.Answers;

namespace LocalAzure.Foundry.Safety;

/// <summary>Blocklists: made, filled, and asked for. https://learn.microsoft.com/rest/api/contentsafety/text-blocklists</summary>
internal static class BlocklistAnswer
{
    public static async Task WriteAsync(InferenceCall call, CancellationToken cancellationToken)
    {
        var name = call.Parameters["name"];
        var description = RequestFields.Word((await call.BodyAsync(cancellationToken))["description"]);
        var isNew = call.State.Blocklists.TryAdd(Key(call, name), []);
        await call.WriteAsync(
            new JsonObject { ["blocklistName"] = name, ["description"] = description },
            cancellationToken,
            isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK
        );
    }

    public static async Task AddAsync(InferenceCall call, CancellationToken cancellationToken)
    {
        var name = call.Parameters["name"];
        var items = RequestFields.Require(await call.BodyAsync(cancellationToken), "blocklistItems") as JsonArray ?? [];
        var words = items.Select(item => RequestFields.Word(item?["text"])).OfType<string>().ToList();
        call.State.Blocklists[Key(call, name)] = [.. Words(call, name), .. words];
        var added = words.Select(word =>
            (JsonNode)
                new JsonObject
                {
                    ["blocklistItemId"] = SampleAnswers.Hash(word, 12),
                    ["text"] = word,
                    ["isRegex"] = false,
                }
        );
        await call.WriteAsync(new JsonObject { ["blocklistItems"] = new JsonArray([.. added]) }, cancellationToken);
    }

    /// <exception cref="FoundryException">404: there is no such list.</exception>
    public static IReadOnlyList<string> Words(InferenceCall call, string name) =>
        call.State.Blocklists.TryGetValue(Key(call, name), out var words)
            ? words
            : throw FoundryException.Of(StatusCodes.Status404NotFound, "NotFound", $"Blocklist '{name}' was not found.");

    private static string Key(InferenceCall call, string name) => $"{call.Account.Id}|{name}";
}
