using System.Text.Json.Nodes;

namespace LocalAzure.Tests.FunctionsHost;

/// <summary>What a real host sent to a handler, when the recording lies in a folder <c>shared</c> beside the repository.</summary>
internal static class RecordedInvocations
{
    private static readonly Lazy<IReadOnlyList<JsonObject>?> Recording = new(Read);

    /// <summary>The n-th recorded request; null when the recording is not there.</summary>
    public static JsonObject? At(int index) => Recording.Value?[index];

    public static JsonObject? BodyAt(int index) => At(index) is { } request ? JsonNode.Parse((string)request["body"]!)!.AsObject() : null;

    private static List<JsonObject>? Read()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, "shared", "fixtures", "host-invocations.jsonl");
            if (File.Exists(file))
            {
                return [.. File.ReadLines(file).Select(line => JsonNode.Parse(line)!.AsObject())];
            }
        }

        return null;
    }
}
