using Importer.Deployments;

namespace Importer.Reports;

/// <summary>A deployment that is called through an API, and why so.</summary>
public sealed record ImportedDeployment
{
    /// <summary>The deployment's full id.</summary>
    public required string Deployment { get; init; }

    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>Who made the model.</summary>
    public required string Format { get; init; }

    /// <summary>The model's version; empty when there is none.</summary>
    public string Version { get; init; } = "";

    /// <summary>The SKU's name; empty when there is none.</summary>
    public string Sku { get; init; } = "";

    /// <summary>Capacity in units of the SKU.</summary>
    public int? Capacity { get; init; }

    /// <summary>The API's id.</summary>
    public required string Api { get; init; }

    /// <summary>The API's path below the gateway's host.</summary>
    public required string Path { get; init; }

    /// <summary>How clients call it.</summary>
    public required Compatibility Compatibility { get; init; }

    /// <summary>Why so, in a sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>Which setting or rule gave which value, by field.</summary>
    public IReadOnlyDictionary<string, string>? Settings { get; init; }
}
