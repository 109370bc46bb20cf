using Importer.Deployments;

namespace Importer.Design;

/// <summary>One deployment called through one API, and why so.</summary>
public sealed record Decision
{
    /// <summary>The deployment.</summary>
    public required ModelDeployment Deployment { get; init; }

    /// <summary>How clients call it there.</summary>
    public required Compatibility Compatibility { get; init; }

    /// <summary>A sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>Which rule gave which value, by field; the rest is from the defaults.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <summary>The API's id.</summary>
    public required string ApiId { get; init; }

    /// <summary>The API's path.</summary>
    public required string ApiPath { get; init; }

    /// <summary>The <c>api-version</c> that calls name; empty where the API needs none.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>What the API's operations can make a model do.</summary>
    public required IReadOnlySet<Capability> Callable { get; init; }

    /// <summary>The audience of the gateway's token; null where it calls with a key.</summary>
    public string? Audience { get; init; }

    /// <summary>The header that carries the subscription key.</summary>
    public required string KeyHeader { get; init; }

    /// <summary>The import route, which shapes the URL of a call.</summary>
    public required ImportSource Source { get; init; }
}
