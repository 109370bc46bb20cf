using Importer.Gateway;

namespace Importer.Design;

/// <summary>What the gateway should hold, and why.</summary>
public sealed record GatewayDesign
{
    /// <summary>The resources.</summary>
    public required IReadOnlyList<GatewayResource> Resources { get; init; }

    /// <summary>Which deployment is called through which API.</summary>
    public required IReadOnlyList<Decision> Decisions { get; init; }

    /// <summary>The ids of APIs that could not be designed this time; what there is of them stays as it is.</summary>
    public IReadOnlySet<string> Undesigned { get; init; } = new HashSet<string>();

    /// <summary>What people keep for themselves, by API id.</summary>
    public IReadOnlyDictionary<string, IReadOnlySet<IgnorableField>> Ignored { get; init; } = new Dictionary<string, IReadOnlySet<IgnorableField>>();

    /// <summary>How many operations the importer's own catalogue would give to APIs that have more, by API id.</summary>
    public IReadOnlyDictionary<string, int> Trimmed { get; init; } = new Dictionary<string, int>();

    /// <summary>
    /// What APIs that are there and not designed should look like as long as they stay, and their policies and backends: only
    /// compared, never written.
    /// </summary>
    public IReadOnlyList<GatewayResource> Kept { get; init; } = [];

    /// <summary>What is left out.</summary>
    public required IReadOnlyList<SetAside> SetAside { get; init; }
}
