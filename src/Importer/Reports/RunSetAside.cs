using System.Text.Json.Serialization;
using Importer.Gateway;

namespace Importer.Reports;

/// <summary>Something left out or left alone.</summary>
/// <param name="Deployment">The id of the deployment, account, scope or API.</param>
/// <param name="Reason">A sentence that says why and, where something can be done, what.</param>
public sealed record RunSetAside(string Deployment, [property: JsonConverter(typeof(RedactedText))] string Reason)
{
    /// <summary>What sort of leaving alone it is.</summary>
    public SetAsideKind Kind { get; init; }

    /// <summary>Which fields differ, where it is about that.</summary>
    public IReadOnlyList<FieldDifference> Differences { get; init => field = value ?? []; } = [];

    /// <summary>When an API is withdrawn (UTC), where it is about that.</summary>
    public DateTimeOffset? LeavesAt { get; init; }

    /// <summary>True when it passes by itself.</summary>
    [JsonIgnore]
    public bool MayPass { get; init; }
}
