using Importer.Deployments;

namespace Importer.Reports;

/// <summary>An API as its callers meet it: where it is, what opens it, and what it does with a call, in words.</summary>
public sealed record ImportedApi
{
    /// <summary>The API's id.</summary>
    public required string Api { get; init; }

    /// <summary>The API's path below the gateway's host.</summary>
    public required string Path { get; init; }

    /// <summary>How clients call it.</summary>
    public required Compatibility Compatibility { get; init; }

    /// <summary>The <c>api-version</c> that calls name; null where the API needs none.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>The header that carries the subscription key; null where callers need none.</summary>
    public string? KeyHeader { get; init; }

    /// <summary>A deployment that a first call can name: one for chat where there is one.</summary>
    public string? Example { get; init; }

    /// <summary>What <see cref="Example"/> can do.</summary>
    public Capability? Does { get; init; }

    /// <summary>What the API does with a call, in sentences.</summary>
    public IReadOnlyList<string> Policies
    {
        get;
        init => field = value ?? [];
    } = [];
}
