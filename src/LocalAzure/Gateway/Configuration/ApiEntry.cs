using System.Text.Json.Nodes;
using LocalAzure.State;

namespace LocalAzure.Gateway.Configuration;

/// <summary>One API: where it is, which key it wants, what it holds.</summary>
internal sealed record ApiEntry
{
    /// <summary>The ARM id, where its policy and diagnostics hang.</summary>
    public required string ArmId { get; init; }

    public required string Id { get; init; }

    public required string DisplayName { get; init; }

    /// <summary>Without slashes at the ends; empty for the API at the root.</summary>
    public required string Path { get; init; }

    /// <summary>Only <c>http</c> is served.</summary>
    public required string Type { get; init; }

    public required string Revision { get; init; }

    public required string? ServiceUrl { get; init; }

    public required bool SubscriptionRequired { get; init; }

    public required string KeyHeader { get; init; }

    public required string KeyQuery { get; init; }

    /// <summary>Whether the key is taken from <c>Authorization: Bearer</c> too (undocumented; see docs/parity.md).</summary>
    public required bool KeyAsBearer { get; init; }

    public required IReadOnlyList<OperationEntry> Operations { get; init; }

    public static ApiEntry Of(ArmResource api, IReadOnlyList<ArmResource> operations)
    {
        var properties = api.Body["properties"] as JsonObject ?? [];
        var keys = properties["subscriptionKeyParameterNames"];
        return new ApiEntry
        {
            ArmId = api.Id,
            Id = api.Name,
            DisplayName = (string?)properties["displayName"] ?? api.Name,
            Path = ((string?)properties["path"] ?? string.Empty).Trim('/'),
            Type = (string?)properties["type"] ?? "http",
            Revision = (string?)properties["apiRevision"] ?? "1",
            ServiceUrl = (string?)properties["serviceUrl"],
            SubscriptionRequired = (bool?)properties["subscriptionRequired"] ?? true,

            // https://learn.microsoft.com/azure/api-management/api-management-subscriptions#call-an-api-with-the-subscription-key
            KeyHeader = (string?)keys?["header"] ?? "Ocp-Apim-Subscription-Key",
            KeyQuery = (string?)keys?["query"] ?? "subscription-key",
            KeyAsBearer = (string?)keys?["bearer"] == "enabled",
            Operations = [.. operations.Select(OperationEntry.Of)],
        };
    }

    /// <summary>The path below this API; null when the request is for another one.</summary>
    public string? Below(string path)
    {
        var trimmed = path.TrimStart('/');
        if (Path.Length == 0)
        {
            return "/" + trimmed;
        }

        var isHere =
            trimmed.StartsWith(Path, StringComparison.OrdinalIgnoreCase) && (trimmed.Length == Path.Length || trimmed[Path.Length] == '/');
        return isHere ? "/" + trimmed[Path.Length..].TrimStart('/') : null;
    }
}
