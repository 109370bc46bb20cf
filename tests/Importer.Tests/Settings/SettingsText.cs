using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Importer.Configuration;
using Microsoft.Extensions.Configuration;

namespace Importer.Tests.Settings;

/// <summary>Makes settings files: the smallest good one, with changes laid over it.</summary>
internal static class SettingsText
{
    public const string Service =
        "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-ai/providers/Microsoft.ApiManagement/service/contoso-apim";
    public const string Subscription = "/subscriptions/00000000-0000-0000-0000-000000000001";

    private static readonly JsonDocumentOptions Tolerant = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>The three settings that must be there.</summary>
    public static string Smallest { get; } =
        $$"""
            { "Importer": {
              "ApiManagement": { "ServiceId": "{{Service}}" },
              "Discovery": { "Scopes": [ "{{Subscription}}" ] },
              "Reports": { "Container": "reports" } } }
            """;

    /// <summary>Reads the smallest file with <paramref name="overlay"/> (the inside of <c>Importer</c>) laid over it.</summary>
    public static SettingsResult Read(string overlay) => ReadWhole(With(overlay));

    /// <summary>Reads a whole file.</summary>
    public static SettingsResult ReadWhole(string json) => SettingsReader.Read(Configuration(json));

    /// <summary>Reads settings that must be good.</summary>
    public static ImporterSettings Good(string overlay)
    {
        var result = Read(overlay);
        Assert.Empty(result.Faults);
        return result.Settings!;
    }

    /// <summary>The smallest file with changes.</summary>
    public static string With(string overlay)
    {
        var root = JsonNode.Parse(Smallest)!;
        Merge(root["Importer"]!.AsObject(), JsonNode.Parse(overlay, documentOptions: Tolerant)!.AsObject());
        return root.ToJsonString();
    }

    public static IConfiguration Configuration(string json) =>
        new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build();

    /// <summary>Lays one object over another; an empty object replaces.</summary>
    public static void Merge(JsonObject target, JsonObject overlay)
    {
        foreach (var (name, value) in overlay)
        {
            if (value is JsonObject { Count: > 0 } inner && target[name] is JsonObject existing)
            {
                Merge(existing, inner);
            }
            else
            {
                target[name] = value?.DeepClone();
            }
        }
    }
}
